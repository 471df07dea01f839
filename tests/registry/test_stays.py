"""Stays of a dossier: dated, one open, none overlapping; who was where."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from registry.models import Commune, Migrant, MiningSite, Stay
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.fixture
def client(facilitator: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(facilitator)


@pytest.fixture
def migrant() -> Migrant:
    """On the first site since 1 March."""
    return make_migrant(registered_on=day("2026-03-01"))


def adding(migrant: Migrant) -> str:
    return reverse("registry:add_row", args=[migrant.pk, "sejours"])


def correcting(stay: Stay) -> str:
    return reverse("registry:correct_row", args=[stay.migrant_id, "sejours", stay.pk])


def typed(**fields: Any) -> dict[str, Any]:
    commune = Commune.objects.all()[0]
    return {
        "id": str(uuid.uuid4()),
        "place": f"commune:{commune.pk}",
        "direction": "transit",
        "since": "2026-06-10",
        **fields,
    }


def spans(migrant: Migrant) -> list[tuple[str, str]]:
    stays = migrant.stays.order_by("since")
    return [(stay.since.isoformat(), stay.until.isoformat() if stay.until else "") for stay in stays]


def test_a_new_stay_ends_the_open_one(client: Client, migrant: Migrant) -> None:
    answer = client.post(adding(migrant), typed(), follow=True)
    assert spans(migrant) == [("2026-03-01", "2026-06-10"), ("2026-06-10", "")]
    assert migrant.stays.get(until=None).commune == Commune.objects.all()[0]
    assert "En transit" in answer.content.decode()


def test_another_place_is_written(client: Client, migrant: Migrant) -> None:
    client.post(adding(migrant), typed(place="", place_text="Tambacounda, Sénégal"))
    assert migrant.stays.get(until=None).place == "Tambacounda, Sénégal"


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"since": "2026-03-01"}, "since", "déjà un séjour à ces dates"),
        ({"since": "2026-02-01"}, "since", "déjà un séjour à ces dates"),
        ({"since": "2026-02-01", "until": "2026-03-02"}, "since", "déjà un séjour à ces dates"),
        ({"since": "2999-01-01"}, "since", "dans le futur"),
        ({"since": "1999-12-31"}, "since", "trop ancienne"),
        ({"until": "2026-06-10"}, "until", "doit suivre"),
        ({"place_text": "Ailleurs"}, "place_text", "pas les deux"),
        ({"place": ""}, "place", "Choisissez un lieu"),
        ({"since": ""}, "since", "même à peu près"),
    ],
)
def test_a_mistake_is_said_beside_its_field(
    client: Client, migrant: Migrant, fields: dict[str, str], field: str, words: str
) -> None:
    page = client.post(adding(migrant), typed(**fields))
    assert page.status_code == 200
    assert words in page.context["form"].errors[field][0]
    assert spans(migrant) == [("2026-03-01", "")]


def test_an_earlier_stay_is_added_before(client: Client, migrant: Migrant) -> None:
    client.post(adding(migrant), typed(since="2026-01-01", until="2026-03-01"))
    assert spans(migrant) == [("2026-01-01", "2026-03-01"), ("2026-03-01", "")]


def test_a_stay_is_ended_then_corrected_without_overlap(client: Client, migrant: Migrant) -> None:
    client.post(adding(migrant), typed())
    first = migrant.stays.get(until=day("2026-06-10"))
    site = MiningSite.objects.all()[1]
    form = client.get(correcting(first)).context["form"]
    sent = typed(opened=form["opened"].value(), place=f"site:{site.pk}", since="2026-03-01")
    page = client.post(correcting(first), {**sent, "until": "2026-07-01"})
    assert "déjà un séjour à ces dates" in page.context["form"].errors["since"][0]
    assert client.post(correcting(first), {**sent, "until": "2026-05-01"}).status_code == 302
    assert spans(migrant) == [("2026-03-01", "2026-05-01"), ("2026-06-10", "")]
    first.refresh_from_db()
    assert (first.site, first.commune) == (site, None)


def test_who_was_where_in_a_month(django_assert_num_queries: Callable) -> None:
    make_migrant(registered_on=day("2026-10-31"))
    gone, still, later = (
        make_migrant(registered_on=day(d)) for d in ("2026-09-01", "2026-10-01", "2026-11-01")
    )
    gone.stays.update(until=day("2026-10-01"))
    with django_assert_num_queries(1):
        stays = Stay.objects.during(day("2026-10-01"), day("2026-10-31")).with_places()
        places = {stay.migrant_id: stay.place for stay in stays}
    assert len(places) == 2 and still.pk in places
    assert gone.pk not in places, "the day of leaving is the first day elsewhere"
    assert later.pk not in places


def test_today_is_no_day_to_come(client: Client, migrant: Migrant) -> None:
    assert client.post(adding(migrant), typed(since=timezone.localdate().isoformat())).status_code == 302
