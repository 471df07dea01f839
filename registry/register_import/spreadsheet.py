"""Opening a register that someone else made: refuse the dangerous, find the table, give its rows.

Nothing is read before the size, and for a workbook the archive's own inventory, were found harmless: a 231 kB
workbook can keep a reader busy for minutes.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from registry.names import fold
from registry.register_import.columns import Field, field_of, propose_mapping

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 1000
MAX_ROWS = 20_000
MAX_COLUMNS = 60
# A header comes within the first lines, and a table ends before so many blank ones.
HEADER_WITHIN = 40
BLANK_ROWS_AT_END = 500


class UnreadableRegister(Exception):
    """The file cannot be taken as a register; the message says why, in French."""


@dataclass(frozen=True)
class RegisterRow:
    """One row of the table: its line in the file, its cells by field, and the columns nobody named."""

    line: int
    cells: dict[Field, Any]
    others: dict[str, Any]


@dataclass(frozen=True)
class RegisterTable:
    """The table found in a file. `mapping` says which column (from 0) holds which field."""

    sheet: str
    header_line: int
    header: tuple[str, ...]
    mapping: dict[int, Field]
    rows: tuple[RegisterRow, ...]

    @property
    def has_union_column(self) -> bool:
        """Whether a column about union membership was left out."""
        return any(field_of(title) is Field.UNION for title in self.header)


@dataclass(frozen=True)
class _Sheet:
    name: str
    lines: tuple[tuple[Any, ...], ...]


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
    return max(tables, key=lambda table: (len(table.mapping), len(table.rows)))


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


def _read_workbook(path: Path) -> Iterator[_Sheet]:
    check_workbook(path)
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises anything on a damaged file
        raise UnreadableRegister("Ce classeur est abîmé\u00a0: il ne s’ouvre pas.") from error
    try:
        for sheet in workbook.worksheets:
            # The dimensions that a file declares may be wrong, or a trap.
            sheet.reset_dimensions()
            lines = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)
            yield _Sheet(sheet.title, _bounded(lines))
    except UnreadableRegister:
        raise
    except Exception as error:
        raise UnreadableRegister("Ce classeur est abîmé\u00a0: il ne se lit pas jusqu’au bout.") from error
    finally:
        workbook.close()


def _read_csv(path: Path) -> Iterator[_Sheet]:
    _check_size(path)
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    delimiter = max(";,\t", key=text[:5000].count)
    try:
        lines = _bounded(
            tuple(cell or None for cell in line[:MAX_COLUMNS])
            for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        )
    except csv.Error as error:
        raise UnreadableRegister("Ce fichier CSV est abîmé\u00a0: il ne se lit pas jusqu’au bout.") from error
    yield _Sheet(path.stem, lines)


def _bounded(lines: Iterable[Sequence[Any]]) -> tuple[tuple[Any, ...], ...]:
    """The lines up to the end of what is written, without waiting for a million blank ones."""
    kept: list[tuple[Any, ...]] = []
    last_written = 0
    for number, line in enumerate(lines, 1):
        if number - last_written > BLANK_ROWS_AT_END:
            break
        if number > MAX_ROWS:
            raise UnreadableRegister(
                "Ce fichier dépasse 20\u202f000 lignes. Coupez-le en plusieurs fichiers."
            )
        kept.append(tuple(line))
        if not _is_blank(line):
            last_written = number
    return tuple(kept[:last_written])


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
    return RegisterTable(sheet.name, best_line, header, mapping, rows)


def _rows(
    sheet: _Sheet, header_line: int, header: tuple[str, ...], mapping: dict[int, Field]
) -> Iterator[RegisterRow]:
    # Union membership needs a written consent: whatever the mapping says, it is not even read.
    left_out = {column for column, title in enumerate(header) if field_of(title) is Field.UNION}
    left_out |= {column for column, name in mapping.items() if name is Field.UNION}
    for number, line in enumerate(sheet.lines[header_line:], header_line + 1):
        if _is_blank(line) or _is_total(line) or [_text(c) for c in line] == list(header):
            continue
        cells = {
            name: line[column]
            for column, name in mapping.items()
            if column < len(line) and column not in left_out and not _is_empty(line[column])
        }
        others = {
            header[column] or f"Colonne {column + 1}": cell
            for column, cell in enumerate(line)
            if column not in mapping
            and column not in left_out
            and column < len(header)
            and not _is_empty(cell)
        }
        if cells:
            yield RegisterRow(number, cells, others)


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
