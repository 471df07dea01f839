"""One row of a register, understood: a person, a visit, and what has to be said about the reading."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils.crypto import salted_hmac

from registry.enums import Direction, Sex
from registry.matching import Evidence
from registry.models import Nationality
from registry.models.base import FIRST_DAY
from registry.names import fold, listed_kinds
from registry.phones import comparable_phone
from registry.register_import.columns import Field
from registry.register_import.remarks import Remark, kept_lines
from registry.register_import.spreadsheet import RegisterRow
from registry.register_import.unions import speaks_of_a_union, union_remark, without_unions
from registry.register_import.values import (
    Birth,
    Phone,
    read_age,
    read_birth,
    read_day,
    read_phone,
    read_sex,
    shown_date,
    written,
)
from registry.register_import.vocabulary import (
    PlaceRead,
    read_documents,
    read_nationality,
    read_place,
    read_profession,
)

LONGEST_NAME = 120
_NO_NAME = frozenset(("inconnu", "inconnue", "ne sait pas", "nsp", "x", "xx", "neant"))
# What makes a row the same row again, in whatever file and order.
_CONTENT = tuple(f for f in Field if f not in (Field.NUMBER, Field.UNION))


@dataclass(frozen=True)
class PaperVisit:
    """The visit that a row tells: its day, and the words written about it."""

    day: datetime.date
    reason: str = ""
    referred_to: str = ""


@dataclass(frozen=True)
class Entry:
    """A row, understood, with what has to be said about the reading."""

    line: int
    number: str
    content_key: str
    visit: PaperVisit | None
    family_name: str
    given_names: str
    other_names: str
    sex: Sex | None
    birth: Birth
    nationality: str
    direction: Direction | None
    profession: str
    place: PlaceRead
    phone: Phone
    documents: tuple[str, ...]
    remarks: tuple[Remark, ...] = field(default=())

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def kept_lines(self) -> list[str]:
        """What the reading leaves to the note of the dossier."""
        return kept_lines(self.remarks)

    def evidence(self) -> Evidence:
        """What the row says that helps to recognise the person."""
        return Evidence(
            name=self.full_name,
            sex=self.sex or "",
            birth_year=self.birth.year,
            birth_month=self.birth.month,
            birth_day=self.birth.day,
            birth_precision=self.birth.precision,
            nationality="" if self.nationality == Nationality.UNDECLARED else self.nationality,
            phone=comparable_phone(self.phone.number, self.phone.typed),
            place=self.place.key,
            profession=self.profession,
        )


def read_entry(row: RegisterRow) -> Entry:
    """Understand a row. Never fails: what cannot be read becomes a remark that keeps what was written."""
    key = content_key(row.cells)
    row, remarks = without_unions(row)
    cells = row.cells
    remarks += [
        Remark(f"Colonne {letter}", "formule sans résultat, non lue", in_dossier=False)
        for letter in row.unread
    ]
    day = _read_visit_day(cells, remarks)
    family, given, other = _read_names(cells, remarks)
    birth = _read_birth(cells, day, remarks)
    nationality = read_nationality(cells.get(Field.NATIONALITY))
    profession = read_profession(cells.get(Field.PROFESSION))
    place = read_place(cells.get(Field.PLACE))
    phone = read_phone(cells.get(Field.PHONE))
    documents, about_documents = read_documents(cells.get(Field.DOCUMENT))
    sex = read_sex(cells.get(Field.SEX))
    if sex is None and Field.SEX in cells:
        remarks.append(Remark("Sexe", "non compris", written(cells[Field.SEX])))
    if nationality.direction and not place.key:
        remarks.append(Remark("Situation", f"{nationality.direction.label}, sans lieu, non notée"))
    read = (nationality.remark, profession.remark, place.remark, *phone.remarks, *about_documents)
    remarks += [remark for remark in read if remark]
    remarks += _kept_as_written(row)
    reason = written(cells.get(Field.REASON))
    referred_to = written(cells.get(Field.REFERRED_TO))
    if day is None:
        remarks += _words_of_no_visit(reason, referred_to)
    return Entry(
        line=row.line,
        number=written(cells.get(Field.NUMBER)),
        content_key=key,
        visit=PaperVisit(day, reason, referred_to) if day else None,
        family_name=family,
        given_names=given,
        other_names=other,
        sex=sex,
        birth=birth,
        nationality=nationality.code,
        direction=nationality.direction,
        profession=profession.code,
        place=place,
        phone=phone,
        documents=tuple(documents),
        remarks=tuple(remarks),
    )


def content_key(cells: dict[Field, Any]) -> str:
    """A keyed digest of what a row says, whatever its file, line and number: the same key is the same row again.

    The key is that of the site: who steals the table cannot guess a row and recognise it.
    """
    said = "\x1f".join(f"{name}={fold(written(cells[name]))}" for name in _CONTENT if name in cells)
    return salted_hmac("registry.imported_row", said, algorithm="sha256").hexdigest()


def _read_visit_day(cells: dict[Field, Any], remarks: list[Remark]) -> datetime.date | None:
    """The day of the visit; none when it is unreadable, to come, or before the first day of the registry."""
    cell = cells.get(Field.VISIT_DATE)
    day = read_day(cell)
    if cell is None:
        problem = "absente"
    elif day is None:
        problem = f"{shown_date(cell)}non comprise"
    elif day > datetime.date.today():
        problem = f"{day:%d/%m/%Y}, dans le futur"
    elif day < FIRST_DAY:
        problem = f"{day:%d/%m/}{day.year:04}, avant {FIRST_DAY.year}"
    else:
        return day
    remarks.append(Remark("Date de visite", f"{problem}, la visite n’est pas notée", written(cell)))
    return None


def _read_names(cells: dict[Field, Any], remarks: list[Remark]) -> tuple[str, str, str]:
    """Family name, given names and other names, as the columns hold them."""
    family = _read_name(cells, Field.FAMILY_NAME, "Nom", remarks)
    given = _read_name(cells, Field.GIVEN_NAMES, "Prénom", remarks)
    other = _read_name(cells, Field.OTHER_NAMES, "Autre nom", remarks)
    full = _read_name(cells, Field.FULL_NAME, "Nom et prénom", remarks)
    if full and not (family or given):
        family, given = _split_by_capitals(full)
        if not given:
            family, given = _split_by_known_names(full)
            if given:
                remarks.append(Remark("Nom et prénom", "séparés d’après les noms de famille connus", full))
        if not given:
            remarks.append(Remark("Nom et prénom", "non séparés dans le registre"))
    elif full and set(fold(full).split()) - set(fold(f"{family} {given}").split()):
        remarks.append(Remark("Nom et prénom", wrote=full))
    if _seem_swapped(family, given):
        remarks.append(Remark("Nom et prénom", "peut-être inversés dans le registre"))
    return family, given, other


def _read_name(cells: dict[Field, Any], name: Field, column: str, remarks: list[Remark]) -> str:
    """A name as written; nothing when the cell holds no letter or says that the name is not known."""
    text = written(cells.get(name))
    if fold(text) in _NO_NAME or not any(c.isalnum() for c in text):
        return ""
    if not any(c.isalpha() for c in text):
        remarks.append(Remark(column, "sans aucune lettre, non repris", text))
        return ""
    if len(text) > LONGEST_NAME:
        remarks.append(Remark(column, f"trop long, coupé à {LONGEST_NAME} signes", text))
    return text[:LONGEST_NAME].strip()


def _split_by_capitals(full_name: str) -> tuple[str, str]:
    """Family name and given names of "TRAORÉ Mariam"; everything as family name when capitals do not tell."""
    words = full_name.split()
    family = [word for word in words if word.isupper() and len(word) > 1]
    given = [word for word in words if word not in family]
    return (" ".join(family), " ".join(given)) if family and given else (full_name, "")


def _split_by_known_names(full_name: str) -> tuple[str, str]:
    """Family name and given names of "Mariam Traoré", when known family names stand at one end and nowhere else."""
    words = full_name.split()
    is_family = [listed_kinds(fold(word)) == {"nom"} for word in words]
    count = sum(is_family)
    if 0 < count < len(words) and all(is_family[:count]):
        return " ".join(words[:count]), " ".join(words[count:])
    if 0 < count < len(words) and all(is_family[-count:]):
        return " ".join(words[-count:]), " ".join(words[:-count])
    return full_name, ""


def _seem_swapped(family: str, given: str) -> bool:
    return listed_kinds(fold(family)) == {"prenom"} and listed_kinds(fold(given)) == {"nom"}


def _read_birth(cells: dict[Field, Any], day: datetime.date | None, remarks: list[Remark]) -> Birth:
    """The birth that the columns of births and of ages tell, the first one before the second."""
    birth = read_birth(cells.get(Field.BIRTH), day)
    age = read_age(cells.get(Field.AGE), day)
    if birth.remark:
        remarks.append(birth.remark)
    if birth.year is None:
        remarks += [age.remark] if age.remark else []
        return age
    if age.remark or (age.year is not None and abs(age.year - birth.year) > 1):
        remarks.append(Remark("Âge", "ne va pas avec la naissance, non repris", written(cells[Field.AGE])))
    return birth


def _words_of_no_visit(reason: str, referred_to: str) -> list[Remark]:
    """What a visit would have held, when its day is not known."""
    said = (("Motif", reason), ("Orienté vers", referred_to))
    return [
        union_remark(column) if speaks_of_a_union(text) else Remark(column, wrote=text)
        for column, text in said
        if text
    ]


def _kept_as_written(row: RegisterRow) -> list[Remark]:
    """Columns without a place of their own."""
    texts = [
        ("Lieu de naissance", "", row.cells.get(Field.BIRTH_PLACE)),
        ("Remarque", "", row.cells.get(Field.NOTE)),
        *((f"Colonne {other.letter}", other.title, other.cell) for other in row.others),
    ]
    return [
        Remark(column, wrote=text, title=title) for column, title, cell in texts if (text := written(cell))
    ]
