"""Search finds people by name in any order, by phone, by number, and keeps names out of addresses."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from registry.models import Migrant
from registry.search import LIMIT, search_people
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(facilitator: User) -> Migrant:
    return make_migrant(by=facilitator, given_names="Aïssatou", family_name="N’Diaye-Bâ", phone="70 12 34 56")


@pytest.mark.parametrize(
    "typed",
    [
        "Aïssatou N’Diaye-Bâ",
        "ndiaye aissatou",
        "BA AISSATOU",
        "aissa",
        "N'DIAYE",
        "70123456",
        "70 12 34",
        "+223 70 12 34 56",
        "00223 70123456",
    ],
)
def test_found_however_it_is_typed(facilitator: User, person: Migrant, typed: str) -> None:
    make_migrant(by=facilitator, given_names="Fatou", family_name="Sow", phone="76 99 99 99")
    assert search_people(typed, user=facilitator).people == [person]


def test_found_by_number_with_or_without_its_letter(facilitator: User, person: Migrant) -> None:
    for typed in (person.number, person.number.lower(), person.number[:-2]):
        result = search_people(typed, user=facilitator)
        assert (result.people, result.warning) == ([person], "")


def test_a_wrong_letter_is_said(facilitator: User, person: Migrant) -> None:
    wrong = person.number[:-1] + ("A" if person.number[-1] != "A" else "B")
    result = search_people(wrong, user=facilitator)
    assert result.people == [person]
    assert "dernière lettre" in result.warning


def test_a_sign_of_the_search_language_is_only_a_sign(facilitator: User, person: Migrant) -> None:
    assert search_people("Aïss%tou", user=facilitator).people == []
    assert search_people("_issatou", user=facilitator).people == [
        person
    ]  # the sign parts words, "issatou" stays


def test_the_list_is_cut_and_says_so(facilitator: User) -> None:
    for _ in range(LIMIT + 1):
        make_migrant(by=facilitator, given_names="Mamadou", family_name="Traoré")
    result = search_people("traore", user=facilitator)
    assert (len(result.people), result.more) == (LIMIT, True)


def test_the_name_stays_out_of_the_address(
    facilitator: User,
    person,
    signed_in: Callable[[User], Client],  # noqa: ANN001
) -> None:
    client = signed_in(facilitator)
    answer = client.post(reverse("registry:migrants"), {"q": "aissatou"})
    assert answer.status_code == 302
    assert "aissatou" not in answer["Location"]
    page = client.get(answer["Location"])
    assert person.number in page.content.decode()


def test_nobody_found_offers_registration(facilitator: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(facilitator).post(reverse("registry:migrants"), {"q": "Inconnue"}, follow=True)
    assert "Personne ne correspond" in page.content.decode()
    assert reverse("registry:new_migrant") in page.content.decode()


def test_queries_do_not_grow_with_the_list(
    facilitator: User, signed_in: Callable[[User], Client], django_assert_num_queries: Callable
) -> None:
    client = signed_in(facilitator)
    for count in (1, 10):
        for _ in range(count):
            make_migrant(by=facilitator, family_name="Sangaré")
        client.post(reverse("registry:migrants"), {"q": "sangare"})
        with django_assert_num_queries(6):  # transaction (2), session, account, people, journal
            client.get(reverse("registry:migrants"))
