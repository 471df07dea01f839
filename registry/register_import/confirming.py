"""Writing what was read of an uploaded file into the registry, once and as a whole."""

from typing import Any
from uuid import UUID

import pghistory
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from registry.enums import ImportOutcome, ImportState, PairDecision
from registry.matching import Comparison, Decision
from registry.models import ImportLine, Migrant, PossibleDuplicate, RegisterImport
from registry.register_import.loading import ADVISORY_LOCK, VisitRecorder, take_over
from registry.register_import.outcomes import RowOutcome
from registry.register_import.planning import Step, number_new_dossiers
from registry.register_import.recognition import Recognition
from registry.register_import.uploads import forget_words, read_again, read_line


class ConfirmationRefused(Exception):
    """Nothing was written; the message, in French, says why."""


def confirm(register_pk: UUID, *, record_visit: VisitRecorder, by: Any) -> RegisterImport:
    """Import all rows, or none; a second confirmation changes nothing. Call it outside any transaction.

    Raises ConfirmationRefused.
    """
    register = RegisterImport.objects.get(pk=register_pk)
    if register.state != ImportState.READY:
        return register
    others = RegisterImport.objects.filter(done_at__gt=register.read_at).exclude(pk=register.pk)
    if others.exists():
        with transaction.atomic():
            read_again(register)
        raise ConfirmationRefused(
            "Un autre fichier a été importé entre-temps\u00a0: les lignes vont être comparées de nouveau."
        )
    steps, lines = _steps(register)
    number_new_dossiers(steps)
    try:
        with transaction.atomic(), pghistory.context(user=str(by.pk), register_import=str(register.pk)):
            _write(register_pk, steps, lines, record_visit=record_visit, by=by)
    except IntegrityError as error:
        with transaction.atomic():
            read_again(register)
        raise ConfirmationRefused(
            "Le registre a changé entre-temps\u00a0: les lignes vont être comparées de nouveau."
        ) from error
    return RegisterImport.objects.get(pk=register_pk)


def _write(
    register_pk: UUID, steps: list[Step], lines: list[ImportLine], *, record_visit: VisitRecorder, by: Any
) -> None:
    register = RegisterImport.objects.select_for_update().get(pk=register_pk)
    if register.state != ImportState.READY:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            raise ConfirmationRefused("Un autre import est en cours\u00a0: attendez qu’il finisse.")
    outcomes = take_over(steps, record_visit=record_visit, by=by)
    _propose_pairs(steps, lines, by=by)
    for line, outcome in zip(lines, outcomes, strict=True):
        line.outcome, line.reason, line.remarks = outcome.outcome, outcome.reason, list(outcome.remarks)
    ImportLine.objects.bulk_update(lines, ["outcome", "reason", "remarks"], batch_size=500)
    register.done_at = timezone.now()
    forget_words(register, state=ImportState.DONE, by=by)


def _steps(register: RegisterImport) -> tuple[list[Step], list[ImportLine]]:
    lines = list(register.lines.all())
    wanted = {line.person for line in lines} | {
        UUID(one["person"]) for line in lines for one in line.candidates
    }
    people = Migrant.objects.select_related("merged_into").in_bulk([key for key in wanted if key])
    for line in lines:
        if line.outcome == ImportOutcome.CREATED and line.person:
            people[line.person] = Migrant(pk=line.person)
    return [_step(register, line, people) for line in lines], lines


def _step(register: RegisterImport, line: ImportLine, people: dict[UUID, Migrant]) -> Step:
    migrant = people.get(line.person) if line.person else None
    living = migrant and (migrant.merged_into or migrant)
    possible = tuple(
        (people[UUID(one["person"])], Comparison(Decision.POSSIBLE, one["points"], tuple(one["reasons"])))
        for one in line.candidates
        if not line.is_decided and line.outcome == ImportOutcome.CREATED and UUID(one["person"]) in people
    )
    recognition = Recognition(None, None, possible)
    outcome = ImportOutcome(line.outcome)
    return Step(read_line(register, line), outcome, living, recognition, line.reason)


def _propose_pairs(steps: list[Step], lines: list[ImportLine], *, by: Any) -> None:
    """Put on the list of pairs those whom nobody has decided, and keep what was answered of the others."""
    pairs = []
    by_line = dict(zip((line.pk for line in lines), steps, strict=True))
    present = set(
        Migrant.objects.present()
        .filter(pk__in=[UUID(one["person"]) for line in lines for one in line.candidates])
        .values_list("pk", flat=True)
    )
    for line in lines:
        migrant = by_line[line.pk].migrant
        if line.outcome != ImportOutcome.CREATED or migrant is None:
            continue
        for one in line.candidates:
            first, second = sorted((migrant.pk, UUID(one["person"])))
            if not present.issuperset((UUID(one["person"]),)):
                continue
            pair = PossibleDuplicate(
                first_id=first, second_id=second, points=one["points"], reasons=one["reasons"], created_by=by
            )
            if line.is_decided:
                pair.decision, pair.decided_at, pair.decided_by = PairDecision.NOT_SAME, timezone.now(), by
            pairs.append(pair)
    PossibleDuplicate.objects.bulk_create(pairs, ignore_conflicts=True)


def report_rows(register: RegisterImport) -> list[RowOutcome]:
    """What became of each row, for the report."""
    lines = list(register.lines.all())
    numbers = dict(
        Migrant.objects.filter(pk__in=[line.person for line in lines if line.person]).values_list(
            "pk", "number"
        )
    )
    return [
        RowOutcome(
            line.line,
            line.row_number,
            ImportOutcome(line.outcome),
            numbers.get(line.person, "") if line.person else "",
            line.reason,
            tuple(line.remarks),
        )
        for line in lines
    ]
