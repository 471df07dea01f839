"""Finding the table of a register in a file that someone else made, and giving its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from registry.names import fold
from registry.register_import.columns import Field, field_of, propose_mapping
from registry.register_import.opening import (
    MAX_BYTES,
    NO_RESULT,
    TOO_BIG,
    Line,
    Sheet,
    UnreadableRegister,
    is_blank,
    is_empty,
    open_file,
)
from registry.register_import.values import SERIAL_DAYS

# A header comes within the first lines.
HEADER_WITHIN = 40
OTHER_SHEETS = (
    "Le classeur a d’autres feuilles avec un tableau\u00a0: copiez chacune dans un fichier, et reprenez-la."
)


@dataclass(frozen=True)
class OtherCell:
    """A cell of a column that is not ours. Its title is words of the file, too."""

    letter: str
    title: str
    cell: Any


@dataclass(frozen=True)
class RegisterRow:
    """One row of the table: its line in the file, its cells by field, and those of columns that are not ours.

    `unread` are the letters of the columns where a formula gave nothing.
    """

    line: int
    cells: dict[Field, Any]
    others: tuple[OtherCell, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class RegisterTable:
    """The table found in a file. `mapping` says which column (from 0) holds which field.

    `notices` say in French which parts of the file were left aside.
    """

    sheet: str
    header_line: int
    header: tuple[str, ...]
    mapping: dict[int, Field]
    rows: tuple[RegisterRow, ...]
    notices: tuple[str, ...] = ()

    @property
    def has_union_column(self) -> bool:
        """Whether a column about union membership was left out."""
        return any(field_of(title) is Field.UNION for title in self.header)


@dataclass(frozen=True)
class Header:
    """The line of titles of a sheet, `number` counted from 1, and the fields that they announce."""

    number: int
    titles: tuple[str, ...]
    mapping: dict[int, Field]


def read_register(path: Path, mapping: dict[int, Field] | None = None) -> RegisterTable:
    """The table of a .xlsx or .csv file. `mapping` (column from 0 -> field) replaces what the header says.

    Raises UnreadableRegister.
    """
    if not path.is_file():
        raise UnreadableRegister("Ce fichier n’existe pas.")
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableRegister(TOO_BIG)
    sheets = open_file(path.name, path.read_bytes())
    tables = [table for sheet in sheets if (table := _find_table(sheet, mapping))]
    if not tables:
        raise UnreadableRegister(
            "Aucun tableau reconnu\u00a0: il faut une ligne de titres avec au moins le nom ou le prénom et deux autres "
            "colonnes connues (date, sexe, nationalité, téléphone…)."
        )
    best = max(tables, key=lambda table: (len(table.mapping), len(table.rows)))
    if len(tables) == 1:
        return best
    return replace(best, notices=(*best.notices, OTHER_SHEETS))


def find_sheet(sheets: Sequence[Sheet]) -> tuple[Sheet, Header]:
    """The sheet that holds the register and its titles, whatever they are. Raises UnreadableRegister.

    Titles that announce no field of ours are those of the first line that is half as full as the fullest.
    """
    found = [(sheet, find_header(sheet) or _fullest_line(sheet)) for sheet in sheets if len(sheet.lines) > 1]
    if not found:
        raise UnreadableRegister(
            "Ce fichier est vide\u00a0: il faut une ligne de titres, puis une ligne par personne."
        )
    return max(found, key=lambda one: (len(one[1].mapping), len(one[0].lines)))


def find_header(sheet: Sheet) -> Header | None:
    """The line whose titles announce the most fields; None when there is no such line."""
    found = [_header(sheet, number) for number in range(1, min(len(sheet.lines), HEADER_WITHIN) + 1)]
    best = max(found, key=lambda header: len(header.mapping), default=None)
    return best if best and best.mapping else None


def _fullest_line(sheet: Sheet) -> Header:
    filled = [sum(not is_empty(cell) for cell in line) for line in islice(sheet.lines, HEADER_WITHIN)]
    return _header(sheet, next(rank for rank, count in enumerate(filled, 1) if count * 2 >= max(filled)))


def _header(sheet: Sheet, number: int) -> Header:
    titles = tuple(_text(cell) for cell in sheet.lines[number - 1])
    return Header(number, titles, propose_mapping(titles))


def _find_table(sheet: Sheet, given: dict[int, Field] | None) -> RegisterTable | None:
    header = find_header(sheet)
    if header is None:
        return None
    mapping = given or header.mapping
    lines = enumerate(sheet.lines[header.number :], header.number + 1)
    rows = tuple(
        row
        for number, line in lines
        if (row := read_row(number, line, header.titles, mapping, sheet.days_late))
    )
    return RegisterTable(sheet.name, header.number, header.titles, mapping, rows, sheet.notices)


def left_out(titles: Sequence[str], mapping: dict[int, Field]) -> set[int]:
    """Columns that are not even read: union membership needs a written consent, whatever the mapping says."""
    about_unions = {column for column, title in enumerate(titles) if field_of(title) is Field.UNION}
    return about_unions | {column for column, name in mapping.items() if name is Field.UNION}


def read_row(
    number: int, line: Line, titles: Sequence[str], mapping: dict[int, Field], days_late: int
) -> RegisterRow | None:
    """A line of the table, its cells by field; None for a blank line, a total, or the titles written again."""
    if is_blank(line) or _is_total(line) or [_text(cell) for cell in line] == list(titles):
        return None
    aside = left_out(titles, mapping)
    written = {
        column: cell
        for column, cell in enumerate(line)
        if column not in aside and cell is not NO_RESULT and not is_empty(cell)
    }
    cells = {
        name: _in_days_of_1900(name, written[column], days_late)
        for column, name in mapping.items()
        if column in written
    }
    others = tuple(
        OtherCell(get_column_letter(column + 1), titles[column] if column < len(titles) else "", cell)
        for column, cell in written.items()
        if column not in mapping
    )
    unread = tuple(
        get_column_letter(column + 1)
        for column, cell in enumerate(line)
        if column not in aside and cell is NO_RESULT
    )
    return RegisterRow(number, cells, others, unread) if cells or others or unread else None


def _in_days_of_1900(name: Field, cell: Any, days_late: int) -> Any:
    """A bare number that may stand for a date, counted from 1900 as everywhere else."""
    if (
        days_late
        and name in (Field.VISIT_DATE, Field.BIRTH)
        and isinstance(cell, int)
        and cell in SERIAL_DAYS
    ):
        return cell + days_late
    return cell


def _text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def _is_total(line: Line) -> bool:
    """A line that adds up: "TOTAL | 420", "Sous-total mars : 35"."""
    written = [fold(_text(cell)) for cell in line if not is_empty(cell)]
    return len(written) <= 4 and any(
        text.split()[:1] == ["total"] or text.startswith("sous total") for text in written
    )
