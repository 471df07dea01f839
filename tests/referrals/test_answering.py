"""What a service sees of a request, its answers, and what the centre then reads."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from referrals.models import Referral
from registry.consent import withdraw_consent
from registry.models import JournalEntry, Migrant
from tests.factories import APPOINTMENT, make_agent, make_referral

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def test_a_service_sees_only_what_it_received(facilitator: User, signed_in: SignedIn) -> None:
    mine = make_referral(by=facilitator, service="inps", need="immatriculation")
    other = make_referral(by=facilitator, service="drt")
    client = signed_in(make_agent("inps"))
    page = client.get(reverse("referrals:inbox")).content.decode()
    assert mine.number in page and other.number not in page
    for name in ("referral", "take_up", "accept", "decline"):
        url = reverse(f"referrals:{name}", args=[other.pk])
        assert (client.post if name == "take_up" else client.get)(url).status_code == 404
    refused = JournalEntry.objects.filter(action="refused", object_id=str(other.pk))
    assert refused.count() == 4


def test_identity_and_phone_are_disclosed_step_by_step(
    facilitator: User, signed_in: SignedIn, migrant: Migrant
) -> None:
    agent = make_agent()
    client = signed_in(agent)
    referral = make_referral(migrant=migrant, by=facilitator)
    url = reverse("referrals:referral", args=[referral.pk])
    page = client.get(url).content.decode()
    assert "Sira Canari" in page and "70 11 22 33" not in page
    client.post(reverse("referrals:take_up", args=[referral.pk]))
    assert "70 11 22 33" in client.get(url).content.decode()


def test_nothing_personal_is_fetched_without_agreement(
    facilitator: User, signed_in: SignedIn, migrant: Migrant
) -> None:
    referral = make_referral(migrant=migrant, by=facilitator, shares_identity=False, shares_phone=False)
    client = signed_in(make_agent())
    client.post(reverse("referrals:take_up", args=[referral.pk]))
    for url in (
        reverse("referrals:referral", args=[referral.pk]),
        reverse("referrals:inbox") + "?onglet=en-attente",
    ):
        page = client.get(url).content.decode()
        assert referral.number in page
        assert "Canari" not in page and "70 11 22 33" not in page and "Guinée" not in page


def test_only_the_service_opens_a_request(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    url = reverse("referrals:referral", args=[referral.pk])
    signed_in(facilitator).get(url)
    signed_in(make_agent("inps")).get(url)
    assert Referral.objects.get().seen_at is None
    agent = signed_in(make_agent())
    agent.get(url)
    first = Referral.objects.get().seen_at
    agent.get(url)
    assert first is not None and Referral.objects.get().seen_at == first


def test_an_appointment_reaches_the_home_page(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    service = signed_in(make_agent())
    url = reverse("referrals:accept", args=[referral.pk])
    assert "Indiquez le lieu." in service.post(url, APPOINTMENT | {"appointment_place": ""}).content.decode()
    service.post(url, APPOINTMENT)
    centre = signed_in(facilitator)
    assert referral.number in centre.get("/").content.decode()
    page = centre.get(reverse("referrals:referral", args=[referral.pk])).content.decode()
    assert "Kayes, bureau 2" in page and "La personne est prévenue" in page
    for _ in range(2):
        centre.post(reverse("referrals:person_told", args=[referral.pk]))
    assert referral.number not in centre.get("/").content.decode()


@pytest.mark.parametrize(("days", "message"), [(-1, "Cette date est passée."), (400, "vérifiez l’année")])
def test_an_appointment_is_soon_and_to_come(
    days: int, message: str, facilitator: User, signed_in: SignedIn
) -> None:
    url = reverse("referrals:accept", args=[make_referral(by=facilitator).pk])
    day = timezone.localdate() + timedelta(days=days)
    page = signed_in(make_agent()).post(url, APPOINTMENT | {"appointment_on": day.isoformat()})
    assert message in page.content.decode()
    assert Referral.objects.get().state == "sent"


def test_a_refusal_needs_a_reason(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    client = signed_in(make_agent())
    url = reverse("referrals:decline", args=[referral.pk])
    assert "Choisissez un motif." in client.post(url, {}).content.decode()
    assert "Précisez la raison." in client.post(url, {"decline_reason": "other"}).content.decode()
    client.post(url, {"decline_reason": "other", "decline_note": "Bureau fermé"})
    assert Referral.objects.get().decline_note == "Bureau fermé"


def test_a_second_click_is_told_in_french(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    client = signed_in(make_agent())
    url = reverse("referrals:take_up", args=[referral.pk])
    client.post(url)
    page = client.post(url, follow=True).content.decode()
    assert "Action déjà effectuée" in page and "prise en charge" in page


@pytest.mark.parametrize("name", ["referral", "accept", "decline", "take_up"])
def test_a_cancelled_request_says_so_and_nothing_else(
    name: str, facilitator: User, signed_in: SignedIn, migrant: Migrant
) -> None:
    referral = make_referral(migrant=migrant, by=facilitator, motive="Un motif à ne pas montrer.")
    agent, centre = make_agent(), signed_in(facilitator)
    centre.post(reverse("referrals:cancel", args=[referral.pk]), {"cancel_reason": "renounced"})
    client = signed_in(agent)
    url = reverse(f"referrals:{name}", args=[referral.pk])
    answer_ = client.get(url) if name == "referral" else client.post(url, APPOINTMENT)
    page = answer_.content.decode()
    assert answer_.status_code == 404
    assert "a été annulée par le CIOM le" in page and referral.number in page
    assert ("pas été envoyé" in page) == (name != "referral")
    for hidden in ("Canari", migrant.number, "motif à ne pas", "renonce", "70 11 22 33"):
        assert hidden not in page
    refused = JournalEntry.objects.get(action="refused", actor=agent)
    assert refused.object_id == str(referral.pk)
    stranger = signed_in(make_agent("inps")).get(reverse("referrals:referral", args=[referral.pk]))
    assert stranger.status_code == 404 and "annulée" not in stranger.content.decode()


def test_a_request_whose_agreement_is_withdrawn_is_closed_to_the_service(
    facilitator: User, signed_in: SignedIn
) -> None:
    referral = make_referral(by=facilitator)
    assert referral.consent is not None
    withdraw_consent(referral.consent, by=facilitator)
    answer_ = signed_in(make_agent()).get(reverse("referrals:accept", args=[referral.pk]))
    assert answer_.status_code == 404
    assert "n’est plus ouverte à votre service" in answer_.content.decode()
