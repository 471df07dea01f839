"""A group of persons leaves a site for one new place, on one day: together or not at all."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from registry.models import Migrant, MiningSite, Stay
from registry.registration import Place

MOST_NUMBERS = 10


class MoveRefused(Exception):
    """Nobody was moved. `about` is the answer to look at again, `people` those because of whom."""

    def __init__(self, message: str, *, about: str, people: Sequence[Migrant]) -> None:
        super().__init__(message)
        self.about = about
        self.people = people


@transaction.atomic
def move_group(
    *,
    id: UUID,
    site: MiningSite,
    stays: Collection[UUID],
    place: Place,
    direction: str,
    since: datetime.date,
    by: Any,
) -> list[Stay]:
    """End these open stays on a site (their keys) and begin as many in the new place, that day; returns those begun.

    `id` becomes the key of the first one. Hundreds of persons take as many queries as one.

    Raises MoveRefused when a person is no longer there, or had not been there before that day.
    """
    # Persons before their stays, as a merge locks them, and each in the order of their keys.
    owners = Stay.objects.filter(pk__in=stays).order_by().values("migrant")
    visible = Migrant.objects.visible_to(by).filter(pk__in=owners)
    people = {
        person.pk: person for person in visible.select_for_update(of=("self",), no_key=True).order_by("pk")
    }
    there = Stay.objects.open().filter(pk__in=stays, site=site, migrant__in=people)
    ending = list(there.select_for_update(of=("self",)).order_by("pk"))
    staying = {stay.migrant_id for stay in ending}
    if len(ending) < len(stays):
        raise _gone(len(stays) - len(ending), [person for pk, person in people.items() if pk not in staying])
    too_recent = [people[stay.migrant_id] for stay in ending if stay.since >= since]
    if too_recent:
        raise _too_early(too_recent)
    Stay.objects.filter(pk__in=[stay.pk for stay in ending]).update(until=since, updated_at=timezone.now())
    begun = [
        Stay(
            migrant_id=stay.migrant_id,
            site=place.site,
            commune=place.commune,
            place_text=place.text,
            direction=direction,
            since=since,
            created_by=by,
        )
        for stay in ending
    ]
    begun[0].pk = id
    return Stay.objects.bulk_create(begun)


def _gone(count: int, people: Sequence[Migrant]) -> MoveRefused:
    who = "1 personne a quitté" if count == 1 else f"{count} personnes ont quitté"
    return MoveRefused(
        f"{who} ce site entre-temps{_numbers(people)}. Rien n’est encore changé\u00a0: vérifiez la liste, puis enregistrez.",
        about="people",
        people=people,
    )


def _too_early(people: Sequence[Migrant]) -> MoveRefused:
    who = "1 personne n’était" if len(people) == 1 else f"{len(people)} personnes n’étaient"
    return MoveRefused(
        f"{who} pas encore sur ce site la veille de ce jour{_numbers(people)}. Choisissez un jour plus tard, ou décochez-les.",
        about="since",
        people=people,
    )


def _numbers(people: Sequence[Migrant]) -> str:
    """The first CIOM numbers between brackets; nothing for nobody."""
    if not people:
        return ""
    numbers = sorted(person.number for person in people)
    others = f"… et {len(numbers) - MOST_NUMBERS} de plus" if len(numbers) > MOST_NUMBERS else ""
    return f" ({', '.join(numbers[:MOST_NUMBERS])}{others})"
