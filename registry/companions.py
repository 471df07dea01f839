"""The family and the companions of a person, as the dossier shows them, and the link made by a registration."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from registry.enums import Relation
from registry.models import Companion, Migrant
from registry.models.companions import came_together_with


@dataclass(frozen=True)
class ShownCompanion:
    """One line. `person` is None for whoever is only named; `row` is the link that this dossier may correct."""

    relation: str
    person: Migrant | None = None
    named: Companion | None = None
    row: UUID | None = None
    came_together: bool = False


def companions_of(migrant: Migrant, *, user: Any) -> list[ShownCompanion]:
    """Who is linked to a person, then the others of the group they came with.

    Registered persons whom the user may not see are left out.
    """
    links = list(Companion.objects.of(migrant))
    is_in_a_group = any(link.came_together and link.other_id for link in links)
    group = came_together_with(migrant) if is_in_a_group else set()
    linked = {_other_side(link, migrant) for link in links} - {None}
    people = Migrant.objects.visible_to(user).with_identity().in_bulk([*linked, *group]) if linked else {}
    shown = []
    for link in links:
        other = _other_side(link, migrant)
        if other is not None and other not in people:
            continue
        relation, is_ours = Relation(link.relation), link.migrant_id == migrant.pk
        shown.append(
            ShownCompanion(
                relation=(relation if is_ours else relation.inverse).label,
                person=people[other] if other else None,
                named=None if other else link,
                row=link.pk if is_ours else None,
                came_together=link.came_together,
            )
        )
    rest = [people[pk] for pk in group - linked if pk in people]
    shown += [
        ShownCompanion("Du même groupe", person=person, came_together=True)
        for person in sorted(rest, key=lambda person: person.number)
    ]
    return shown


def _other_side(link: Companion, migrant: Migrant) -> Any:
    return link.other_id if link.migrant_id == migrant.pk else link.migrant_id


def registered_beside(first: Migrant) -> dict[str, Any]:
    """What a companion shares with the person they came with, to begin their registration."""
    stay = first.stays.filter(until__isnull=True).first()
    place = ""
    if stay is not None and stay.site_id:
        place = f"site:{stay.site_id}"
    elif stay is not None and stay.commune_id:
        place = f"commune:{stay.commune_id}"
    return {"nationality": first.nationality_id, "place": place}


def link_companion(*, first: Migrant, companion: Migrant, relation: str, by: Any) -> Companion:
    """Note that a person who has just been registered came with `first`."""
    return Companion.objects.create(
        migrant=first, other=companion, relation=relation, came_together=True, created_by=by
    )
