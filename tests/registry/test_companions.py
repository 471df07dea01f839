"""Family and companions: linked, registered together, seen together, by those who may see them."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from registry.companions import companions_of
from registry.enums import Relation
from registry.models import Companion, EntryPoint, JournalEntry, Migrant, MiningSite
from registry.registration import Place
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(facilitator: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(facilitator)


def adding(migrant: Migrant) -> str:
    return reverse("registry:add_row", args=[migrant.pk, "famille"])


def typed(**fields: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "relation": "child", **fields}


def relations(migrant: Migrant, user: User) -> dict[str, str]:
    shown = companions_of(migrant, user=user)
    return {one.person.number if one.person else one.named.name: one.relation for one in shown}  # type: ignore[union-attr]


def test_two_registered_persons_see_each_other(client: Client, facilitator: User) -> None:
    mother, child = make_migrant(), make_migrant()
    client.post(adding(mother), typed(number=child.number.lower()))
    assert relations(mother, facilitator) == {child.number: "Enfant"}
    assert relations(child, facilitator) == {mother.number: "Père ou mère"}
    page = client.get(reverse("registry:dossier", args=[child.pk])).content.decode()
    assert mother.full_name in page
    assert mother.pk in JournalEntry.objects.latest("pk").people


def test_somebody_who_is_not_registered_is_named(client: Client) -> None:
    mother = make_migrant()
    form = typed(name="Fanta Essai", sex="F", birth_year="2015", place_text="Bakel")
    page = client.post(adding(mother), form, follow=True).content.decode()
    assert "Fanta Essai" in page and "2015" in page and "Bakel" in page


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({}, "name", "Écrivez un numéro CIOM, ou le nom"),
        ({"number": "KAY-26-99999-X"}, "number", "Aucun dossier"),
        ({"number": "n'importe quoi"}, "number", "Aucun dossier"),
        ({"name": "Fanta", "birth_year": "12"}, "birth_year", "quatre chiffres"),
        ({"name": "Fanta", "relation": ""}, "relation", "Choisissez le lien"),
    ],
)
def test_a_mistake_is_said_beside_its_field(
    client: Client, fields: dict[str, str], field: str, words: str
) -> None:
    page = client.post(adding(make_migrant()), typed(**fields))
    assert words in page.context["form"].errors[field][0]
    assert not Companion.objects.exists()


def test_nobody_is_their_own_companion_and_two_are_linked_once(client: Client) -> None:
    one, two = make_migrant(), make_migrant()
    assert "elle-même" in str(client.post(adding(one), typed(number=one.number)).context["form"].errors)
    client.post(adding(one), typed(number=two.number))
    page = client.post(adding(two), typed(number=one.number, relation="parent"))
    assert "déjà liées" in page.context["form"].non_field_errors()[0]
    assert Companion.objects.count() == 1


def test_a_companion_is_registered_with_what_they_share(client: Client) -> None:
    site, point = MiningSite.objects.all()[2], EntryPoint.objects.all()[0]
    first = make_migrant(place=Place(site=site), nationality="gn", entry_point=point, arrived_on="2026-02-03")
    url = reverse("registry:new_companion", args=[first.pk])
    form = client.get(url).context["form"]
    sent = {
        "id": str(uuid.uuid4()),
        "consent_given": "yes",
        "consent_means": "spoken",
        "given_names": "Oumou",
        "sex": "F",
        "birth_precision": "unknown",
        "nationality": form["nationality"].value(),
        "place": form["place"].value(),
        "relation": Relation.EMPLOYEE,
    }
    for _ in range(2):
        answer = client.post(url, sent)
        assert answer["Location"] == reverse("registry:registered", args=[sent["id"]])
    companion = Migrant.objects.get(pk=sent["id"])
    assert (companion.nationality, companion.entry_point) == (first.nationality, point)
    assert (str(companion.arrived_on), companion.stays.get().site) == ("2026-02-03", site)
    link = Companion.objects.get()
    assert (link.migrant, link.other, link.relation, link.came_together) == (
        first,
        companion,
        "employee",
        True,
    )
    assert url in client.get(answer["Location"]).content.decode(), "the next of the group"


def test_a_registration_without_the_link_is_not_saved(client: Client) -> None:
    first = make_migrant()
    page = client.post(reverse("registry:new_companion", args=[first.pk]), {"id": str(uuid.uuid4())})
    assert "relation" in page.context["form"].errors
    assert Migrant.objects.count() == 1


def test_a_group_is_seen_together_from_each_of_its_dossiers(facilitator: User) -> None:
    people = [make_migrant() for _ in range(4)]
    for one, two in zip(people, people[1:], strict=False):
        Companion.objects.create(migrant=one, other=two, relation="companion", came_together=True)
    stranger = make_migrant()
    Companion.objects.create(migrant=people[0], other=stranger, relation="sibling")
    assert set(relations(people[3], facilitator)) == {one.number for one in people[:3]}
    assert relations(people[3], facilitator)[people[0].number] == "Du même groupe"
    assert set(relations(stranger, facilitator)) == {people[0].number}


def test_whoever_may_not_see_a_companion_does_not(secretary: User) -> None:
    one, two = make_migrant(), make_migrant()
    Companion.objects.create(migrant=one, other=two, relation="sibling")
    assert companions_of(one, user=secretary) == []
