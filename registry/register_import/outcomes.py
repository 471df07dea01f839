"""What became of each row of a register, and the spreadsheet that tells it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from registry.enums import ImportOutcome


@dataclass(frozen=True)
class RowOutcome:
    """What became of a row: the CIOM number it led to, why, and what was remarked. No free text of the row."""

    line: int
    row_number: str
    outcome: ImportOutcome
    migrant_number: str = ""
    reason: str = ""
    remarks: tuple[str, ...] = ()


def count(outcomes: Sequence[RowOutcome]) -> dict[ImportOutcome, int]:
    """How many rows had each outcome, those of none included."""
    counted = Counter(outcome.outcome for outcome in outcomes)
    return {outcome: counted[outcome] for outcome in ImportOutcome}


_ROW_NUMBER = re.compile(r"\d{1,6}( ?(bis|ter|[a-z]))?|\d{1,4}[/-]\d{1,4}", re.IGNORECASE)
COLUMNS = (
    ("Ligne", 8),
    ("N° du registre", 14),
    ("Résultat", 14),
    ("Numéro CIOM", 18),
    ("Pourquoi", 60),
    ("Remarques", 100),
)


def write_report(path: Path | BinaryIO, outcomes: Sequence[RowOutcome]) -> None:
    """A .xlsx with one line per row of the register. Everything is text: nothing can act as a formula.

    Raises OSError when the place cannot be written to.
    """
    try:
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet("Résultat")
            bold = workbook.add_format({"bold": True})
            sheet.freeze_panes(1, 0)
            for column, (title, width) in enumerate(COLUMNS):
                sheet.set_column(column, column, width)
                sheet.write_string(0, column, title, bold)
            for line, outcome in enumerate(outcomes, 1):
                for column, text in enumerate(_texts(outcome)):
                    sheet.write_string(line, column, text)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def shown_row_number(text: str) -> str:
    """A number given by hand ("12", "12 bis", "34/2025"); nothing when the cell may hold other words or a phone."""
    return text if _ROW_NUMBER.fullmatch(text) else ""


def _texts(outcome: RowOutcome) -> tuple[str, ...]:
    return (
        str(outcome.line),
        shown_row_number(outcome.row_number),
        outcome.outcome.label,
        outcome.migrant_number,
        outcome.reason,
        " ".join(outcome.remarks),
    )
