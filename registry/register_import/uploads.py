"""A file given on the site: its rows kept, its columns matched, its rows read and compared, until somebody confirms."""

import datetime
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from registry.enums import ImportOutcome, ImportState
from registry.equivalences import refresh_names
from registry.matching import Evidence
from registry.models import ColumnTitle, ImportLine, Migrant, RegisterImport
from registry.names import fold
from registry.register_import.columns import Field, propose_mapping
from registry.register_import.entry import Entry, read_entry
from registry.register_import.opening import NO_RESULT, open_file
from registry.register_import.outcomes import shown_row_number
from registry.register_import.planning import BATCH, NO_SEX, Planner, Step
from registry.register_import.spreadsheet import RegisterRow, find_sheet, left_out, read_row

# The rows of a file that nobody confirms leave after so long, at the next upload.
KEPT = datetime.timedelta(days=7)
SECONDS_OF_READING = 4
SAMPLES = 3
_TITLE_LENGTH = 60


@transaction.atomic
def store_upload(*, name: str, content: bytes, by: Any) -> RegisterImport:
    """Keep the rows of a file until they are confirmed; the same file again is the import already begun.

    Raises UnreadableRegister.
    """
    _forget_old()
    digest = salted_hmac("registry.import", content.hex(), algorithm="sha256").hexdigest()
    begun = RegisterImport.objects.unfinished().filter(digest=digest).first()
    if begun is not None:
        return begun
    sheet, header = find_sheet(open_file(name, content))
    register = RegisterImport.objects.create(
        digest=digest,
        file_name=name[:120],
        titles=list(header.titles),
        notices=list(sheet.notices),
        days_late=sheet.days_late,
        created_by=by,
    )
    lines = enumerate(sheet.lines[header.number :], header.number + 1)
    ImportLine.objects.bulk_create(
        (
            ImportLine(register=register, line=number, cells=[_to_json(cell) for cell in line])
            for number, line in lines
            if read_row(number, line, header.titles, header.mapping, sheet.days_late)
        ),
        batch_size=1000,
    )
    return register


def _forget_old() -> None:
    for register in RegisterImport.objects.unfinished().filter(created_at__lt=timezone.now() - KEPT):
        forget_words(register, state=ImportState.ABANDONED)


def forget_words(register: RegisterImport, *, state: str, by: Any = None) -> None:
    """Close an import: nothing that the file said is kept any more."""
    register.state, register.closed_by = state, by
    register.file_name, register.titles = "", []
    register.save()
    if state == ImportState.ABANDONED:
        register.lines.all().delete()
    else:
        register.lines.update(cells=None, evidence=None, candidates=[])


def columns_left_out(register: RegisterImport) -> set[int]:
    """The columns about unions: they are not even shown."""
    return left_out(register.titles, {})


def propose_columns(register: RegisterImport) -> dict[int, Field]:
    """What each column seems to hold: what it was the last time, else what its title says."""
    if register.mapping:
        return read_mapping(register)
    titles = [_key(title) for title in register.titles]
    remembered = dict(ColumnTitle.objects.filter(title__in=titles).values_list("title", "field"))
    mapping = {
        column: Field(field)
        for column, title in enumerate(titles)
        if title and (field := remembered.get(title))
    }
    for column, field in propose_mapping(register.titles, fewest=1).items():
        if titles[column] not in remembered and field not in mapping.values():
            mapping[column] = field
    return mapping


def samples(register: RegisterImport) -> dict[int, list[str]]:
    """A few values of each column, as they are written in the file."""
    found: dict[int, list[str]] = {}
    for cells in register.lines.values_list("cells", flat=True)[:50]:
        for column, cell in enumerate(map(_from_json, cells or [])):
            text = f"{cell:%d/%m/%Y}" if isinstance(cell, datetime.datetime) else str(cell or "").strip()
            if text and len(found.setdefault(column, [])) < SAMPLES and text not in found[column]:
                found[column].append(text[:40])
    return found


@transaction.atomic
def choose_columns(register: RegisterImport, mapping: dict[int, Field]) -> None:
    """Begin to read the rows by these columns, which are remembered for the next file."""
    for column, title in enumerate(register.titles):
        if key := _key(title):
            field = mapping.get(column, "")
            ColumnTitle.objects.update_or_create(title=key, defaults={"field": field})
    register.mapping = {str(column): field for column, field in mapping.items()}
    read_again(register)


def read_again(register: RegisterImport) -> None:
    """Compare all rows with the registry once more."""
    register.lines.update(
        outcome="", person=None, candidates=[], is_decided=False, evidence=None, content_key="", reason=""
    )
    register.state, register.read_at = ImportState.READING, None
    register.save()


def read_mapping(register: RegisterImport) -> dict[int, Field]:
    return {int(column): Field(field) for column, field in register.mapping.items()}


