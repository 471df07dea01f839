"""Cells of a register, one kind of value each: births, dates, sex, phones.

Whatever cannot be read is not guessed: it comes back as a remark in French that keeps what was written.
"""

import datetime
import math
import re
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.utils.datetime import from_excel

from registry.enums import BirthPrecision, Sex
from registry.names import fold
from registry.person_text import on_one_line
from registry.phones import international_number
from registry.register_import.remarks import Remark
from registry.written_dates import read_month

OLDEST = 100
LONGEST_PHONE = 40
_UNKNOWN = frozenset(
    [
        "ne sait pas",
        "nsp",
        "inconnu",
        "inconnue",
        "ignore",
        "non connu",
        "non connue",
        "nd",
        "neant",
        "non renseigne",
        "x",
    ]
)
_ABOUT = re.compile(r"^(?:nee? )?(?:vers|env|environ|autour de|a peu pres|circa|ca) (?:l an )?")
_AGE = re.compile(r"^(?:age de |env |environ )?(\d{1,3}) ?(?:ans?|annees)(?: environ| env)?$")
SERIAL_DAYS = range(3_000, 60_000)
_DATE_OR_YEAR = re.compile(r"(\d{1,2}[./-]\d{1,2}[./-])?[12]\d{3}|[12]\d{3}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Birth:
    """A birth as precisely as it was written, and what had to be said about the writing.

    `is_real` is false when the day that was written does not exist.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    precision: BirthPrecision = BirthPrecision.UNKNOWN
    remark: Remark | None = None
    is_real: bool = True


@dataclass(frozen=True)
class Phone:
    """A phone as typed; `number` is E.164 when it is a valid number of its country, else empty."""

    typed: str = ""
    number: str = ""
    remarks: tuple[Remark, ...] = ()


def written(cell: Any) -> str:
    """A cell as a person would read it aloud: 90749686.0 is 90749686, a date is 17/03/1967."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"{cell:%d/%m/%Y}"
    return on_one_line(str(cell))


def read_birth(cell: Any, visit: datetime.date | None) -> Birth:
    """A date of birth, year, month, or an age on the day of the visit."""
    text = written(cell)
    words = fold(text)
    if not words or words in _UNKNOWN:
        return Birth()
    if isinstance(cell, datetime.datetime | datetime.date):
        return _checked(_dated(cell.year, cell.month, cell.day), cell, visit)
    if (day := _serial_date(cell)) is not None:
        return _checked(_dated(day.year, day.month, day.day), cell, visit)
    found = _read_age(words, text, visit) or _read_year(words, text) or _read_written_date(words, visit)
    if found is None:
        return Birth(remark=Remark("Naissance", "non comprise, laissée inconnue", text))
    return _checked(found, cell, visit)


def read_age(cell: Any, visit: datetime.date | None) -> Birth:
    """A cell of a column that holds ages: a bare number is an age."""
    text = written(cell)
    return read_birth(f"{text} ans" if text.isdecimal() and int(text) <= OLDEST else cell, visit)


def _read_age(words: str, text: str, visit: datetime.date | None) -> Birth | None:
    match = _AGE.match(words)
    if not match:
        return None
    if visit is None:
        return Birth(remark=Remark("Âge", "sans date de visite, naissance laissée inconnue", text))
    return Birth(visit.year - int(match[1]), precision=BirthPrecision.ESTIMATED)


def _read_year(words: str, text: str) -> Birth | None:
    bare = _ABOUT.sub("", words)
    if not re.fullmatch(r"\d{4}", bare):
        return None
    unsure = bare != words or "?" in text or "~" in text or "±" in text
    return Birth(int(bare), precision=BirthPrecision.ESTIMATED if unsure else BirthPrecision.YEAR)


def _read_written_date(words: str, visit: datetime.date | None) -> Birth | None:
    words = re.sub(r"^nee? (?:le )?|^le |^en ", "", words)
    if match := re.fullmatch(r"(\d{4}) (\d{1,2}) (\d{1,2})(?: 00 00(?: 00)?)?", words):
        return _dated(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2}|1er) ([a-z]+|\d{1,2}) (\d{4}|\d{2})", words):
        month = read_month(match[2]) or 0
        return _dated(_whole_year(match[3], visit), month, 1 if match[1] == "1er" else int(match[1]))
    words = re.sub(r"^(\d{4}) (\d{1,2})$", r"\2 \1", words)
    if match := re.fullmatch(r"([a-z]+) (\d{4}|\d{2})|(\d{1,2}) (\d{4})", words):
        month = read_month(match[1] or match[3]) or 0
        if 1 <= month <= 12:
            return Birth(_whole_year(match[2] or match[4], visit), month, precision=BirthPrecision.MONTH)
    return None


