"""The same form sent twice at the very same time, as an impatient double click does, is saved once."""

import datetime
import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from orientation.models import Need, OrientationRecord, Reception
from referrals.models import Referral, TechnicalService, Transition
from registry.models import Consent, Migrant, MiningSite, Nationality, Stay
from registry.registration import Place
from tests.accounts.factories import UserFactory
from tests.factories import make_agent, make_migrant, make_referral

TIMES = 4


@pytest.fixture
def facilitator(reference_lists: None) -> User:
    return UserFactory()


def at_once(
    user: User, url: str, form: dict[str, Any], *, varying: str | None = None
) -> set[tuple[int, str]]:
    """Send the form from several browsers of one person at once; the set of (status, address) they got.

    The field `varying` has another content in each of them.
    """
    barrier = threading.Barrier(TIMES)
    answers: list[tuple[int, str]] = []

    def send(rank: int) -> None:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        barrier.wait(timeout=30)
        answer = client.post(url, form | ({varying: f"Essai {rank}"} if varying else {}))
        answers.append((answer.status_code, answer.get("Location", "")))
        connection.close()

    threads = [threading.Thread(target=send, args=(rank,)) for rank in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return set(answers)


def test_one_person(facilitator: User) -> None:
    form = {
        "id": str(uuid.uuid4()),
        "consent_given": "yes",
        "consent_means": "spoken",
        "given_names": "Mariama",
        "sex": "F",
        "nationality": Nationality.objects.get(code="gn").pk,
        "birth_precision": "unknown",
    }
    answers = at_once(facilitator, reverse("registry:new_migrant"), form)
    assert answers == {(302, reverse("registry:registered", args=[form["id"]]))}
    assert Migrant.objects.count() == Consent.objects.count() == 1


def test_one_reception(facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    form = {
        "id": str(uuid.uuid4()),
        "channel": "office",
        "received_on": timezone.localdate().isoformat(),
        "reasons": [Need.objects.get(code="emploi").pk],
    }
    answers = at_once(facilitator, reverse("orientation:new_reception", args=[migrant.pk]), form)
    assert answers == {(302, reverse("registry:dossier", args=[migrant.pk]))}
    assert Reception.objects.get().reasons.count() == 1


def test_one_interview(facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    form = {
        "id": str(uuid.uuid4()),
        "held_on": timezone.localdate().isoformat(),
        "besoins-TOTAL_FORMS": "4",
        "besoins-INITIAL_FORMS": "0",
        "besoins-0-need": Need.objects.get(code="emploi").pk,
        "besoins-0-decision": "informed",
    }
    answers = at_once(facilitator, reverse("orientation:new_interview", args=[migrant.pk]), form)
    assert answers == {(302, reverse("orientation:interview", args=[form["id"]]))}
    assert OrientationRecord.objects.get().needs.count() == 1


def test_different_contents_at_once(facilitator: User) -> None:
    """The first is saved; the others are told, not led to what they did not write."""
    migrant = make_migrant(by=facilitator)
    form = {"id": str(uuid.uuid4()), "channel": "office", "received_on": timezone.localdate().isoformat()}
    url = reverse("orientation:new_reception", args=[migrant.pk])
    answers = at_once(facilitator, url, form, varying="note")
    assert answers == {(302, reverse("registry:dossier", args=[migrant.pk])), (200, "")}
    assert Reception.objects.count() == 1


def test_one_referral(facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    form = {
        "besoin": "conflit_salaire",
        "id": str(uuid.uuid4()),
        "service": TechnicalService.objects.get(code="drt").pk,
        "motive": "Une demande.",
        "consent_given": "yes",
        "consent_means": "spoken",
        "shares_identity": "yes",
        "shares_phone": "yes",
    }
    url = reverse("referrals:new", args=[migrant.pk])
    answers = at_once(facilitator, url, form)
    assert answers == {(302, reverse("referrals:sent", args=[form["id"]]))}
    assert Referral.objects.count() == Transition.objects.count() == 1
    assert Consent.objects.filter(purpose="referral").count() == 1


def test_one_move_of_a_group(facilitator: User) -> None:
    here, there = MiningSite.objects.all()[:2]
    people = [make_migrant(by=facilitator, place=Place(site=here)) for _ in range(3)]
    Stay.objects.update(since=timezone.localdate() - datetime.timedelta(days=9))
    form = {
        "id": str(uuid.uuid4()),
        "people": [person.stays.get().pk for person in people],
        "place": f"site:{there.pk}",
        "direction": "destination",
        "since": timezone.localdate().isoformat(),
    }
    answers = at_once(facilitator, reverse("registry:move_people", args=[here.code]), form)
    assert answers == {(302, reverse("registry:site", args=[here.code]))}
    assert Stay.objects.count() == 6 and Stay.objects.open().filter(site=there).count() == 3


def test_one_answer(facilitator: User) -> None:
    referral = make_referral(by=facilitator)
    answers = at_once(make_agent(), reverse("referrals:take_up", args=[referral.pk]), {})
    assert answers == {(302, reverse("referrals:referral", args=[referral.pk]))}
    assert referral.transitions.count() == 2
