"""Deciding what becomes of each row of a register, before anything is written or any number is taken."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from django.conf import settings
from django.utils import timezone

from registry.enums import ImportOutcome
from registry.matching import Evidence
from registry.models import ImportedRow, Migrant
from registry.numbering import format_number, take_numbers
from registry.register_import.entry import Entry, read_entry
from registry.register_import.recognition import KnownPeople, Recognition
from registry.register_import.spreadsheet import RegisterTable

# The series of a rehearsal: no dossier has ever such a number.
REHEARSAL_SERIES = "ESS"
# So many rows are compared with the registry at once.
BATCH = 100
NO_SEX = "sexe absent\u00a0: sans lui, pas de dossier"
_NOBODY = Recognition(None, None)


@dataclass(frozen=True)
class Step:
    """What will become of a row. A dossier to be created is there already, empty and without a number."""

    entry: Entry
    outcome: ImportOutcome
    migrant: Migrant | None = None
    recognition: Recognition = _NOBODY
    why: str = ""

    @property
    def year(self) -> int:
        """The year of the series from which a new dossier takes its number."""
        return (self.entry.visit.day if self.entry.visit else timezone.localdate()).year


def plan_register(table: RegisterTable) -> list[Step]:
    """One step per row, in the order of the register. Writes nothing and locks nothing."""
    planner = Planner()
    rows = iter(table.rows)
    steps: list[Step] = []
    while batch := [read_entry(row) for row in islice(rows, BATCH)]:
        steps += planner.plan(batch)
    return steps


def number_new_dossiers(steps: list[Step]) -> None:
    """Take the numbers of all new dossiers, one block a year; call it outside any transaction.

    Each series is locked for an instant only. When the import fails afterwards, its numbers stay unused.
    """
    _number(steps, lambda year, count: take_numbers(settings.CENTRE_CODE, year, count))


def number_for_rehearsal(steps: list[Step]) -> None:
    """Give the new dossiers numbers that are plainly not real, without touching any series."""
    _number(
        steps,
        lambda year, count: [format_number(REHEARSAL_SERIES, year, rank) for rank in range(1, count + 1)],
    )


def _number(steps: list[Step], take: Callable[[int, int], list[str]]) -> None:
    new = [
        (step.year, step.migrant) for step in steps if step.outcome is ImportOutcome.CREATED and step.migrant
    ]
    numbers = {year: iter(take(year, count)) for year, count in Counter(year for year, _ in new).items()}
    for year, migrant in new:
        migrant.number = next(numbers[year])


class Planner:
    """Plans one batch of rows after another; persons whom a row will create are known to the rows that follow."""

    def __init__(self) -> None:
        self._taken_over: dict[str, Migrant] = {}
        self._known = KnownPeople()

    def remember(self, content_key: str, migrant: Migrant, evidence: Evidence) -> None:
        """A row that was planned before, and the person it leads to."""
        self._known.add(migrant, evidence)
        self._taken_over[content_key] = migrant

    def plan(self, entries: Sequence[Entry]) -> list[Step]:
        keys = [entry.content_key for entry in entries]
        rows = ImportedRow.objects.filter(content_key__in=keys).select_related("migrant")
        self._taken_over |= {row.content_key: row.migrant for row in rows}
        self._known.fetch([entry for entry in entries if entry.content_key not in self._taken_over])
        return [self._plan(entry) for entry in entries]

    def _plan(self, entry: Entry) -> Step:
        migrant = self._taken_over.get(entry.content_key)
        if migrant is not None:
            return Step(entry, ImportOutcome.ALREADY, migrant, why="même ligne déjà reprise")
        if not entry.full_name:
            return _reject(entry, "ni nom ni prénom")
        recognition = self._known.recognise(entry)
        if recognition.person is None and entry.sex is None:
            return _reject(entry, NO_SEX)
        if entry.sex is None and not recognition.is_certain:
            return _reject(entry, "sexe absent, et rien d’assez sûr pour rattacher à un dossier")
        outcome = ImportOutcome.ATTACHED if recognition.person else ImportOutcome.CREATED
        migrant = recognition.person or Migrant()
        self.remember(entry.content_key, migrant, entry.evidence())
        return Step(entry, outcome, migrant, recognition, recognition.reason)


def _reject(entry: Entry, why: str) -> Step:
    return Step(entry, ImportOutcome.REJECTED, why=why)
