"""Days and months, written and read."""

import datetime

import pytest

from registry.enums import BirthPrecision, Sex
from registry.models import Migrant
from registry.written_dates import read_month, written_day, written_month, written_weekday


def test_the_first_of_a_month_is_written_1er() -> None:
    day = datetime.date(2026, 12, 1)
    assert written_day(day) == "1er\u00a0décembre 2026"
    assert written_weekday(day) == "mardi 1er\u00a0décembre 2026"
    assert written_month(day) == "décembre 2026"


@pytest.mark.parametrize(
    ("precision", "written"),
    [
        (BirthPrecision.EXACT, "1er\u00a0mars 1990"),
        (BirthPrecision.MONTH, "mars 1990"),
        (BirthPrecision.YEAR, "1990"),
        (BirthPrecision.ESTIMATED, "vers 1990"),
        (BirthPrecision.UNKNOWN, ""),
    ],
)
def test_a_birth_is_written_as_precisely_as_it_is_known(precision: BirthPrecision, written: str) -> None:
    migrant = Migrant(sex=Sex.FEMALE, birth_precision=precision, birth_year=1990, birth_month=3, birth_day=1)
    assert migrant.birth_text == written


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("3", 3),
        ("13", 13),
        ("mars", 3),
        ("Févr.", 2),
        ("fevrier", 2),
        ("AOÛT", 8),
        ("déc", 12),
        ("juil.", 7),
        ("jui", None),
        ("ma", None),
        ("brumaire", None),
        ("", None),
        ("²", None),
    ],
)
def test_a_month_is_read_in_figures_or_letters(text: str, month: int | None) -> None:
    assert read_month(text) == month
