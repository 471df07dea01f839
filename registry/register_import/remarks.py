"""What has to be said about one column of a row: in full in the dossier, without free text in the report."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Remark:
    """What is wrong with a column, or merely what it says when `problem` is empty.

    `wrote` is what the cell holds, perhaps a name: the dossier keeps it, the report never shows it, nor the `title` of
    a column that is not ours. `problem` may name an entry of a closed list or a date, nothing else of the row.
    """

    column: str
    problem: str = ""
    wrote: str = ""
    title: str = ""
    in_dossier: bool = True

    @property
    def told(self) -> str:
        """For the report."""
        return f"{self.column}\u00a0: {self.problem or 'texte gardé dans le dossier'}."

    @property
    def kept(self) -> str:
        """For the dossier; empty when only the report says it."""
        if not self.in_dossier:
            return ""
        if not self.problem:
            return f"{self.title or self.column} (registre papier)\u00a0: {self.wrote}"
        wrote = f" «\u00a0{self.wrote}\u00a0»" if self.wrote else ""
        return f"{self.column}{wrote}\u00a0: {self.problem}."


def kept_lines(remarks: Iterable[Remark]) -> list[str]:
    """The lines that remarks add to a note."""
    return [remark.kept for remark in remarks if remark.kept]
