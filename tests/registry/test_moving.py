"""A group leaves a site for another place: everybody or nobody, on one day, however often it is sent."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ciom.accounts.models import User
from registry.enums import JournalAction
from registry.models import JournalEntry, Migrant, MiningSite, Stay
from registry.registration import Place, begin_stay
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
PAGE = "/sites/loulo/changer/"
ARRIVED, MOVED = datetime.date(2026, 3, 1), datetime.date(2026, 6, 10)


def site(code: str) -> MiningSite:
    return MiningSite.objects.get(code=code)


@pytest.fixture
def people(facilitator: User) -> list[Migrant]:
    """Three persons at Loulo since 1 March."""
    return [at_loulo(facilitator) for _ in range(3)]


@pytest.fixture
def client(facilitator: User, signed_in: SignIn) -> Client:
    return signed_in(facilitator)


def at_loulo(by: User, since: datetime.date = ARRIVED) -> Migrant:
    return make_migrant(by=by, place=Place(site=site("loulo")), registered_on=since)


def ticking(*people: Migrant, **fields: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "people": [str(person.stays.get(until=None).pk) for person in people],
        "place": f"site:{site('fekola').pk}",
        "direction": "destination",
        "since": MOVED.isoformat(),
        **fields,
    }


def where(*people: Migrant) -> list[list[str]]:
    return [
        [f"{stay.site or stay.place} {stay.since:%m}" for stay in person.stays.all()] for person in people
    ]


def test_those_who_are_ticked_move_and_the_others_stay(
    client: Client, facilitator: User, people: list[Migrant]
) -> None:
    first, second, third = people
    answer = client.post(PAGE, ticking(first, second), follow=True)
    assert "2 personnes ont changé de site" in answer.content.decode()
    for person in (first, second):
        begun, ended = person.stays.all()
        assert (ended.site, ended.since, ended.until) == (site("loulo"), ARRIVED, MOVED)
        assert (begun.site, begun.since, begun.until) == (site("fekola"), MOVED, None)
        assert begun.created_by == facilitator and ended.updated_at > ended.created_at
        events = [*ended.events.order_by("pgh_id"), *begun.events.all()]
        assert [event.pgh_label for event in events] == ["insert", "update", "insert"]
        assert {event.pgh_context["user"] for event in events[1:]} == {str(facilitator.pk)}
    assert third.stays.get().until is None
    assert [stay.migrant for stay in client.get(PAGE).context["stays"]] == [third]


def test_another_place_is_written(client: Client, people: list[Migrant]) -> None:
    client.post(PAGE, ticking(people[0], place="", place_text="Kidira", direction="returning"))
    begun = people[0].stays.get(until=None)
    assert (begun.place, begun.direction) == ("Kidira", "returning")


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"since": "2026-03-01"}, "since", "3 personnes n’étaient pas encore sur ce site"),
        ({"since": "2999-01-01"}, "since", "dans le futur"),
        ({"since": ""}, "since", "jour du changement"),
        ({"place": ""}, "place", "Choisissez un lieu"),
        ({"place": "loulo"}, "place", "qu’elles quittent"),
        ({"people": []}, "people", "au moins une personne"),
        ({"people": ["loulo"]}, "people", "Rechargez"),
        ({"people": [str(uuid.uuid4()) for _ in range(501)]}, "people", "500 personnes au plus"),
    ],
)
def test_a_mistake_is_said_beside_its_field_and_nobody_moves(
    client: Client, people: list[Migrant], fields: dict[str, Any], field: str, words: str
) -> None:
    if fields.get("place") == "loulo":
        fields = {"place": f"site:{site('loulo').pk}"}
    page = client.post(PAGE, ticking(*people, **fields))
    assert page.status_code == 200
    assert words in page.context["form"].errors[field][0]
    assert Stay.objects.filter(until=None, site=site("loulo")).count() == Stay.objects.count() == 3


def test_one_who_came_later_holds_the_group_back(
    client: Client, facilitator: User, people: list[Migrant]
) -> None:
    late = at_loulo(facilitator, since=MOVED)
    page = client.post(PAGE, ticking(*people, late))
    (error,) = page.context["form"].errors["since"]
    assert late.number in error and people[0].number not in error
    assert page.content.decode().count(' checked><label for="id_people_') == 4
    assert Stay.objects.count() == 4


def test_who_left_meanwhile_is_said_and_nobody_moves_until_it_is_sent_again(
    client: Client, facilitator: User, people: list[Migrant]
) -> None:
    """One went elsewhere, one went and came back: neither is the stay that was ticked."""
    first, second, third = people
    form = ticking(*people)
    for person in (first, second):
        begin_stay(migrant=person, place=Place(site=site("sadiola")), since=MOVED, by=facilitator)
    begin_stay(migrant=second, place=Place(site=site("loulo")), since=timezone.localdate(), by=facilitator)
    before = where(*people)
    page = client.post(PAGE, form)
    (error,) = page.context["form"].errors["people"]
    assert error.startswith("2 personnes ont quitté ce site entre-temps")
    assert first.number in error and second.number in error and third.number not in error
    assert where(*people) == before
    assert page.context["ticked"] & {str(stay.pk) for stay in page.context["stays"]} == {
        str(third.stays.get().pk)
    }
    line = JournalEntry.objects.filter(page="POST registry:move_people").latest("at")
    assert set(line.people) == {first.pk, second.pk, third.pk}
    assert client.post(PAGE, {**form, "people": form["people"][2:]}).status_code == 302
    assert where(first, second) == before[:2]
    assert third.stays.get(until=None).site == site("fekola")


def test_the_same_form_again_moves_nobody_again(client: Client, people: list[Migrant]) -> None:
    form = ticking(*people[:2])
    answers = [client.post(PAGE, form) for _ in range(2)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/sites/loulo/")}
    assert Stay.objects.count() == 5
    page = client.post(PAGE, {**form, "people": ticking(people[2])["people"]})
    assert "faire changer de site un groupe" in page.context["form"].non_field_errors()[0]
    assert people[2].stays.count() == 1


def test_persons_who_may_not_be_seen_do_not_move(client: Client, people: list[Migrant]) -> None:
    form = ticking(*people)
    Migrant.objects.filter(pk=people[0].pk).update(erased_at=timezone.now())
    page = client.post(PAGE, form)
    assert page.context["form"].errors["people"][0].startswith("1 personne a quitté ce site entre-temps.")
    assert Stay.objects.count() == 3


def test_the_list_is_by_name_ticked_on_demand_and_written_in_the_journal(
    client: Client, facilitator: User, secretary: User, signed_in: SignIn, people: list[Migrant]
) -> None:
    for person, name in zip(people, ("Zoumana", "Élie", "Fatou"), strict=True):
        person.given_names = name
        person.save()
    make_migrant(by=facilitator, place=Place(site=site("sadiola")))
    page = client.get(PAGE)
    assert [stay.migrant.given_names for stay in page.context["stays"]] == ["Élie", "Fatou", "Zoumana"]
    assert page.context["ticked"] == set()
    assert len(client.get(f"{PAGE}?cocher=tout").context["ticked"]) == 3
    line = JournalEntry.objects.filter(action=JournalAction.LISTED).latest("at")
    assert (set(line.people), line.page) == ({person.pk for person in people}, "GET registry:move_people")
    assert PAGE in client.get("/sites/loulo/").content.decode()
    assert PAGE not in signed_in(secretary).get("/sites/loulo/").content.decode()


def test_ten_persons_take_as_many_queries_as_one(client: Client, facilitator: User) -> None:
    counts = []
    for size in (1, 10):
        group = [at_loulo(facilitator) for _ in range(size)]
        form = ticking(*group)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
            assert client.post(PAGE, form).status_code == 302
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 40