def _whole_year(digits: str, visit: datetime.date | None) -> int:
    """A year of four digits, or of two: the last one before the visit."""
    if len(digits) == 4:
        return int(digits)
    last = (visit or datetime.date.today()).year
    year = last // 100 * 100 + int(digits)
    return year if year <= last else year - 100


def _dated(year: int, month: int, day: int) -> Birth:
    """A full date; 1 January is what papers write when only the year is known."""
    if (month, day) == (1, 1):
        return Birth(year, precision=BirthPrecision.YEAR)
    try:
        datetime.date(year, month, day)
    except ValueError:
        return Birth(year, precision=BirthPrecision.YEAR, is_real=False)
    return Birth(year, month, day, BirthPrecision.EXACT)


def _checked(birth: Birth, cell: Any, visit: datetime.date | None) -> Birth:
    """The birth, unless nobody can have been born then; an impossible day leaves the year."""
    if birth.year is None:
        return birth
    last = visit or datetime.date.today()
    earliest_day = (birth.year, birth.month or 1, birth.day or 1)
    if birth.year < last.year - OLDEST or earliest_day > (last.year, last.month, last.day):
        problem = f"{shown_date(cell)}invraisemblable, laissée inconnue"
        return Birth(remark=Remark("Naissance", problem, written(cell)))
    if not birth.is_real:
        problem = f"{shown_date(cell)}cette date n’existe pas, seule l’année est gardée"
        return replace(birth, remark=Remark("Naissance", problem, written(cell)))
    return birth


def shown_date(cell: Any) -> str:
    """A date as it was written, with a comma, to be shown in a report; nothing when the cell may hold other words."""
    text = written(cell)
    return f"{text}, " if _DATE_OR_YEAR.fullmatch(text) else ""


def read_day(cell: Any) -> datetime.date | None:
    """The day of a visit; None when it cannot be read."""
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    if (day := _serial_date(cell)) is not None:
        return day
    found = _read_written_date(re.sub(r"^[a-z]+di |^dimanche ", "", fold(written(cell))), None)
    if found is None or found.year is None or not found.is_real:
        return None
    if found.precision is BirthPrecision.YEAR:
        return datetime.date(found.year, 1, 1)
    return datetime.date(found.year, found.month, found.day) if found.month and found.day else None


def _serial_date(cell: Any) -> datetime.date | None:
    """The date of a number that a spreadsheet shows as one."""
    if (
        isinstance(cell, int | float)
        and not isinstance(cell, bool)
        and math.isfinite(cell)
        and int(cell) in SERIAL_DAYS
    ):
        day = from_excel(cell)
        return day.date() if isinstance(day, datetime.datetime) else None
    return None


_SEXES = {
    **dict.fromkeys(("f", "femme", "feminin", "fille", "dame", "mme", "mlle"), Sex.FEMALE),
    **dict.fromkeys(("m", "h", "homme", "masculin", "garcon", "mr", "monsieur"), Sex.MALE),
}


def read_sex(cell: Any) -> Sex | None:
    """The sex, or None when the cell is empty or says something else."""
    return _SEXES.get(fold(written(cell)))


def read_phone(cell: Any) -> Phone:
    """A phone in any form, numbers of Mali without prefix included. The typed form is always kept."""
    text = written(cell)
    if not any(c.isdigit() for c in text):
        if not text or fold(text) in _UNKNOWN | {"non", "aucun", "pas de telephone", "sans"}:
            return Phone()
        return Phone(remarks=(Remark("Téléphone", "non compris", text),))
    first, *others = re.split(r"\s*(?:/|;|,|\bou\b|\bet\b)\s*", text)
    also = [Remark("Autre téléphone", wrote=" / ".join(others))] if any(others) else []
    if len(first) > LONGEST_PHONE:
        also.append(Remark("Téléphone", f"trop long, coupé à {LONGEST_PHONE} signes", first))
    number = international_number(first)
    if not number:
        also.insert(0, Remark("Téléphone", "incomplet ou inconnu, gardé comme écrit", first))
    return Phone(first[:LONGEST_PHONE], number, tuple(also))
