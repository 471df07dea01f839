"""The pairs to review: who is proposed, in what order, and that a decision is remembered."""

import uuid
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from registry.enums import PairDecision
from registry.models import Nationality, PossibleDuplicate
from registry.pairs import decide_not_same, find_pairs
from tests.factories import make_migrant, make_pair

pytestmark = pytest.mark.django_db
LIST = reverse("registry:duplicates")


def open_pairs() -> set[frozenset[uuid.UUID]]:
    return {frozenset((pair.first_id, pair.second_id)) for pair in PossibleDuplicate.objects.open()}


def test_the_whole_register_is_looked_through_as_often_as_wanted(facilitator: User) -> None:
    one = make_migrant(given_names="Ramata", family_name="Cissé", phone="70 11 22 33")
    other = make_migrant(given_names="Ramatou", family_name="Cisse", phone="70 11 22 33")
    make_migrant(given_names="Ramata", family_name="Touré", phone="70 11 22 34")
    out = StringIO()
    for _ in range(2):
        call_command("find_duplicates", stdout=out)
        assert open_pairs() == {frozenset((one.pk, other.pk))}
    assert "3 personnes" in out.getvalue() and "1 doublon" in out.getvalue()


def test_twins_and_homonyms_are_not_proposed() -> None:
    twin = {"family_name": "Diarra", "phone": "70 11 22 33", "birth_precision": "year", "birth_year": 1990}
    make_migrant(given_names="Assa", **twin)
    make_migrant(given_names="Awa", **twin)
    make_migrant(given_names="Ousmane", family_name="Bah", sex="M", nationality="gn", phone="70 00 00 01")
    make_migrant(given_names="Ousmane", family_name="Bah", sex="M", nationality="ci", phone="70 00 00 02")
    assert find_pairs() == 0


def test_a_pair_that_no_longer_looks_alike_leaves_the_list() -> None:
    pair = make_pair()
    pair.second.sex = "M"
    pair.second.save()
    assert find_pairs() == 0
    assert not PossibleDuplicate.objects.exists()


def test_two_persons_are_never_proposed_again(facilitator: User, signed_in: Callable[[User], Client]) -> None:
    pair = make_pair()
    response = signed_in(facilitator).post(reverse("registry:not_same", args=[pair.pk]), follow=True)
    assert "deux personnes" in response.content.decode()
    assert find_pairs() == 0
    pair.refresh_from_db()
    assert (pair.decision, pair.decided_by) == (PairDecision.NOT_SAME, facilitator)


def test_a_decision_is_not_taken_twice(facilitator: User) -> None:
    pair = make_pair()
    decide_not_same(pair, by=facilitator)
    before = PossibleDuplicate.objects.get().decided_at
    decide_not_same(pair, by=facilitator)
    assert PossibleDuplicate.objects.get().decided_at == before


def test_the_answer_at_registration_is_remembered(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    known = make_migrant(given_names="Ramata", family_name="Cissé", phone="70 11 22 33")
    form = {
        "id": str(uuid.uuid4()),
        "consent_given": "yes",
        "consent_means": "spoken",
        "given_names": "Ramata",
        "family_name": "Cissé",
        "sex": "F",
        "nationality": Nationality.objects.get(code="sn").pk,
        "birth_precision": "unknown",
        "phone": "70 11 22 33",
        "not_same": str(known.pk),
    }
    response = signed_in(facilitator).post(reverse("registry:new_migrant"), form)
    assert response.status_code == 302
    assert PossibleDuplicate.objects.get().decided_by == facilitator
    assert find_pairs() == 0


def test_a_corrected_dossier_is_compared_at_once(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    one = make_migrant(given_names="Ramata", family_name="Cissé", phone="70 11 22 33")
    other = make_migrant(given_names="Ramata", family_name="Cissé", nationality="gn")
    client = signed_in(facilitator)
    url = reverse("registry:section", args=[other.pk, "telephones"])
    opened = client.get(url).context["form"].initial["opened"]
    client.post(url, {"opened": opened, "phone": "70 11 22 33"})
    assert open_pairs() == {frozenset((one.pk, other.pk))}


def test_the_list_begins_with_the_likeliest_and_agrees_with_the_home(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    weaker = make_pair()
    stronger = make_pair(birth_precision="exact", birth_year=1990, birth_month=5, birth_day=4)
    client = signed_in(facilitator)
    page = client.get(LIST).content.decode()
    assert page.index(str(stronger.pk)) < page.index(str(weaker.pk))
    for words in ("2 doublons possibles", "Mêmes noms, même téléphone", *(p.number for p in weaker.people)):
        assert words in page
    assert "2 doublons possibles" in client.get("/").content.decode()
    for pair in (weaker, stronger):
        decide_not_same(pair, by=facilitator)
    assert "Aucun doublon à revoir" in client.get(LIST).content.decode()
    assert "doublons possibles au registre" not in client.get("/").content.decode()


def test_the_queries_do_not_grow_with_the_pairs(
    facilitator: User, signed_in: Callable[[User], Client], django_assert_num_queries: Callable
) -> None:
    client = signed_in(facilitator)
    client.get(LIST)
    for _ in range(2):
        make_pair()
        with django_assert_num_queries(7):  # two for the transaction
            client.get(LIST)


def test_a_pair_of_a_person_who_is_erased_is_gone(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    pair = make_pair()
    pair.first.erased_at = timezone.now()
    pair.first.save()
    client = signed_in(facilitator)
    assert str(pair.pk) not in client.get(LIST).content.decode()
    assert client.get(reverse("registry:duplicate", args=[pair.pk])).status_code == 404


@pytest.mark.parametrize("same", [True, False])
def test_the_database_holds_one_row_for_two_different_persons(same: bool) -> None:
    pair = make_pair()
    wrong = (pair.first, pair.first) if same else (pair.second, pair.first)
    with pytest.raises(IntegrityError, match="pair_in_order"), transaction.atomic():
        PossibleDuplicate.objects.create(first=wrong[0], second=wrong[1], points=5, reasons=[])
    with pytest.raises(IntegrityError, match="pair_once"), transaction.atomic():
        PossibleDuplicate.objects.create(first=pair.first, second=pair.second, points=5, reasons=[])
