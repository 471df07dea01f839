"""Opening a file that someone else made: refuse the dangerous, read its sheets as they are.

Nothing is read before the size, and for a workbook the archive's own inventory, were found harmless: a 231 kB
workbook can keep a reader busy for minutes.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import PurePath
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.datetime import CALENDAR_MAC_1904

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED_BYTES = 50 * 1024 * 1024
MAX_RATIO = 100
MAX_ENTRIES = 1000
MAX_ROWS = 20_000
MAX_COLUMNS = 60
# A table ends before so many blank lines.
BLANK_ROWS_AT_END = 500
# Old workbooks of Macintosh count their days from 1904.
DAYS_FROM_1900_TO_1904 = 1462
DAMAGED = "Ce classeur est abîmé\u00a0: il ne s’ouvre pas."
TOO_BIG = "Ce fichier dépasse 5\u00a0Mo. Coupez-le en plusieurs fichiers."


class UnreadableRegister(Exception):
    """The file cannot be taken as a register; the message says why, in French."""


class _NoResult:
    """What a cell holds whose formula was never calculated, or failed."""

    def __str__(self) -> str:
        return ""


NO_RESULT = _NoResult()
Line = Sequence[Any]


@dataclass(frozen=True)
class Sheet:
    """A sheet up to its last written line. `notices` say in French what was left aside.

    `days_late` is to be added to bare numbers that stand for a date.
    """

    name: str
    lines: tuple[Line, ...]
    notices: tuple[str, ...] = ()
    days_late: int = 0


def open_file(name: str, content: bytes) -> list[Sheet]:
    """The sheets of a .xlsx or .csv file. Raises UnreadableRegister."""
    if len(content) > MAX_BYTES:
        raise UnreadableRegister(TOO_BIG)
    kind = PurePath(name).suffix.lower()
    return _read_csv(PurePath(name).stem, content) if kind in (".csv", ".txt") else _read_workbook(content)


def is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_blank(line: Line) -> bool:
    return all(is_empty(cell) for cell in line)


def _check_workbook(content: bytes) -> None:
    """Refuse what is no workbook, or packed to exhaust the machine."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise UnreadableRegister(
            "Ce fichier n’est pas un classeur .xlsx. Enregistrez-le au format « Classeur Excel (.xlsx) » ou « CSV »."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except Exception as error:  # a damaged inventory raises anything
        raise UnreadableRegister(DAMAGED) from error
    if len(entries) > MAX_ENTRIES:
        raise UnreadableRegister(
            "Ce classeur contient trop d’éléments. Copiez le tableau seul dans un nouveau fichier."
        )
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(sum(entry.compress_size for entry in entries), 1)
    if unpacked > MAX_UNPACKED_BYTES or unpacked / packed > MAX_RATIO:
        raise UnreadableRegister("Ce classeur est anormalement gros une fois ouvert. Il n’a pas été lu.")


def _read_workbook(content: bytes) -> list[Sheet]:
    _check_workbook(content)
    # The reader warns in English, quoting cells.
    with warnings.catch_warnings(action="ignore"):
        try:
            results, formulas = (
                load_workbook(io.BytesIO(content), read_only=True, data_only=kind) for kind in (True, False)
            )
        except Exception as error:  # openpyxl raises anything on a damaged file
            raise UnreadableRegister(DAMAGED) from error
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


def _read_csv(name: str, content: bytes) -> list[Sheet]:
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
        return [_bounded(name, lines)]
    except csv.Error as error:
        raise UnreadableRegister("Ce fichier CSV est abîmé\u00a0: il ne se lit pas jusqu’au bout.") from error


def _bounded(name: str, lines: Iterable[Line], days_late: int = 0) -> Sheet:
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
        if not is_blank(line):
            last_written = number
            is_wide = is_wide or not is_blank(line[MAX_COLUMNS:])
    if is_wide:
        notices.append(f"Le tableau dépasse {MAX_COLUMNS} colonnes\u00a0: les suivantes ne sont pas lues.")
    return Sheet(name, tuple(kept[:last_written]), tuple(notices), days_late)
