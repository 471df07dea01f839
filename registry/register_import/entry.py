"""One row of a register, understood: a person, a visit, and what has to be said about the reading."""

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

from registry.enums import Direction, Sex
from registry.matching import Evidence
from registry.names import fold, listed_kinds
from registry.phones import comparable_phone
from registry.register_import.columns import Field
from registry.register_import.spreadsheet import RegisterRow
from registry.register_import.values import (
    Birth,
    Phone,
    quote,
    read_age,
    read_birth,
    read_day,
    read_phone,
    read_sex,
    written,
)
from registry.register_import.vocabulary import (
    UNDECLARED,
    PlaceRead,
    read_documents,
    read_nationality,
    read_place,
    read_profession,
    speaks_of_a_union,
)

LONGEST_NAME = 120
LONGEST_PHONE = 40
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
    """A row, understood. `remarks` go to the dossier and to the report, `mentions` to the report only."""

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
    remarks: tuple[str, ...] = field(default=())
    mentions: tuple[str, ...] = field(default=())

    @property
    def full_name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()

    def evidence(self) -> Evidence:
        """What the row says that helps to recognise the person."""
        return Evidence(
            name=self.full_name,
            sex=self.sex or "",
            birth_year=self.birth.year,
            birth_month=self.birth.month,
            birth_day=self.birth.day,
            birth_precision=self.birth.precision,
            nationality="" if self.nationality == UNDECLARED else self.nationality,
            phone=comparable_phone(self.phone.number, self.phone.typed),
            place=self.place.key,
            profession=self.profession,
        )


def read_entry(row: RegisterRow) -> Entry:
    """Understand a row. Never fails: what cannot be read becomes a remark that quotes it."""
    cells = row.cells
    remarks: list[str] = []
    day = read_day(cells.get(Field.VISIT_DATE))
    if day is None or day > datetime.date.today():
        wrote = f"écrite {quote(cells[Field.VISIT_DATE])}" if Field.VISIT_DATE in cells else "absente"
        remarks.append(f"Date de visite {wrote}\u00a0: la visite n’est pas notée.")
        day = None
    family, given, other = (_read_name(cells, name, remarks) for name in _NAME_FIELDS)
    if not (family or given) and (family := _read_name(cells, Field.FULL_NAME, remarks)):
        family, given = _split_by_capitals(family)
        if not given:
            remarks.append("Nom et prénoms non séparés dans le registre.")
    if _seem_swapped(family, given):
        remarks.append("Nom et prénom peut-être inversés dans le registre.")
    birth = read_birth(cells.get(Field.BIRTH), day)
    if birth.year is None and Field.AGE in cells:
        birth = read_age(cells[Field.AGE], day)
    nationality = read_nationality(cells.get(Field.NATIONALITY))
    profession = read_profession(cells.get(Field.PROFESSION))
    place = read_place(cells.get(Field.PLACE))
    phone = read_phone(cells.get(Field.PHONE))
    documents, about_documents = read_documents(cells.get(Field.DOCUMENT))
    sex = read_sex(cells.get(Field.SEX))
    if sex is None and Field.SEX in cells:
        remarks.append(f"Sexe écrit {quote(cells[Field.SEX])}\u00a0: non compris.")
    remarks += [
        birth.remark,
        nationality.remark,
        profession.remark,
        place.remark,
        phone.remark,
        *about_documents,
    ]
    remarks += _kept_as_written(row)
    mentions = [place.mention]
    reason, referred_to = written(cells.get(Field.REASON)), written(cells.get(Field.REFERRED_TO))
    if speaks_of_a_union(referred_to):
        referred_to = ""
        mentions.append("«\u00a0Orienté vers\u00a0» nomme un syndicat\u00a0: non repris.")
    if day is None:
        remarks += [
            f"{title} (registre papier)\u00a0: {said}" for title, said in _said_of_visit(reason, referred_to)
        ]
    return Entry(
        line=row.line,
        number=written(cells.get(Field.NUMBER)),
        content_key=content_key(cells),
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
        phone=phone
        if len(phone.typed) <= LONGEST_PHONE
        else Phone(phone.typed[:LONGEST_PHONE], phone.number),
        documents=tuple(documents),
        remarks=tuple(remark for remark in remarks if remark),
        mentions=tuple(mention for mention in mentions if mention),
    )


def content_key(cells: dict[Field, Any]) -> str:
    """A digest of what a row says, whatever its file, line and number: the same key is the same row again."""
    said = "\x1f".join(f"{name}={fold(written(cells[name]))}" for name in _CONTENT if name in cells)
    return hashlib.sha256(said.encode()).hexdigest()


_NAME_FIELDS = (Field.FAMILY_NAME, Field.GIVEN_NAMES, Field.OTHER_NAMES)


def _read_name(cells: dict[Field, Any], name: Field, remarks: list[str]) -> str:
    """A name as written; nothing when the cell holds no letter or says that the name is not known."""
    text = written(cells.get(name))
    if not any(c.isalpha() for c in text) or fold(text) in _NO_NAME:
        return ""
    if len(text) > LONGEST_NAME:
        remarks.append(f"Nom trop long, coupé. Il était écrit {quote(text)}.")
    return text[:LONGEST_NAME].strip()


def _split_by_capitals(full_name: str) -> tuple[str, str]:
    """Family name and given names of "TRAORÉ Mariam"; everything as family name when capitals do not tell."""
    words = full_name.split()
    family = [word for word in words if word.isupper() and len(word) > 1]
    given = [word for word in words if word not in family]
    return (" ".join(family), " ".join(given)) if family and given else (full_name, "")


def _seem_swapped(family: str, given: str) -> bool:
    return listed_kinds(fold(family)) == {"prenom"} and listed_kinds(fold(given)) == {"nom"}


def _said_of_visit(reason: str, referred_to: str) -> list[tuple[str, str]]:
    """What a visit that cannot be noted leaves to the dossier."""
    said = [("Motif", reason), ("Orienté vers", referred_to)]
    return [(title, text) for title, text in said if text and not speaks_of_a_union(text)]


def _kept_as_written(row: RegisterRow) -> list[str]:
    """Columns without a place of their own, unless they speak of a union."""
    texts = {
        "Lieu de naissance": row.cells.get(Field.BIRTH_PLACE),
        "Remarque": row.cells.get(Field.NOTE),
        **row.others,
    }
    return [
        f"{title} (registre papier)\u00a0: {written(cell)}"
        for title, cell in texts.items()
        if written(cell) and not speaks_of_a_union(f"{title} {written(cell)}")
    ]
