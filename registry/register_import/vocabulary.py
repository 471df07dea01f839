"""Words of a register that stand for entries of the reference lists: nationality, profession, paper, place.

The ways people write them are data: `registry/reference/*_alias.csv`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from registry.enums import Direction
from registry.models import Nationality
from registry.names import fold
from registry.reference_files import read_reference
from registry.register_import.lexicon import Lexicon, items
from registry.register_import.remarks import Remark
from registry.register_import.unions import speaks_of_a_union
from registry.register_import.values import written

NO_DOCUMENT = "aucun"
UNION_CARD = "carte_syndicale"
LONGEST_PLACE = 120
_DIRECTIONS = {
    "retour": Direction.RETURNING,
    "de retour": Direction.RETURNING,
    "transit": Direction.TRANSIT,
    "en transit": Direction.TRANSIT,
    "depart": Direction.DEPARTING,
    "en depart": Direction.DEPARTING,
}


@dataclass(frozen=True)
class Word:
    """A code of a reference list, or none; `remark` says what was unsure or not understood."""

    code: str = ""
    remark: Remark | None = None


@dataclass(frozen=True)
class NationalityRead:
    code: str = Nationality.UNDECLARED
    direction: Direction | None = None
    remark: Remark | None = None


@dataclass(frozen=True)
class PlaceRead:
    """A mining site or a commune by its code, or the words themselves; at most one of the three."""

    site: str = ""
    commune: str = ""
    text: str = ""
    remark: Remark | None = None

    @property
    def key(self) -> str:
        """One comparable key, empty when no place is known."""
        if self.site:
            return f"site:{self.site}"
        return f"commune:{self.commune}" if self.commune else fold(self.text)


def read_nationality(cell: Any) -> NationalityRead:
    """A nationality from a country, an adjective or an abbreviation; "MALI (retour)" also says the direction."""
    text = written(cell)
    if not text:
        return NationalityRead(remark=Remark("Nationalité", "absente, notée non déclarée"))
    direction = None
    if aside := re.fullmatch(r"(.+?)\s*[(\[]\s*(.+?)\s*[)\]]", text):
        direction = _DIRECTIONS.get(fold(aside[2]))
    country = aside[1] if aside and direction else text
    found = _nationalities().find(country)
    if found is None:
        return NationalityRead(
            direction=direction,
            remark=Remark("Nationalité", "non reconnue, notée non déclarée", text),
        )
    slip = Remark("Nationalité", f"lue comme {_country(found.code)}", text) if found.nearly else None
    return NationalityRead(found.code, direction, slip)


def read_profession(cell: Any) -> Word:
    text = written(cell)
    if not text or fold(text) in ("nsp", "ne sait pas"):
        return Word()
    found = _professions().find(text)
    if found is None:
        return Word(remark=Remark("Profession", "absente de la liste", text))
    return Word(found.code, Remark("Profession", "lue à une lettre près", text) if found.nearly else None)


def read_documents(cell: Any) -> tuple[list[str], list[Remark]]:
    """Codes of the papers named in a cell, and remarks. Numbers of papers are left out: they are kept encrypted.

    Beside a union card only the papers of the list are read: the other words may be about it.
    """
    codes: list[str] = []
    remarks: list[Remark] = []
    text = written(cell)
    has_union_card = speaks_of_a_union(text)
    if any(len(run) >= 4 for run in re.findall(r"\d+", text)):
        remarks.append(Remark("Pièce", "un numéro n’a pas été repris, à saisir dans le dossier"))
        text = re.sub(r"\b(?:n[°o]\s*)?[A-Za-z]{0,3}\d[\w/-]{3,}", " ", text)
    for part in items(text, _documents()):
        found = _documents().find(part)
        if found is None:
            if not has_union_card:
                remarks.append(Remark("Pièce", "absente de la liste", part))
        elif found.code == UNION_CARD:
            has_union_card = True
        elif found.code != NO_DOCUMENT and found.code not in codes:
            codes.append(found.code)
    if has_union_card:
        problem = "une carte syndicale n’est pas reprise, elle demande un accord écrit"
        remarks.append(Remark("Pièce", problem, in_dossier=False))
    return codes, remarks


def read_place(cell: Any) -> PlaceRead:
    """A mining site or a commune of the region. A name that several distant places share is kept as words."""
    text = written(cell)
    if not text or fold(text) in ("nsp", "ne sait pas", "inconnu"):
        return PlaceRead()
    candidates = _places().candidates(text)
    sites = [code.removeprefix("site:") for code in candidates if code.startswith("site:")]
    communes = [code.removeprefix("commune:") for code in candidates if code.startswith("commune:")]
    if len(sites) == 1 and (not communes or communes == [_commune_of_site(sites[0])]):
        both = Remark("Lieu", "compris comme le site minier, une commune porte ce nom", in_dossier=False)
        return PlaceRead(site=sites[0], remark=both if communes else None)
    if len(communes) == 1 and not sites:
        label = _commune_labels()[communes[0]]
        inside = None if fold(label) == fold(text) else Remark("Lieu", f"commune de {label}", text)
        return PlaceRead(commune=communes[0], remark=inside)
    if candidates:
        problem = "plusieurs lieux portent ce nom, à préciser"
    elif len(text) > LONGEST_PLACE:
        problem = f"hors des listes, coupé à {LONGEST_PLACE} signes"
    else:
        problem = "hors des listes, gardé comme écrit"
    return PlaceRead(text=text[:LONGEST_PLACE], remark=Remark("Lieu", problem, text))


def aliases(rows: Iterable[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Writings and codes of a list of aliases."""
    return ((row["ecriture"], row["code"]) for row in rows)


