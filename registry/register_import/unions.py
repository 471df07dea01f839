"""Taking out of a row what may tell that a person belongs to a union: that is kept nowhere without written consent."""

import re
from dataclasses import replace
from typing import Any

from registry.names import fold
from registry.register_import.columns import Field
from registry.register_import.remarks import Remark
from registry.register_import.spreadsheet import OtherCell, RegisterRow
from registry.register_import.values import written

# The apostrophe of "l’UNTM" is folded away, the dots of "U.N.T.M." become spaces.
_UNION_WORDS = re.compile(
    r"\b[ld]?(u ?n ?t ?m|c ?s ?t ?m|syndi\w*|adherente?s?|adhesions?|centrale)\b",
)
_COLUMNS = {
    Field.NUMBER: "N°",
    Field.VISIT_DATE: "Date de visite",
    Field.FULL_NAME: "Nom et prénom",
    Field.FAMILY_NAME: "Nom",
    Field.GIVEN_NAMES: "Prénom",
    Field.OTHER_NAMES: "Autre nom",
    Field.SEX: "Sexe",
    Field.BIRTH: "Naissance",
    Field.BIRTH_PLACE: "Lieu de naissance",
    Field.AGE: "Âge",
    Field.NATIONALITY: "Nationalité",
    Field.PROFESSION: "Profession",
    Field.PLACE: "Lieu",
    Field.PHONE: "Téléphone",
    Field.REFERRED_TO: "Orienté vers",
    Field.NOTE: "Remarque",
}
# A person is known again by these: what comes before an aside or a second item is kept.
_IDENTIFYING = {
    Field.FULL_NAME,
    Field.FAMILY_NAME,
    Field.GIVEN_NAMES,
    Field.OTHER_NAMES,
    Field.PHONE,
}


def speaks_of_a_union(text: str) -> bool:
    """Whether a text may tell that a person belongs to a union: such text is kept nowhere."""
    return bool(_UNION_WORDS.search(fold(text)))


def union_remark(column: str) -> Remark:
    """For the report alone: the dossier does not even say that there was something to leave out."""
    return Remark(column, "parle d’un syndicat, non repris", in_dossier=False)


def without_unions(row: RegisterRow) -> tuple[RegisterRow, list[Remark]]:
    """The row without the cells that speak of a union, and a remark for each.

    Reasons and papers are left as they are: who reads them keeps what the lists of needs and papers know.
    """
    cells: dict[Field, Any] = {}
    others: list[OtherCell] = []
    remarks: list[Remark] = []
    for name, cell in row.cells.items():
        text = written(cell)
        if name not in _COLUMNS or not speaks_of_a_union(text):
            cells[name] = cell
            continue
        remarks.append(union_remark(_COLUMNS[name]))
        before = re.split(r"[(\[,;/]", text)[0].strip()
        if name in _IDENTIFYING and before and not speaks_of_a_union(before):
            cells[name] = before
    for other in row.others:
        if speaks_of_a_union(f"{other.title} {written(other.cell)}"):
            remarks.append(union_remark(f"Colonne {other.letter}"))
        else:
            others.append(other)
    return replace(row, cells=cells, others=tuple(others)), remarks
