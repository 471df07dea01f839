"""French typography on the page: punctuation, numbers, dates, times, telephone numbers."""

import re
from datetime import date, datetime, time
from decimal import Decimal

from django import template
from django.template.defaultfilters import stringfilter
from django.utils import timezone

from registry.written_dates import written_day, written_month, written_time

register = template.Library()

NARROW = "\u202f"  # fine insécable: before ; ! ? and between thousands
WIDE = "\u00a0"  # insécable: before : and inside « »


@register.filter(is_safe=True)
@stringfilter
def french(text: str) -> str:
    """`text` with the spaces, apostrophes and quotation marks of printed French. Addresses and hours are left alone."""
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"[ \u00a0\u202f]+([;!?])", NARROW + r"\1", text)
    text = re.sub(r"(?<=[\w»’)])([!?])(?=\s|$)", NARROW + r"\1", text)
    text = re.sub(r"[ \u202f]+:(?=\s|$)", WIDE + ":", text)
    text = re.sub(r"«[ \u00a0\u202f]*", "«" + WIDE, text)
    return re.sub(r"[ \u00a0\u202f]*»", WIDE + "»", text)


@register.filter
def french_number(value: int | float | Decimal | None, decimals: int = 0) -> str:
    """12500 -> `12 500`; 3.25 with one decimal -> `3,3`. Empty when there is no value."""
    if value is None or value == "":
        return ""
    text = f"{value:,.{decimals}f}"
    return text.replace(",", NARROW).replace(".", ",").replace("-", "−")


@register.filter
def french_date(day: date | datetime | None) -> str:
    """`23 novembre 2026`, `1er mai 2026`. A date with a time is shown in the time of Bamako. Empty when there is none."""
    if not day:
        return ""
    return written_day(_local(day))


@register.filter
def french_time(moment: time | datetime | None) -> str:
    """`14 h 30`, `9 h`. Empty when there is none."""
    if not moment:
        return ""
    if isinstance(moment, datetime):
        moment = (timezone.localtime(moment) if timezone.is_aware(moment) else moment).time()
    return written_time(moment)


@register.filter
def french_datetime(moment: datetime | None) -> str:
    """`23 novembre 2026 à 14 h 30`. Empty when there is none."""
    return f"{french_date(moment)} à {french_time(moment)}" if moment else ""


@register.filter
def french_moment(moment: date | datetime | None) -> str:
    """A date alone, or a date and its time: never a false 0 h."""
    return french_datetime(moment) if isinstance(moment, datetime) else french_date(moment)


@register.filter
def machine_time(moment: date | datetime) -> str:
    """For the attribute `datetime` of `<time>`."""
    return _local(moment).isoformat()


@register.simple_tag
def today() -> date:
    """`{% today as day %}`: the day in Bamako."""
    return timezone.localdate()


@register.filter
def french_month(day: date | None) -> str:
    """The month of a date: `octobre 2026`. Empty when there is none."""
    return written_month(day) if day else ""


@register.filter
def days_ago(day: date | datetime | None) -> str:
    """`aujourd’hui`, `hier`, `il y a 4 jours`, then the date once 30 days have passed. Empty when there is none."""
    if not day:
        return ""
    days = (timezone.localdate() - _as_date(day)).days
    if days < 0 or days > 30:
        return f"le {french_date(day)}"
    return {0: "aujourd’hui", 1: "hier"}.get(days, f"il y a {days}{WIDE}jours")


@register.filter
def phone(number: object) -> str:
    """A stored number as it is read aloud: `70 12 34 56` for Mali, else `+221 77 123 45 67`. Empty when there is none."""
    text = re.sub(r"[^\d+]", "", str(getattr(number, "as_e164", number) or ""))
    malian = re.fullmatch(r"(?:\+223|00223)?(\d{8})", text)
    if malian:
        return NARROW.join(re.findall("..", malian[1]))
    international = getattr(number, "as_international", "")
    return re.sub(r"[\s-]+", NARROW, international) or text


def _local(day: date | datetime) -> date | datetime:
    return timezone.localtime(day) if isinstance(day, datetime) and timezone.is_aware(day) else day


def _as_date(day: date | datetime) -> date:
    local = _local(day)
    return local.date() if isinstance(local, datetime) else local
