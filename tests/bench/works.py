"""The works of the centre, measured one after the other among many invented persons."""

import io
import random
import sys
import time
from collections.abc import Callable, Collection, Iterable

from django.core.management import call_command
from django.db import connections

from ciom.accounts.roles import Role
from referrals.models import ServiceAgent, TechnicalService
from registry.models import Migrant
from tests.bench.candidates import measure_candidates
from tests.bench.export import measure_export
from tests.bench.figures import Figure
from tests.bench.inbox import measure_inbox
from tests.bench.labelled_pairs import WrittenTwice, register_pairs
from tests.bench.pages import measure_pages
from tests.bench.peers import client_of_the_peers, client_of_the_site, copy_people, make_user
from tests.bench.people import invent_people, register_in_bulk
from tests.bench.referrals import SERVICE, refer_in_bulk
from tests.bench.registration import measure_registration
from tests.bench.search import measure_search

MOST_REFERRALS = 100_000
DRAWN = 500


def measure_works(people: int, *, only: Collection[str] | None) -> list[Figure]:
    """Fill the database, then measure each work, or those named in `only`; prints the figures as they come."""
    pairs = _fill(people)
    facilitator = make_user("mesures", Role.FACILITATOR)
    agent = make_user("service", Role.SERVICE_AGENT)
    ServiceAgent.objects.create(user=agent, service=TechnicalService.objects.get(code=SERVICE))
    centre, service = client_of_the_site(facilitator), client_of_the_site(agent)
    peers = client_of_the_peers()
    drawn = _draw(people)
    works: dict[str, Callable[[], Iterable[Figure]]] = {
        "search": lambda: measure_search(centre, peers, facilitator, drawn, pairs),
        "candidates": lambda: measure_candidates(drawn, pairs),
        "registration": lambda: measure_registration(centre, peers),
        "pages": lambda: measure_pages(centre, service, peers),
        "inbox": lambda: measure_inbox(service),
        "export": measure_export,
    }
    print(f"\n{'travail':62}{'mesuré':>12}{'budget':>12}  tenu")
    figures = []
    for name, measure in works.items():
        for figure in measure() if not only or name in only else ():
            figures.append(figure)
            show(figure)
    return figures


def _fill(people: int) -> list[WrittenTwice]:
    begun = time.monotonic()
    call_command("migrate", verbosity=0)
    call_command("load_reference_data", stdout=io.StringIO())
    register_in_bulk(invent_people(people), using="owner")
    pairs = register_pairs()
    refer_in_bulk(Migrant.objects.order_by("number")[:MOST_REFERRALS].iterator(), using="owner")
    copy_people()
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"{people} personnes écrites en {time.monotonic() - begun:.0f} s", file=sys.stderr)
    return pairs


def _draw(people: int) -> list[Migrant]:
    """Some of the invented persons whose year of birth is known, the same each time."""
    ranks = random.Random(7).sample(range(1, people + 1), DRAWN)
    drawn = Migrant.objects.in_bulk([f"00000000-0000-4000-8000-{rank:012d}" for rank in ranks])
    return [one for one in drawn.values() if one.birth_year]


def show(figure: Figure) -> None:
    sign = "≥" if figure.is_floor else "≤"
    measured, budget = (f"{value:.1f}".rstrip("0").rstrip(".") for value in (figure.measured, figure.budget))
    print(
        f"{figure.work:62}{measured + ' ' + figure.unit:>14}{sign + ' ' + budget:>10}"
        f"  {'oui' if figure.is_held else 'NON'}",
        flush=True,
    )
    if figure.beside:
        print(f"    {figure.beside}")
