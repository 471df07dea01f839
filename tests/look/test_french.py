"""Typography, numbers, dates and telephones as they are printed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber

from ciom.templatetags import french


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Qui ?", "Qui\u202f?"),
        ("Qui?", "Qui\u202f?"),
        ("Attention ! Oui ; non", "Attention\u202f! Oui\u202f; non"),
        ("Motif : salaire", "Motif\u00a0: salaire"),
        ("dire « oui »", "dire «\u00a0oui\u00a0»"),
        ("dire «oui»", "dire «\u00a0oui\u00a0»"),
        ("l'aide d'urgence", "l’aide d’urgence"),
        ("https://exemple.ml/a?b=c", "https://exemple.ml/a?b=c"),
        ("à 14:30", "à 14:30"),
        ("déjà juste\u202f!", "déjà juste\u202f!"),
    ],
)
def test_typography(typed: str, printed: str) -> None:
    assert french.french(typed) == printed
    assert french.french(printed) == printed


def test_numbers() -> None:
    assert french.french_number(1234567) == "1\u202f234\u202f567"
    assert french.french_number(-3.25, 2) == "−3,25"
    assert french.french_number(0) == "0"
    assert french.french_number(None) == ""


def test_dates() -> None:
    moment = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    assert french.french_date(date(2026, 5, 1)) == "1er\u00a0mai 2026"
    assert french.french_datetime(moment) == "23\u00a0novembre 2026 à 14\u00a0h\u00a030"
    assert french.french_time(moment.replace(hour=9, minute=0)) == "9\u00a0h"
    assert french.french_time(moment.replace(minute=5)) == "14\u00a0h\u00a005"
    assert french.french_month(date(2026, 8, 31)) == "août 2026"
    assert french.french_moment(date(2026, 11, 23)) == "23\u00a0novembre 2026"
    assert french.french_moment(moment) == french.french_datetime(moment)
    assert french.french_date(None) == french.french_datetime(None) == french.french_month(None) == ""


def test_days_ago() -> None:
    today = timezone.localdate()
    assert french.days_ago(today) == "aujourd’hui"
    assert french.days_ago(today - timedelta(days=1)) == "hier"
    assert french.days_ago(today - timedelta(days=4)) == "il y a 4\u00a0jours"
    assert french.days_ago(date(2020, 1, 2)) == "le 2\u00a0janvier 2020"


@pytest.mark.parametrize(
    "number", ["70123456", "+22370123456", "70 12 34 56", PhoneNumber.from_string("70123456", region="ML")]
)
def test_malian_phone(number: object) -> None:
    assert french.phone(number) == "70\u202f12\u202f34\u202f56"


def test_other_phones() -> None:
    assert french.phone(PhoneNumber.from_string("+221771234567")).startswith("+221\u202f77")
    assert french.phone("") == french.phone(None) == ""
