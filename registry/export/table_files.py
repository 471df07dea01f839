"""Tables written as files for spreadsheets: xlsx, and csv as Excel opens it in French. No cell is ever a formula."""

import csv
import datetime
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

import xlsxwriter

from registry.cross_table import CrossTable

Cell = str | int | datetime.date | None

HIDDEN = "non montré"
_BYTE_ORDER_MARK = "\ufeff"
_LINES_AT_ONCE = 5000
# What a spreadsheet may take for a formula begins with one of these signs, perhaps after blanks.
_SIGNS = "=+-@|%＝＋－＠"
_FORMULA = re.compile(rf"[\s\x00-\x1f\x7f\ufeff]*[{re.escape(_SIGNS)}]|[\t\r\n]")
_PHONE = re.compile(r"\+\d[\d \u00a0\u202f.()]*")


@dataclass(frozen=True)
class Table:
    """A title, the headings of the columns with their widths in letters, and the lines."""

    title: str
    headings: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]


def counts_table(title: str, header: str, table: CrossTable) -> Table:
    """Counts by row and column; a figure kept hidden says so. `header` names the rows."""
    return Table(
        title,
        [(header, 36), *((column, 14) for column in table.columns)],
        [[label, *(HIDDEN if count is None else count for count in counts)] for label, counts in table.rows],
    )


def harmless(text: str) -> str:
    """The text, after an apostrophe when a spreadsheet could take it for a formula; a telephone stays as it is."""
    if not text or text[0].isalnum() or not _FORMULA.match(text) or _PHONE.fullmatch(text):
        return text
    return f"'{text}"


def csv_lines(tables: Iterable[Table]) -> Iterator[bytes]:
    """The tables as csv, some thousand lines at a time: `;` between cells, days as 24/11/2026.

    The title of a table is written only where there are several.
    """
    tables = list(tables)
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";")
    sheet.write(_BYTE_ORDER_MARK)
    for rank, table in enumerate(tables):
        if len(tables) > 1:
            writer.writerows([*([[]] if rank else []), [table.title]])
        writer.writerow(heading for heading, _ in table.headings)
        rows = iter(table.rows)
        while some := list(islice(rows, _LINES_AT_ONCE)):
            writer.writerows(zip(*map(_csv_column, zip(*some, strict=True)), strict=True))
            yield _taken(sheet)
    yield _taken(sheet)


def _taken(sheet: io.StringIO) -> bytes:
    """What was written since the last time."""
    written = sheet.getvalue().encode()
    sheet.seek(0)
    sheet.truncate()
    return written


def _csv_column(cells: Sequence[Cell]) -> Iterator[str | int | None]:
    """The cells of a column; those that repeat are written once."""
    written = {cell: _csv_cell(cell) for cell in set(cells)}
    return map(written.__getitem__, cells)


def _csv_cell(cell: Cell) -> str | int | None:
    if isinstance(cell, str):
        return harmless(cell)
    return f"{cell:%d/%m/%Y}" if isinstance(cell, datetime.date) else cell


def write_workbook(file: IO[bytes], tables: Iterable[Table]) -> None:
    """The tables as the sheets of an xlsx file, line after line in little memory. Days are true dates."""
    with tempfile.TemporaryDirectory(prefix="ciom-") as folder:
        workbook = xlsxwriter.Workbook(file, {"constant_memory": True, "tmpdir": folder})
        heading_format = workbook.add_format({"bold": True, "bottom": 1})
        day_format = workbook.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        for table in tables:
            sheet = workbook.add_worksheet(_sheet_name(table.title))
            sheet.freeze_panes(1, 1)
            for column, (heading, width) in enumerate(table.headings):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, heading, heading_format)
            for line, row in enumerate(table.rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(line, column, cell)
                    elif isinstance(cell, int):
                        sheet.write_number(line, column, cell)
                    elif cell is not None:
                        sheet.write_datetime(line, column, cell, day_format)
        workbook.close()


def _sheet_name(title: str) -> str:
    """Excel takes 31 letters, and none of these signs."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31]
