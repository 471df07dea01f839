"""The figures of one month, from the live tables. Each function says what it counts."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils import timezone

from orientation.enums import Channel
from orientation.models import Reception
from referrals.models import Referral
from referrals.models.referrals import SERVICE_STATES
from registry.cross_table import SEX_COLUMNS, CrossTable, cross_table
from registry.models import Migrant
from registry.months import Month, latest_month
from registry.names import fold

NATIONALITIES_SHOWN = 8
OTHERS = "Autres nationalités"


@dataclass(frozen=True)
class MonthFigures:
    """What the secretary reads. Persons, visits and referrals are never added together."""

    registrations: CrossTable
    receptions: CrossTable
    referrals: CrossTable


def month_figures(month: Month, *, today: datetime.date, show_small: bool) -> MonthFigures:
    """The figures of a month. The state of a referral is the one at the end of the latest month that may be read."""
    known_on = latest_month(today, show_small=show_small).last_day
    return MonthFigures(
        registrations=registrations_by_nationality(month, show_small=show_small),
        receptions=receptions_by_channel(month, show_small=show_small),
        referrals=referrals_by_service(month, known_on=known_on, show_small=show_small),
    )


def registrations_by_nationality(month: Month, *, show_small: bool) -> CrossTable:
    """Persons registered in the month, by nationality (the eight commonest, then the others) and sex."""
    people = _within(Migrant.objects.filter(merged_into__isnull=True), "registered_on", month)
    counted = people.values_list("nationality__label", "sex").annotate(count=Count("id"))
    by_country: dict[str, int] = {}
    for country, _sex, count in counted:
        by_country[country] = by_country.get(country, 0) + count
    ranked = sorted(by_country, key=lambda country: (-by_country[country], fold(country)))
    shown = ranked[:NATIONALITIES_SHOWN]
    counts: dict[tuple[str, str], int] = {}
    for country, sex, count in counted:
        key = (country if country in shown else OTHERS, SEX_COLUMNS[sex])
        counts[key] = counts.get(key, 0) + count
    # The order of size would bound the hidden figures.
    listed = shown if show_small else sorted(shown, key=fold)
    rows = listed + ([OTHERS] if len(ranked) > NATIONALITIES_SHOWN else [])
    return cross_table(counts, rows=rows, columns=SEX_COLUMNS.values(), show_small=show_small)


def receptions_by_channel(month: Month, *, show_small: bool) -> CrossTable:
    """Visits received in the month, by channel and sex of the visitor. A visit is not a person."""
    visits = _within(Reception.objects.all(), "received_on", month)
    labels = dict(Channel.choices)
    counted = visits.values_list("channel", "migrant__sex").annotate(count=Count("id"))
    counts = {(labels[channel], SEX_COLUMNS[sex]): count for channel, sex, count in counted}
    return cross_table(counts, rows=labels.values(), columns=SEX_COLUMNS.values(), show_small=show_small)


def referrals_by_service(month: Month, *, known_on: datetime.date, show_small: bool) -> CrossTable:
    """Referrals sent in the month and not cancelled, by service and by their state at the end of a day."""
    end = timezone.make_aware(
        datetime.datetime.combine(known_on + datetime.timedelta(days=1), datetime.time.min)
    )
    sent = _within(Referral.objects.with_state_at(end), "sent_at__date", month)
    counted = (
        sent.filter(state_then__in=REFERRAL_COLUMNS)
        .values_list("service__acronym", "state_then")
        .annotate(count=Count("id"))
    )
    counts = {(service, REFERRAL_COLUMNS[state]): count for service, state, count in counted}
    services = sorted({service for service, _state in counts})
    return cross_table(counts, rows=services, columns=REFERRAL_COLUMNS.values(), show_small=show_small)


REFERRAL_COLUMNS = {state: state.label for state in SERVICE_STATES}


def _within(queryset: QuerySet, field: str, month: Month) -> QuerySet:
    return queryset.filter(**{f"{field}__gte": month.first_day, f"{field}__lt": month.next.first_day})
