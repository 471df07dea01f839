"""Merging through its pages: every difference chosen, a refusal that can be sent again, a colleague at the same moment."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from registry.consent import answer_registration, withdraw_registration
from registry.enums import Direction
from registry.merging import Taken, merge_dossiers
from registry.models import Merge, Migrant, MiningSite, PossibleDuplicate, Stay
from tests.accounts.factories import UserFactory
from tests.factories import make_pair, make_referral

pytestmark = pytest.mark.django_db


def send(client: Client, pair: PossibleDuplicate, **choices: str) -> Any:
    url = reverse("registry:duplicate", args=[pair.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    return client.post(url, {**sent, **choices}, follow=True)


def test_each_difference_is_chosen(facilitator: User, signed_in: Callable[[User], Client]) -> None:
    client = signed_in(facilitator)
    pair = make_pair()
    first, second = pair.people
    Migrant.objects.filter(pk=first.pk).update(birth_place="Bakel")
    Migrant.objects.filter(pk=second.pk).update(birth_place="Matam", origin_place="Dakar")
    page = send(client, pair).content.decode()
    assert "«\u00a0Lieu de naissance\u00a0»\u00a0: choisissez la bonne réponse." in page
    page = send(client, pair, kept="first", birth_place="second").content.decode()
    assert "Un seul dossier" in page
    first.refresh_from_db()
    assert (first.birth_place, first.origin_place) == ("Matam", "Dakar")
    page = client.get(reverse("registry:duplicate", args=[pair.pk]), follow=True).content.decode()
    assert "Un seul dossier" in page
    merge = Merge.objects.get()
    page = client.post(reverse("registry:merge", args=[merge.pk]), follow=True).content.decode()
    assert "Fusion défaite" in page
    first.refresh_from_db()
    assert (first.birth_place, first.origin_place) == ("Bakel", "")


def test_a_birth_is_compared_as_it_is_read(facilitator: User, signed_in: Callable[[User], Client]) -> None:
    pair = make_pair()
    born = {"birth_precision": "exact", "birth_day": 25, "birth_month": 6, "birth_year": 1968}
    Migrant.objects.filter(pk=pair.first_id).update(**born)
    page = signed_in(facilitator).get(reverse("registry:duplicate", args=[pair.pk])).content.decode()
    assert "Date exacte\u00a0: 25 juin 1968" in page


def test_a_choice_made_on_what_changed_meanwhile_is_asked_again(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(facilitator)
    pair = make_pair()
    page = send(client, pair, seen="autre").content.decode()
    assert "Un des dossiers a changé entre-temps" in page and not Merge.objects.exists()


def test_two_open_requests_for_one_need_are_settled_first(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    pair = make_pair()
    for person in pair.people:
        make_referral(migrant=person, by=facilitator, service="drt")
    with pytest.raises(IntegrityError), transaction.atomic():
        merge_dossiers(kept=pair.first, absorbed=pair.second, taken=Taken(), by=facilitator)
    client = signed_in(facilitator)
    page = send(client, pair).content.decode()
    assert "Une demande vers ce service est déjà en cours pour ce besoin." in page
    assert not Merge.objects.exists()


def test_a_refused_merge_is_sent_again_once_its_reason_is_settled(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(facilitator)
    pair = make_pair()
    kept, absorbed = pair.people
    withdraw_registration(absorbed, by=facilitator)
    url = reverse("registry:duplicate", args=[pair.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent["kept"] = "first"
    assert "redemandez-le à la personne" in client.post(url, sent).content.decode()
    answer_registration(
        id=uuid.uuid4(),
        migrant=absorbed,
        is_given=True,
        means="spoken",
        language=None,
        by=facilitator,
        last_known=absorbed.registration_consent.pk,
    )
    fresh = client.get(url).context["form"]
    page = client.post(url, {**sent, "seen": fresh["seen"].value()}, follow=True).content.decode()
    assert "a déjà servi" not in page
    assert Merge.objects.get().absorbed == absorbed


@pytest.mark.django_db(transaction=True)
def test_a_stay_noted_while_a_colleague_merges_is_not_left_behind(reference_lists: None) -> None:
    facilitator = UserFactory()
    kept, absorbed = make_pair().people
    client = Client(raise_request_exception=False)
    client.force_login(facilitator)
    stay = {
        "id": str(uuid.uuid4()),
        "place": f"site:{MiningSite.objects.first().pk}",  # type: ignore[union-attr]
        "direction": Direction.TRANSIT,
        "since": "2026-03-01",
    }
    answers: list[Any] = []

    def note() -> None:
        answers.append(
            client.post(reverse("registry:add_row", args=[absorbed.pk, "sejours"]), stay, follow=True)
        )
        connection.close()

    noting = threading.Thread(target=note)
    with transaction.atomic():
        merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
        noting.start()
        noting.join(timeout=2)
        assert not answers
    noting.join()
    assert "Rien n’a été enregistré." in answers[0].content.decode()
    assert not Stay.objects.filter(pk=stay["id"]).exists()
