"""How well persons are told apart, measured on labelled pairs."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from registry.enums import BirthPrecision
from registry.matching import Decision, Evidence, compare

COLUMNS = ("name_a", "name_b", "birth_year_a", "birth_year_b", "nationality", "sex", "same_person")


@dataclass
class Figures:
    """Counts of proposals: right, wrong, missed, and pairs rightly left apart."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    apart: int = 0

    @property
    def precision(self) -> float:
        """Share of the proposals that are right; 1 when nothing was proposed."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were proposed; 1 when there was none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def count(self, *, proposed: bool, same: bool) -> None:
        if proposed:
            self.right, self.wrong = self.right + same, self.wrong + (not same)
        else:
            self.missed, self.apart = self.missed + same, self.apart + (not same)


def evaluate(pairs: Iterable[dict[str, str]]) -> tuple[dict[str, Figures], Figures]:
    """Figures by category and overall. A pair counts as proposed when it is not found `DIFFERENT`."""
    by_category: dict[str, Figures] = {}
    overall = Figures()
    for pair in pairs:
        proposed = compare(_evidence(pair, "a"), _evidence(pair, "b")).decision is not Decision.DIFFERENT
        same = pair["same_person"].strip() == "1"
        for figures in (by_category.setdefault(pair.get("category") or "—", Figures()), overall):
            figures.count(proposed=proposed, same=same)
    return by_category, overall


def read_pairs(path: Path) -> list[dict[str, str]]:
    """Labelled pairs of a CSV file. Raises ValueError, in French, when a column is missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
        if missing:
            raise ValueError(f"Il manque des colonnes\u00a0: {', '.join(missing)}.")
        return list(reader)


def _evidence(pair: dict[str, str], side: str) -> Evidence:
    year = (pair[f"birth_year_{side}"] or "").strip()
    second = side == "b"
    return Evidence(
        name=pair[f"name_{side}"],
        sex=(second and pair.get("sex_b")) or pair["sex"],
        birth_year=int(float(year)) if year else None,
        birth_precision=BirthPrecision.ESTIMATED if year else BirthPrecision.UNKNOWN,
        nationality=(second and pair.get("nationality_b")) or pair["nationality"],
    )
