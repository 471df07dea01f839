"""Counts by row and column, with their totals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.enums import Sex
from registry.small_cells import hide_small

TOTAL = "Total"
SEX_COLUMNS = {Sex.FEMALE: "Femmes", Sex.MALE: "Hommes"}


@dataclass(frozen=True)
class CrossTable:
    """Counts by row and column with their totals; None is a figure kept hidden."""

    columns: list[str]
    rows: list[tuple[str, list[int | None]]]

    @property
    def total(self) -> int | None:
        return self.totals[-1]

    @property
    def totals(self) -> list[int | None]:
        return self.rows[-1][1]

    @property
    def body(self) -> list[tuple[str, list[int | None]]]:
        return self.rows[:-1]


def cross_table(
    counts: Mapping[tuple[str, str], int], *, rows: Iterable[str], columns: Iterable[str], show_small: bool
) -> CrossTable:
    """The table of `counts`, keyed by (row, column), with totals; small figures hidden unless allowed."""
    rows, columns = list(rows), list(columns)
    table = [[counts.get((row, column), 0) for column in columns] for row in rows]
    table = [[*line, sum(line)] for line in table]
    table.append([sum(line[place] for line in table) for place in range(len(columns) + 1)])
    shown: list[list[int | None]] = [[*line] for line in table] if show_small else hide_small(table)
    return CrossTable(columns=[*columns, TOTAL], rows=list(zip([*rows, TOTAL], shown, strict=True)))