@cache
def _nationalities() -> Lexicon:
    rows = read_reference("nationalites.csv")
    return Lexicon(
        [
            (row[column], row["code"])
            for row in rows
            for column in ("pays", "masculin", "feminin", "iso2", "iso3")
        ]
        + list(aliases(read_reference("nationalites_alias.csv")))
    )


@cache
def _country(code: str) -> str:
    return next(row["pays"] for row in read_reference("nationalites.csv") if row["code"] == code)


@cache
def _professions() -> Lexicon:
    return Lexicon(
        [(row["libelle"], row["code"]) for row in read_reference("professions.csv")]
        + list(aliases(read_reference("professions_alias.csv")))
    )


@cache
def _documents() -> Lexicon:
    return Lexicon(
        [(row["libelle"], row["code"]) for row in read_reference("documents.csv")]
        + list(aliases(read_reference("documents_alias.csv")))
    )


@cache
def _places() -> Lexicon:
    """Sites by each of their names, communes by name and chief town, and the writings of the alias list."""
    writings: list[tuple[str, str]] = []
    for row in read_reference("sites_miniers.csv"):
        code = f"site:{row['code']}"
        writings.append((row["nom"], code))
        writings += [(name, code) for name in re.sub(r"\(.*?\)", "", row["nom"]).split("/")]
    for row in read_reference("communes.csv"):
        code = f"commune:{row['code']}"
        writings += [(row["commune"], code), (row["chef_lieu"], code)]
        writings += [
            (f"{row['commune']} {row[cercle]}", code) for cercle in ("cercle_1999_2023", "cercle_2023")
        ]
    writings += [
        (row["ecriture"], f"{row['genre']}:{row['code']}") for row in read_reference("lieux_alias.csv")
    ]
    return Lexicon(writings)


@cache
def _commune_labels() -> dict[str, str]:
    return {row["code"]: row["commune"] for row in read_reference("communes.csv")}


@cache
def _commune_of_site(code: str) -> str:
    """The code of the commune where a site lies, empty when unknown."""
    name = next(row["commune"] for row in read_reference("sites_miniers.csv") if row["code"] == code)
    return next((commune for commune, label in _commune_labels().items() if label == name), "")
