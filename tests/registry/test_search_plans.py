"""Every search can go through an index: among many people, the database need not read them all."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ciom.accounts.models import User
from registry.duplicates import possible_same_people
from registry.models import Migrant, Nationality
from registry.registration import Place
from registry.search import search_people
from tests.bench.people import invent_people, register_in_bulk

pytestmark = pytest.mark.django_db
LARGE = ("registry_migrant", "registry_nameform", "registry_nameword")


@pytest.fixture
def many_people(db: None) -> None:
    """Some people; their tables are read whole only when no index serves."""
    register_in_bulk(invent_people(500), using="default")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_migrant, registry_nameform, registry_nameword")
        cursor.execute("SET LOCAL enable_seqscan = off")


def plans(captured: CaptureQueriesContext) -> Iterator[str]:
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN {query['sql']}")
                yield "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize(
    "typed",
    [
        "Moussa Koné",
        "moussa",
        "Musa Conneh",
        "Mouss Kon",
        "M",
        "M K Diallo",
        "Mouxsa Konné",
        "Mouxsa Fatoumata Konxé 1990 femme",
        "60123456",
        "KAY-26-00042",
        "42",
    ],
)
def test_a_search_uses_indexes(facilitator: User, many_people: None, typed: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        search_people(typed, user=facilitator)
    for plan in plans(captured):
        for table in LARGE:
            assert f"Seq Scan on {table}" not in plan, plan


def test_looking_for_lookalikes_uses_indexes(facilitator: User, many_people: None) -> None:
    candidate = Migrant(
        given_names="Mohamed Lamine",
        family_name="Diallo",
        sex="M",
        birth_year=1990,
        birth_precision="year",
        phone="70 12 34 56",
        nationality=Nationality.objects.get(code="ml"),
    )
    candidate.clean()
    with CaptureQueriesContext(connection) as captured:
        possible_same_people(candidate, Place(), user=facilitator)
    for plan in plans(captured):
        for table in LARGE:
            assert f"Seq Scan on {table}" not in plan, plan
