"""Opening a register that someone else made: refuse the dangerous, find the table, give its rows.

Nothing is read before the size, and for a workbook the archive's own inventory, were found harmless: a 231 kB
workbook can keep a reader busy for minutes.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from registry.names import fold
from registry.register_import.columns import Field, field_of, propose_mapping
from registry.register_import.values import SERIAL_DAYS

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 1000
MAX_ROWS = 20_000
MAX_COLUMNS = 60
# A header comes within the first lines, and a table ends before so many blank ones.
HEADER_WITHIN = 40
BLANK_ROWS_AT_END = 500
# Old workbooks of Macintosh count their days from 1904.
DAYS_FROM_1900_TO_1904 = 1462


class UnreadableRegister(Exception):
    """The file cannot be taken as a register; the message says why, in French."""


class _NoResult:
    """What a cell holds whose formula was never calculated, or failed."""

    def __str__(self) -> str:
        return ""


NO_RESULT = _NoResult()


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
class _Sheet:
    name: str
    lines: tuple[tuple[Any, ...], ...]
    notices: tuple[str, ...] = ()
    days_late: int = 0


def read_register(path: Path, mapping: dict[int, Field] | None = None) -> RegisterTable:
    """The table of a .xlsx or .csv file. `mapping` (column from 0 -> field) replaces what the header says.

    Raises UnreadableRegister.
    """
    sheets = _read_csv(path) if path.suffix.lower() in (".csv", ".txt") else _read_workbook(path)
    tables = [table for sheet in sheets if (table := _find_table(sheet, mapping))]
    if not tables:
        raise UnreadableRegister(
            "Aucun tableau reconnu\u00a0: il faut une ligne de titres avec au moins le nom ou le prénom et deux autres "
            "colonnes connues (date, sexe, nationalité, téléphone…)."
        )
    best = max(tables, key=lambda table: (len(table.mapping), len(table.rows)))
    if len(tables) == 1:
        return best
    aside = "Le classeur a d’autres feuilles avec un tableau\u00a0: copiez chacune dans un fichier, et reprenez-la."
    return replace(best, notices=(*best.notices, aside))


def check_workbook(path: Path) -> None:
    """Refuse a file that is too big, not a workbook, or packed to exhaust the machine. Raises UnreadableRegister."""
    _check_size(path)
    if not zipfile.is_zipfile(path):
        raise UnreadableRegister(
            "Ce fichier n’est pas un classeur .xlsx. Enregistrez-le au format « Classeur Excel (.xlsx) » ou « CSV »."
        )
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise UnreadableRegister(
            "Ce classeur contient trop d’éléments. Copiez le tableau seul dans un nouveau fichier."
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > MAX_UNPACKED_BYTES or unpacked / packed > MAX_RATIO:
        raise UnreadableRegister("Ce classeur est anormalement gros une fois ouvert. Il n’a pas été lu.")


def _check_size(path: Path) -> None:
    if not path.is_file():
        raise UnreadableRegister("Ce fichier n’existe pas.")
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableRegister("Ce fichier dépasse 5\u00a0Mo. Coupez-le en plusieurs fichiers.")


def _read_workbook(path: Path) -> list[_Sheet]:
    check_workbook(path)
    content = path.read_bytes()
    # The reader warns in English, quoting cells.
    with warnings.catch_warnings(action="ignore"):
        try:
            results, formulas = (
                load_workbook(io.BytesIO(content), read_only=True, data_only=kind) for kind in (True, False)
            )
        except Exception as error:  # openpyxl raises anything on a damaged file
            raise UnreadableRegister("Ce classeur est abîmé\u00a0: il ne s’ouvre pas.") from error
        days_late = DAYS_FROM_1900_TO_1904 if results.epoch == CALENDAR_MAC_1904 else 0
        try:
            return [
                _bounded(sheet.title, _lines(sheet, with_formulas), days_late)
                for sheet, with_formulas in zip(results.worksheets, formulas.worksheets, strict=True)
            ]
        except UnreadableRegister:
            raise
        except Exception as error:
            raise UnreadableRegister(
                "Ce classeur est abîmé\u00a0: il ne se lit pas jusqu’au bout."
            ) from error


def _lines(results: Any, formulas: Any) -> Iterator[tuple[Any, ...]]:
    """The lines of a sheet as last calculated; `NO_RESULT` where a formula has no result."""
    sheets = []
    for sheet in (results, formulas):
        # The dimensions that a file declares may be wrong, or a trap.
        sheet.reset_dimensions()
        sheets.append(sheet.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True))
    for line, written in zip_longest(*sheets, fillvalue=()):
        yield tuple(_result(cell, typed) for cell, typed in zip_longest(line, written))


def _result(cell: Any, typed: Any) -> Any:
    never_calculated = cell is None and typed is not None
    failed = isinstance(cell, str) and cell in ERROR_CODES
    return NO_RESULT if never_calculated or failed else cell


def _read_csv(path: Path) -> list[_Sheet]:
    _check_size(path)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    delimiter = max(";,\t", key=text[:5000].count)
    lines = (
        tuple(cell or None for cell in line[: MAX_COLUMNS + 1])
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    )
    try:
        return [_bounded(path.stem, lines)]
    except csv.Error as error:
        raise UnreadableRegister("Ce fichier CSV est abîmé\u00a0: il ne se lit pas jusqu’au bout.") from error


def _bounded(name: str, lines: Iterable[Sequence[Any]], days_late: int = 0) -> _Sheet:
    """A sheet up to the end of what is written, without waiting for a million blank lines."""
    kept: list[tuple[Any, ...]] = []
    last_written = 0
    notices: list[str] = []
    is_wide = False
    for number, line in enumerate(lines, 1):
        if number - last_written > BLANK_ROWS_AT_END:
            notices.append(
                f"Après la ligne {last_written}, {BLANK_ROWS_AT_END} lignes sont vides\u00a0: la suite n’est pas lue."
            )
            break
        if number > MAX_ROWS:
            raise UnreadableRegister(
                "Ce fichier dépasse 20\u202f000 lignes. Coupez-le en plusieurs fichiers."
            )
        kept.append(tuple(line[:MAX_COLUMNS]))
        if not _is_blank(line):
            last_written = number
            is_wide = is_wide or not _is_blank(line[MAX_COLUMNS:])
    if is_wide:
        notices.append(f"Le tableau dépasse {MAX_COLUMNS} colonnes\u00a0: les suivantes ne sont pas lues.")
    return _Sheet(name, tuple(kept[:last_written]), tuple(notices), days_late)


def _find_table(sheet: _Sheet, given: dict[int, Field] | None) -> RegisterTable | None:
    best_line, best = 0, dict[int, Field]()
    for number, line in enumerate(islice(sheet.lines, HEADER_WITHIN), 1):
        mapping = propose_mapping([_text(cell) for cell in line])
        if len(mapping) > len(best):
            best_line, best = number, mapping
    if not best:
        return None
    header = tuple(_text(cell) for cell in sheet.lines[best_line - 1])
    mapping = given or best
    rows = tuple(_rows(sheet, best_line, header, mapping))
    return RegisterTable(sheet.name, best_line, header, mapping, rows, sheet.notices)


def _rows(
    sheet: _Sheet, header_line: int, header: tuple[str, ...], mapping: dict[int, Field]
) -> Iterator[RegisterRow]:
    # Union membership needs a written consent: whatever the mapping says, it is not even read.
    left_out = {column for column, title in enumerate(header) if field_of(title) is Field.UNION}
    left_out |= {column for column, name in mapping.items() if name is Field.UNION}
    for number, line in enumerate(sheet.lines[header_line:], header_line + 1):
        if _is_blank(line) or _is_total(line) or [_text(c) for c in line] == list(header):
            continue
        written = {
            column: cell
            for column, cell in enumerate(line)
            if column not in left_out and cell is not NO_RESULT and not _is_empty(cell)
        }
        cells = {
            name: _in_days_of_1900(name, written[column], sheet.days_late)
            for column, name in mapping.items()
            if column in written
        }
        others = tuple(
            OtherCell(get_column_letter(column + 1), header[column] if column < len(header) else "", cell)
            for column, cell in written.items()
            if column not in mapping
        )
        unread = tuple(
            get_column_letter(column + 1)
            for column, cell in enumerate(line)
            if column not in left_out and cell is NO_RESULT
        )
        if cells or others or unread:
            yield RegisterRow(number, cells, others, unread)


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


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _is_blank(line: Sequence[Any]) -> bool:
    return all(_is_empty(cell) for cell in line)


def _is_total(line: Sequence[Any]) -> bool:
    """A line that adds up: "TOTAL | 420", "Sous-total mars : 35"."""
    written = [fold(_text(cell)) for cell in line if not _is_empty(cell)]
    return len(written) <= 4 and any(
        text.split()[:1] == ["total"] or text.startswith("sous total") for text in written
    )
