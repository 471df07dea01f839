"""What is known of the invented people beyond their registration: papers, changes of site, who came with whom."""

import datetime
import random

from ciom.demonstration.cast import Cast
from registry.enums import Direction, DocumentState
from registry.models import DocumentType, IdentityDocument, Migrant, MiningSite, Stay
from registry.registration import Place, begin_stay

# The type of each paper and the days until it ends, counted from today; None for a paper without an end.
PAPERS = [
    ("passeport", 900, DocumentState.SHOWN),
    ("carte_consulaire", 12, DocumentState.SHOWN),
    ("cni", None, DocumentState.DECLARED),
    ("cnib_cedeao", 400, DocumentState.SHOWN),
    ("passeport", -40, DocumentState.DECLARED),
    ("cni", 200, DocumentState.SHOWN),
    ("passeport", None, DocumentState.LOST),
]
CONFISCATED_AT = 33
# A change of site comes this long after the registration.
MOVES_AFTER = 24


def add_paper(
    chance: random.Random, cast: Cast, migrant: Migrant, *, rank: int, today: datetime.date
) -> None:
    """Two persons in three have spoken of a paper; one of them has had it taken away."""
    if rank % 3 == 2:
        return
    kind, days, state = PAPERS[rank % len(PAPERS)]
    if days is not None:
        days += rank % 31
    paper = IdentityDocument(
        migrant=migrant,
        type=DocumentType.objects.get(code=kind),
        country=migrant.nationality,
        expires_on=today + datetime.timedelta(days=days) if days is not None else None,
        state=DocumentState.CONFISCATED if rank == CONFISCATED_AT else state,
        created_by=cast.facilitator,
    )
    if state == DocumentState.SHOWN:
        paper.set_number(f"{kind[:1].upper()}{chance.randrange(1_000_000, 10_000_000)}")
    paper.save()


def move_on(chance: random.Random, cast: Cast, migrant: Migrant, *, rank: int, today: datetime.date) -> None:
    """Some go to another site, some leave the region: the months of a site do not look alike."""
    day = migrant.registered_on + datetime.timedelta(days=MOVES_AFTER + rank % 9)
    if day > today:
        return
    if rank % 4 == 1:
        sites = MiningSite.objects.exclude(stay__migrant=migrant).order_by("code")[:24]
        place = Place(site=chance.choice(list(sites)))
        begin_stay(
            migrant=migrant, place=place, since=day, direction=Direction.DESTINATION, by=cast.facilitator
        )
    elif rank % 10 == 8:
        for stay in Stay.objects.open().filter(migrant=migrant):
            stay.until = day
            stay.save(update_fields=["until", "updated_at"])
