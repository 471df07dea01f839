import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.enums import BirthPrecision, Sex
from registry.register_import.values import read_age, read_birth, read_day, read_phone, read_sex

VISIT = datetime.date(2025, 3, 15)
EXACT, MONTH, YEAR = BirthPrecision.EXACT, BirthPrecision.MONTH, BirthPrecision.YEAR
ESTIMATED, UNKNOWN = BirthPrecision.ESTIMATED, BirthPrecision.UNKNOWN


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime.datetime(1983, 1, 21), (1983, 1, 21, EXACT)),
        ("10/05/1991", (1991, 5, 10, EXACT)),
        ("10.5.91", (1991, 5, 10, EXACT)),
        ("1991-05-10", (1991, 5, 10, EXACT)),
        ("né le 10 mai 1991", (1991, 5, 10, EXACT)),
        ("juin 1962", (1962, 6, None, MONTH)),
        ("déc. 1984", (1984, 12, None, MONTH)),
        ("06/1962", (1962, 6, None, MONTH)),
        (1978, (1978, None, None, YEAR)),
        ("1978", (1978, None, None, YEAR)),
        (1978.0, (1978, None, None, YEAR)),
        ("01/01/1984", (1984, None, None, YEAR)),
        (datetime.datetime(1984, 1, 1), (1984, None, None, YEAR)),
        ("1er janvier 1984", (1984, None, None, YEAR)),
        ("vers 1990", (1990, None, None, ESTIMATED)),
        ("né vers 1990", (1990, None, None, ESTIMATED)),
        ("1990 ?", (1990, None, None, ESTIMATED)),
        ("28 ans", (1997, None, None, ESTIMATED)),
        ("env. 28 ans", (1997, None, None, ESTIMATED)),
        ("?", (None, None, None, UNKNOWN)),
        ("ne sait pas", (None, None, None, UNKNOWN)),
        ("", (None, None, None, UNKNOWN)),
        (None, (None, None, None, UNKNOWN)),
    ],
)
def test_births_that_are_understood(cell: Any, expected: tuple[Any, ...]) -> None:
    birth = read_birth(cell, VISIT)
    assert (birth.year, birth.month, birth.day, birth.precision) == expected
    assert birth.remark is None


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        ("31/02/1990", 1990),
        (1890, None),
        ("2030", None),
        ("20/03/2025", None),
        ("130 ans", None),
        ("84", None),
        ("1978/1980", None),
        ("grand", None),
    ],
)
def test_what_is_not_understood_is_quoted_not_guessed(cell: Any, year: int | None) -> None:
    birth = read_birth(cell, VISIT)
    assert (birth.year, birth.month, birth.day) == (year, None, None)
    assert birth.remark is not None
    assert f"«\u00a0{cell}\u00a0»" in birth.remark.kept
    is_date_or_year = "/" in str(cell) and "/1980" not in str(cell) or cell in (1890, "2030")
    assert (str(cell) in birth.remark.told) == is_date_or_year


def test_an_age_means_nothing_without_the_day_of_the_visit() -> None:
    birth = read_birth("28 ans", None)
    assert birth.precision is UNKNOWN
    assert birth.remark is not None
    assert "sans date de visite" in birth.remark.told


def test_a_bare_number_is_an_age_only_in_a_column_of_ages() -> None:
    assert read_age(28, VISIT).year == 1997
    assert read_birth(28, VISIT).year is None


@given(st.text(max_size=30) | st.integers() | st.floats() | st.datetimes())
def test_no_cell_breaks_the_reading_and_every_birth_is_coherent(cell: Any) -> None:
    birth = read_birth(cell, VISIT)
    known = (birth.year is not None, birth.month is not None, birth.day is not None)
    assert (
        known
        == {
            EXACT: (True, True, True),
            MONTH: (True, True, False),
            YEAR: (True, False, False),
            ESTIMATED: (True, False, False),
            UNKNOWN: (False, False, False),
        }[birth.precision]
    )
    assert birth.precision is not EXACT or (birth.month, birth.day) != (1, 1)
    assert birth.year is None or 1925 <= birth.year <= 2025
    read_day(cell)
    read_phone(cell)
    read_sex(cell)


@pytest.mark.parametrize(
    "cell",
    [
        datetime.datetime(2025, 3, 15),
        datetime.date(2025, 3, 15),
        "15/03/2025",
        "15/3/25",
        "2025-03-15",
        "samedi 15 mars 2025",
        45731,
    ],
)
def test_days_of_visits(cell: Any) -> None:
    assert read_day(cell) == VISIT


def test_a_visit_on_new_years_day_is_a_day() -> None:
    assert read_day("01/01/2025") == datetime.date(2025, 1, 1)


@pytest.mark.parametrize("cell", [None, "", "mars", "31/02/2025", "lundi"])
def test_unreadable_days(cell: Any) -> None:
    assert read_day(cell) is None


@pytest.mark.parametrize(
    ("cell", "sex"),
    [
        ("F", Sex.FEMALE),
        ("Femme", Sex.FEMALE),
        ("m", Sex.MALE),
        ("H", Sex.MALE),
        ("Homme ", Sex.MALE),
        (None, None),
        ("x", None),
    ],
)
def test_sex(cell: Any, sex: Sex | None) -> None:
    assert read_sex(cell) is sex


@pytest.mark.parametrize(
    ("cell", "typed", "number"),
    [
        (90749686, "90749686", "+22390749686"),
        (90749686.0, "90749686", "+22390749686"),
        ("76 10 54 32", "76 10 54 32", "+22376105432"),
        ("00223 83260097", "00223 83260097", "+22383260097"),
        ("+223 83699200", "+223 83699200", "+22383699200"),
        ("+221 77 190 3051", "+221 77 190 3051", "+221771903051"),
        ("+224 621276160", "+224 621276160", "+224621276160"),
        (None, "", ""),
        ("aucun", "", ""),
    ],
)
def test_phones(cell: Any, typed: str, number: str) -> None:
    phone = read_phone(cell)
    assert (phone.typed, phone.number, phone.remarks) == (typed, number, ())


def test_a_short_phone_is_kept_as_typed_and_said() -> None:
    phone = read_phone("662790")
    assert (phone.typed, phone.number) == ("662790", "")
    assert "«\u00a0662790\u00a0»" in phone.remarks[0].kept
    assert "662790" not in phone.remarks[0].told


def test_a_second_phone_is_not_lost() -> None:
    phone = read_phone("76 10 54 32 / 66 10 69 34")
    assert phone.number == "+22376105432"
    assert "66 10 69 34" in phone.remarks[0].kept
    assert "66 10 69 34" not in phone.remarks[0].told


def test_a_phone_without_end_is_cut_and_kept_whole_in_the_note() -> None:
    cell = "76 10 54 32 celui de son frère, absent le soir"
    phone = read_phone(cell.replace(",", " –"))
    assert len(phone.typed) == 40
    assert any("absent le soir" in remark.kept for remark in phone.remarks)
