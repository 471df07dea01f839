"""The family and the companions of a person, as the dossier shows them, and the link made by a registration."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from registry.enums import Relation
from registry.models import Companion, Migrant


@dataclass(frozen=True)
class ShownCompanion:
    """One line. `person` is None for whoever is only named; `row` is the link that this dossier may correct."""

    relation: str
    person: Migrant | None = None
    named: Companion | None = None
    row: UUID | None = None
    came_together: bool = False


def companions_of(migrant: Migrant, *, user: Any) -> list[ShownCompanion]:
    """Who is linked to a person, then the others of the group they came with; two queries at most.

    Registered persons whom the user may not see are left out.
    """
    links = list(Companion.objects.of(migrant))
    linked = {_other_side(link, migrant) for link in links} - {None}
    people = _around(migrant, linked, user=user) if linked else {}
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
    rest = [person for pk, person in people.items() if pk not in linked]
    shown += [
        ShownCompanion("Du même groupe", person=person, came_together=True)
        for person in sorted(rest, key=lambda person: person.number)
    ]
    return shown


def _around(migrant: Migrant, linked: set[Any], *, user: Any) -> dict[UUID, Migrant]:
    """The persons linked to one and those of the group, whom the user may see."""
    visible = Migrant.objects.visible_to(user).with_identity().exclude(pk=migrant.pk)
    group = Companion.objects.group_of(migrant)
    return {person.pk: person for person in visible.filter(Q(pk__in=linked) | Q(pk__in=group))}


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
