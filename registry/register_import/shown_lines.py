"""Rows of an import as a page shows them: what the row says, and the persons whom it may describe beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.enums import ImportOutcome, Sex
from registry.models import ImportLine, Migrant, Nationality, RegisterImport
from registry.register_import.entry import Entry
from registry.register_import.uploads import people_of, read_line


@dataclass(frozen=True)
class Candidate:
    """Somebody whom a row may describe: a dossier, or an earlier row of the same file."""

    key: UUID
    why: str
    migrant: Migrant | None
    line: int | None
    is_chosen: bool


@dataclass(frozen=True)
class ShownLine:
    row: ImportLine
    name: str
    details: list[str]
    candidates: list[Candidate]
    migrant: Migrant | None

    @property
    def label(self) -> str:
        if self.waits:
            return "À décider"
        return {
            ImportOutcome.CREATED: "Nouvelle personne",
            ImportOutcome.ATTACHED: "Déjà inscrite",
            ImportOutcome.ALREADY: "Déjà reprise",
            ImportOutcome.REJECTED: "Non reprise",
        }[ImportOutcome(self.row.outcome)]

    @property
    def tone(self) -> str:
        if self.waits:
            return "warning"
        return {"created": "success", "attached": "info", "rejected": "danger"}.get(
            self.row.outcome, "neutral"
        )

    @property
    def waits(self) -> bool:
        """Whether somebody has still to say who this is."""
        return bool(self.candidates) and self.row.outcome == ImportOutcome.CREATED and not self.row.is_decided


def show_lines(register: RegisterImport, rows: Sequence[ImportLine]) -> list[ShownLine]:
    """The rows of one page, in three queries."""
    keys = set(people_of(rows))
    people = Migrant.objects.present().with_identity().in_bulk(keys)
    earlier = register.lines.filter(planned__in=keys, outcome=ImportOutcome.CREATED)
    first = {line.planned: line.line for line in earlier if line.planned}
    adjectives = {entry.code: entry for entry in Nationality.objects.all()}
    return [_show(register, row, people, first, adjectives) for row in rows]


def _show(
    register: RegisterImport,
    row: ImportLine,
    people: dict[UUID, Migrant],
    first: dict[UUID, int],
    nationalities: dict[str, Nationality],
) -> ShownLine:
    candidates = [
        Candidate(
            key,
            ", ".join(one["reasons"]),
            people.get(key),
            first.get(key),
            row.outcome == ImportOutcome.ATTACHED and row.person == key,
        )
        for one in row.candidates
        if (key := UUID(one["person"])) in people or key in first
    ]
    migrant = people.get(row.person) if row.person else None
    if row.cells is None:
        return ShownLine(row, migrant.full_name if migrant else "", [], candidates, migrant)
    entry = read_line(register, row)
    return ShownLine(row, entry.full_name, _details(entry, nationalities), candidates, migrant)


def _details(entry: Entry, nationalities: dict[str, Nationality]) -> list[str]:
    """The same as in an identity bar, for somebody who has no dossier yet."""
    migrant = Migrant(
        sex=entry.sex or Sex.FEMALE,
        birth_precision=entry.birth.precision,
        birth_year=entry.birth.year,
        birth_month=entry.birth.month,
        birth_day=entry.birth.day,
        nationality=nationalities[entry.nationality],
    )
    details = migrant.identity_details if entry.sex else [migrant.birth_text, "sexe inconnu"]
    return [part for part in (*details, entry.phone.typed) if part]
