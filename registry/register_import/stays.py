"""Where a row says that a person was, put among the stays already known. Rows may come in any order."""

import datetime
from typing import Any

from django.db.models import Q

from registry.enums import Direction
from registry.models import Migrant, Stay
from registry.register_import.remarks import Remark
from registry.registration import Place, begin_stay


def add_stay(
    *, migrant: Migrant, place: Place, day: datetime.date, direction: Direction | None, by: Any
) -> tuple[Remark, ...]:
    """Note that the person was at `place` on `day`; returns what could not be noted as a stay.

    A later day opens a stay, an earlier one is a closed stay up to the next, the same place lengthens the stay that
    follows. A day within a stay elsewhere is only remarked.
    """
    stays = Stay.objects.filter(migrant=migrant).select_related("site", "commune").order_by("since")
    around = stays.filter(Q(until__isnull=True) | Q(until__gt=day), since__lte=day).first()
    following = stays.filter(since__gt=day).first()
    if around is not None and _place_of(around) == place:
        return _other_direction(around, direction)
    if around is not None and (around.since == day or around.until is not None):
        return (_elsewhere(place, day),)
    if around is not None or following is None:
        begin_stay(
            migrant=migrant, place=place, since=day, by=by, direction=direction or Direction.DESTINATION
        )
    elif _place_of(following) == place:
        following.since = day
        following.save(update_fields=["since", "updated_at"])
        return _other_direction(following, direction)
    else:
        Stay.objects.create(
            migrant=migrant,
            site=place.site,
            commune=place.commune,
            place_text=place.text,
            direction=direction or Direction.DESTINATION,
            since=day,
            until=following.since,
            created_by=by,
        )
    return ()


def undated_place(place: Place) -> Remark:
    """What is said of a place that cannot be a stay, because no day is known."""
    return Remark("Lieu", f"{_listed(place)}sans date, non noté comme séjour", place.text)


def _place_of(stay: Stay) -> Place:
    return Place(stay.site, stay.commune, stay.place_text)


def _elsewhere(place: Place, day: datetime.date) -> Remark:
    return Remark(
        "Lieu",
        f"{_listed(place)}le {day:%d/%m/%Y}, pendant un séjour noté ailleurs, non noté comme séjour",
        place.text,
    )


def _listed(place: Place) -> str:
    entry = place.site or place.commune
    return f"{entry}, " if entry else ""


def _other_direction(stay: Stay, direction: Direction | None) -> tuple[Remark, ...]:
    if direction is None or direction == stay.direction:
        return ()
    return (Remark("Situation", f"{direction.label}, autre que celle du séjour déjà noté"),)