def read_line(register: RegisterImport, line: ImportLine) -> Entry:
    """What a kept row says."""
    cells = [_from_json(cell) for cell in line.cells or []]
    row = read_row(line.line, cells, register.titles, read_mapping(register), register.days_late)
    return read_entry(row or RegisterRow(line.line, {}))


@transaction.atomic
def read_on(register_pk: UUID, *, seconds: float = SECONDS_OF_READING) -> RegisterImport:
    """Read and compare rows for so long; the next call goes on. Nothing is written into the registry."""
    register = RegisterImport.objects.select_for_update().get(pk=register_pk)
    if register.state != ImportState.READING:
        return register
    refresh_names()
    end = time.monotonic() + seconds
    planner = Planner()
    for line in register.lines.read().exclude(outcome=ImportOutcome.REJECTED).iterator():
        planner.remember(line.content_key, Migrant(pk=line.person), evidence_from_json(line.evidence))
    waiting = register.lines.filter(outcome="").iterator(chunk_size=BATCH)
    while batch := list(islice(waiting, BATCH)):
        steps = planner.plan([read_line(register, line) for line in batch])
        for line, step in zip(batch, steps, strict=True):
            _note(line, step)
        ImportLine.objects.bulk_update(batch, _NOTED)
        if time.monotonic() > end:
            break
    if not register.lines.filter(outcome="").exists():
        register.state, register.read_at = ImportState.READY, timezone.now()
        register.save(update_fields=["state", "read_at", "updated_at"])
    return register


_NOTED = [
    "outcome",
    "reason",
    "remarks",
    "row_number",
    "content_key",
    "evidence",
    "planned",
    "person",
    "candidates",
]


def _note(line: ImportLine, step: Step) -> None:
    recognised, entry = step.recognition, step.entry
    line.outcome, line.reason = step.outcome, step.why
    line.remarks = [remark.told for remark in entry.remarks]
    line.row_number = shown_row_number(entry.number)
    line.content_key = entry.content_key
    line.evidence = {**asdict(entry.evidence()), "documents": []}
    line.person = step.migrant.pk if step.migrant else None
    line.planned = line.person if step.outcome == ImportOutcome.CREATED else Migrant().pk
    sure = [(recognised.person, recognised.comparison)] if recognised.person else []
    line.candidates = [
        {"person": str(migrant.pk), "points": comparison.points, "reasons": list(comparison.reasons)}
        for migrant, comparison in (*sure, *recognised.possible)
        if comparison
    ]


def evidence_from_json(kept: dict[str, Any] | None) -> Evidence:
    return Evidence(**{**(kept or {"name": ""}), "documents": frozenset()})


@transaction.atomic
def decide(line: ImportLine, *, same_as: UUID | None) -> bool:
    """Note that a row is about this candidate, or about nobody known; False when it is too late or makes no sense."""
    register = RegisterImport.objects.select_for_update().get(pk=line.register_id)
    line = register.lines.get(pk=line.pk)
    wanted = {candidate["person"] for candidate in line.candidates}
    if register.state != ImportState.READY or not wanted or (same_as and str(same_as) not in wanted):
        return False
    line.is_decided = True
    if same_as:
        person = _where_it_leads(register, same_as)
        register.lines.filter(person=line.planned).exclude(pk=line.pk).update(person=person)
        line.outcome, line.person, line.reason = (
            ImportOutcome.ATTACHED,
            person,
            "dit par la personne qui importe",
        )
    elif evidence_from_json(line.evidence).sex:
        line.outcome, line.person = ImportOutcome.CREATED, line.planned
        line.reason = "deux personnes, dit par la personne qui importe"
    else:
        line.outcome, line.person, line.reason = ImportOutcome.REJECTED, None, NO_SEX
    line.save()
    return True


def _where_it_leads(register: RegisterImport, person: UUID) -> UUID:
    """The dossier of a candidate: that of another row of the file may have become somebody else's."""
    found = (
        register.lines.filter(planned=person, person__isnull=False).values_list("person", flat=True).first()
    )
    return found or person


def _key(title: str) -> str:
    return fold(title)[:_TITLE_LENGTH]


def _to_json(cell: Any) -> Any:
    if cell is NO_RESULT:
        return {"formula": True}
    if isinstance(cell, datetime.datetime | datetime.date):
        return {"day": f"{cell:%Y-%m-%dT%H:%M:%S}"}
    if isinstance(cell, str):
        # The database refuses this sign.
        return cell.replace("\x00", "")
    return cell if cell is None or isinstance(cell, bool | int | float) else str(cell)


def _from_json(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    return datetime.datetime.fromisoformat(cell["day"]) if "day" in cell else NO_RESULT


def people_of(lines: Sequence[ImportLine]) -> Iterator[UUID]:
    """The keys of all the persons whom these rows name: theirs and the candidates."""
    for line in lines:
        if line.person:
            yield line.person
        yield from (UUID(candidate["person"]) for candidate in line.candidates)
