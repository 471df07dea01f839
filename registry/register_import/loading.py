"""Writing a planned register into the registry, in one transaction: all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connection, transaction

from registry import journal
from registry.enums import ImportOutcome, JournalAction
from registry.models import ImportedRow, Migrant
from registry.register_import.dossiers import DossierWriter, lock_dossier
from registry.register_import.entry import PaperVisit
from registry.register_import.outcomes import RowOutcome, count
from registry.register_import.planning import Step
from registry.register_import.remarks import Remark, kept_lines

ADVISORY_LOCK = 0x4349_4F4D


class ImportRunning(Exception):
    """Another register is being taken over."""


class VisitRecorder(Protocol):
    """Notes the visit of a row in the dossier, `lines` in its note; returns remarks for the report."""

    def __call__(
        self, *, migrant: Migrant, visit: PaperVisit, lines: Sequence[str], by: Any
    ) -> list[Remark]: ...


@contextmanager
def one_import_at_a_time() -> Iterator[None]:
    """Two imports at once would not know each other’s persons. Raises ImportRunning."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            raise ImportRunning
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


@transaction.atomic
def take_over(
    steps: Sequence[Step],
    *,
    record_visit: VisitRecorder,
    by: Any,
    on_row: Callable[[int], None] = lambda done: None,
) -> list[RowOutcome]:
    """Do what was planned, once the new dossiers have their numbers; returns what became of each row.

    `on_row` is told how many rows are done.
    """
    writer = _Writer(record_visit, by)
    outcomes = []
    for step in steps:
        outcomes.append(writer.write(step))
        on_row(len(outcomes))
    summary = ", ".join(f"{outcome.label}\u00a0: {rows}" for outcome, rows in count(outcomes).items())
    journal.record(actor=by, action=JournalAction.IMPORTED, reason=summary)
    return outcomes


class _Writer:
    def __init__(self, record_visit: VisitRecorder, by: Any) -> None:
        self._record_visit = record_visit
        self._by = by
        self._dossiers = DossierWriter(by)

    def write(self, step: Step) -> RowOutcome:
        entry, migrant = step.entry, step.migrant
        outcome, why = step.outcome, step.why
        remarks: list[Remark] = []
        if migrant is not None and outcome in (ImportOutcome.CREATED, ImportOutcome.ATTACHED):
            if outcome is ImportOutcome.ATTACHED and _is_erased(migrant):
                # Remembered all the same: the row must not create the person again.
                outcome, why = ImportOutcome.ALREADY, "la personne a été effacée, rien n’est repris"
            else:
                remarks = self._write_dossier(step, migrant)
            ImportedRow.objects.create(
                content_key=entry.content_key, migrant=migrant, line=entry.line, created_by=self._by
            )
        if outcome is not ImportOutcome.ALREADY:
            remarks += entry.remarks
        number = migrant.number if migrant else ""
        told = tuple(remark.told for remark in remarks)
        return RowOutcome(entry.line, entry.number, outcome, number, why, told)

    def _write_dossier(self, step: Step, migrant: Migrant) -> list[Remark]:
        entry = step.entry
        lines: list[str] = []
        if step.outcome is ImportOutcome.CREATED:
            remarks = step.recognition.remarks()
            self._dossiers.create(migrant, entry, remarks)
        else:
            remarks = list(self._dossiers.complete(migrant, entry))
            lines = kept_lines(remarks)
        if entry.visit is None:
            return remarks
        return remarks + self._record_visit(migrant=migrant, visit=entry.visit, lines=lines, by=self._by)


def _is_erased(migrant: Migrant) -> bool:
    """Whether the person was erased since the row was compared with them; the dossier is locked, nobody can any more."""
    lock_dossier(migrant)
    return migrant.erased_at is not None
