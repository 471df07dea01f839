"""Registering a person: number, identity, consent and first stay, together or not at all."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from registry.consent import record_consent
from registry.enums import ConsentPurpose, Direction
from registry.models import Commune, Language, Migrant, MiningSite, Stay
from registry.numbering import take_numbers


@dataclass(frozen=True)
class Place:
    """Where a person stays: exactly one of the three is set."""

    site: MiningSite | None = None
    commune: Commune | None = None
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.site or self.commune or self.text)


@dataclass(frozen=True)
class SpokenConsent:
    """The answer to the text read aloud before the first field."""

    means: str
    language: Language | None


@transaction.atomic
def register_migrant(
    *,
    migrant: Migrant,
    centre_code: str,
    by: Any,
    consent: SpokenConsent | None,
    place: Place,
    direction: str = Direction.DESTINATION,
    registered_on: datetime.date | None = None,
) -> Migrant:
    """Save a new person with a fresh CIOM number; returns the saved person.

    `consent` is None only for persons taken over from a paper register: their agreement is asked for at
    their next visit; a number that was taken for them beforehand is kept.
    """
    migrant.registered_on = registered_on or timezone.localdate()
    migrant.created_by = by
    migrant.clean()
    if not migrant.number:
        migrant.number = take_numbers(centre_code, migrant.registered_on.year)[0]
    migrant.save(force_insert=True)
    if consent is not None:
        record_consent(
            migrant=migrant,
            purpose=ConsentPurpose.REGISTRATION,
            means=consent.means,
            language=consent.language,
            by=by,
            at=_noon(registered_on) if registered_on else None,
        )
    if place:
        begin_stay(migrant=migrant, place=place, since=migrant.registered_on, direction=direction, by=by)
    return migrant


def _noon(day: datetime.date) -> datetime.datetime:
    """A moment of a past day whose hour is not known."""
    return datetime.datetime.combine(day, datetime.time(12), tzinfo=timezone.get_current_timezone())


@transaction.atomic
def begin_stay(
    *,
    migrant: Migrant,
    place: Place,
    since: datetime.date,
    by: Any,
    direction: str = Direction.DESTINATION,
) -> Stay:
    """Open a stay; the one that was open ends on the same day. The same place again changes nothing."""
    current = Stay.objects.open().select_for_update().filter(migrant=migrant).first()
    if current is not None:
        same = (current.site, current.commune, current.place_text) == (place.site, place.commune, place.text)
        if same or since <= current.since:
            return current
        current.until = since
        current.save(update_fields=["until", "updated_at"])
    return Stay.objects.create(
        migrant=migrant,
        site=place.site,
        commune=place.commune,
        place_text=place.text,
        direction=direction,
        since=since,
        created_by=by,
    )
