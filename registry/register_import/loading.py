"""Taking a register over into the registry, in one transaction: all of it or nothing."""

from collections.abc import Callable
from typing import Any, Protocol

from django.db import transaction

from registry import journal
from registry.enums import JournalAction
from registry.models import ImportedRow, Migrant
from registry.register_import.dossiers import DossierWriter
from registry.register_import.entry import Entry, PaperVisit, read_entry
from registry.register_import.outcomes import Outcome, RowOutcome, count
from registry.register_import.recognition import KnownPeople, Recognition
from registry.register_import.spreadsheet import RegisterTable


class VisitRecorder(Protocol):
    """Notes the visit of a row in the dossier; returns remarks in French for the report."""

    def __call__(self, *, migrant: Migrant, visit: PaperVisit, by: Any) -> list[str]: ...


@transaction.atomic
def load_register(
    table: RegisterTable,
    *,
    record_visit: VisitRecorder,
    by: Any,
    on_row: Callable[[int], None] = lambda done: None,
) -> list[RowOutcome]:
    """Take every row over; returns what became of each. The same rows again create nothing.

    `on_row` is told how many rows are done.
    """
    entries = [read_entry(row) for row in table.rows]
    loader = _Loader(record_visit, by, _taken_over(entries))
    outcomes = []
    for entry in entries:
        outcomes.append(loader.load(entry))
        on_row(len(outcomes))
    summary = ", ".join(f"{outcome}\u00a0: {rows}" for outcome, rows in count(outcomes).items())
    journal.record(actor=by, action=JournalAction.IMPORTED, reason=summary)
    return outcomes


def _taken_over(entries: list[Entry]) -> dict[str, str]:
    """CIOM numbers by content key, for the rows that an earlier import has taken over."""
    keys = [entry.content_key for entry in entries]
    done = ImportedRow.objects.filter(content_key__in=keys)
    return dict(done.values_list("content_key", "migrant__number"))


class _Loader:
    def __init__(self, record_visit: VisitRecorder, by: Any, taken_over: dict[str, str]) -> None:
        self._taken_over = taken_over
        self._record_visit = record_visit
        self._by = by
        self._known = KnownPeople()
        self._dossiers = DossierWriter(by)

    def load(self, entry: Entry) -> RowOutcome:
        number = self._taken_over.get(entry.content_key)
        if number is not None:
            return RowOutcome(entry.line, entry.number, Outcome.ALREADY, number, "même ligne déjà reprise")
        if not entry.full_name:
            return _rejected(entry, "ni nom ni prénom")
        recognition = self._known.recognise(entry)
        if recognition.person is None and entry.sex is None:
            return _rejected(entry, "sexe absent\u00a0: sans lui, pas de dossier")
        if entry.sex is None and not recognition.is_certain:
            return _rejected(entry, "sexe absent, et rien d’assez sûr pour rattacher à un dossier")
        return self._take_over(entry, recognition)

    def _take_over(self, entry: Entry, recognition: Recognition) -> RowOutcome:
        migrant, remarks = recognition.person, recognition.remarks()
        if migrant is None:
            migrant = self._dossiers.create(entry, remarks)
            outcome = Outcome.CREATED
        else:
            remarks = self._dossiers.complete(migrant, entry)
            outcome = Outcome.ATTACHED
        self._known.add(migrant, entry.evidence())
        if entry.visit is not None:
            remarks = remarks + self._record_visit(migrant=migrant, visit=entry.visit, by=self._by)
        ImportedRow.objects.create(
            content_key=entry.content_key, migrant=migrant, line=entry.line, created_by=self._by
        )
        self._taken_over[entry.content_key] = migrant.number
        said = (*remarks, *entry.remarks, *entry.mentions)
        return RowOutcome(entry.line, entry.number, outcome, migrant.number, recognition.reason, said)


def _rejected(entry: Entry, reason: str) -> RowOutcome:
    return RowOutcome(
        entry.line, entry.number, Outcome.REJECTED, "", reason, (*entry.remarks, *entry.mentions)
    )
