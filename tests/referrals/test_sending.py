"""Sending a person to a service, as the centre does it."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from orientation.models import OrientationRecord
from orientation.recording import record_interview
from referrals.models import Referral, TechnicalService
from registry.models import Migrant
from tests.factories import make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def request_form(service: str | None = "drt", **changes: Any) -> dict[str, Any]:
    return {
        "besoin": "conflit_salaire",
        "id": str(uuid.uuid4()),
        "service": TechnicalService.objects.get(code=service).pk if service else "",
        "motive": "Trois mois de salaire non payés.",
        "consent_given": "yes",
        "consent_means": "spoken",
        "shares_identity": "yes",
        "shares_phone": "no",
    } | changes


def new_url(migrant: Migrant) -> str:
    return reverse("referrals:new", args=[migrant.pk])


def test_a_request_goes_to_the_service(facilitator: User, signed_in: SignedIn, migrant: Migrant) -> None:
    client = signed_in(facilitator)
    form = request_form(is_urgent="on")
    first, second = (client.post(new_url(migrant), form) for _ in range(2))
    referral = Referral.objects.get()
    assert first["Location"] == second["Location"] == reverse("referrals:sent", args=[referral.pk])
    assert (referral.state, referral.service.acronym, referral.is_urgent) == ("sent", "DRT", True)
    assert referral.consent is not None and referral.consent.recipient == "Direction Régionale du Travail"
    assert referral.number in client.get(first["Location"]).content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"consent_given": "no"}, "Sans l’accord de la personne, rien n’est envoyé"),
        ({"motive": ""}, "Expliquez la demande"),
        ({"shares_identity": ""}, "Notez la réponse"),
        ({"service": None}, "Choisissez un service"),
    ],
)
def test_nothing_is_sent_by_halves(
    facilitator: User, signed_in: SignedIn, migrant: Migrant, changes: dict[str, Any], message: str
) -> None:
    page = signed_in(facilitator).post(new_url(migrant), request_form(**changes)).content.decode()
    assert message in page
    assert not Referral.objects.exists() and not migrant.consents.filter(purpose="referral").exists()


@pytest.mark.parametrize("service", ["cnpm", "police", "gend"])
def test_some_services_get_a_name_only_with_a_separate_agreement(
    facilitator: User, signed_in: SignedIn, migrant: Migrant, service: str
) -> None:
    client = signed_in(facilitator)
    for shared in ({}, {"shares_identity": "no", "shares_phone": "yes"}):
        page = client.post(new_url(migrant), request_form(service, **shared)).content.decode()
        assert "lisez aussi ce second texte" in page and "connue de ce service" in page
    page = client.post(new_url(migrant), request_form(service, identity_consent_given="no")).content.decode()
    assert "ne reçoit ni nom ni téléphone" in page and not Referral.objects.exists()
    form = request_form(service, identity_consent_given="yes")
    assert client.post(new_url(migrant), form).status_code == 302
    assert set(migrant.consents.values_list("purpose", flat=True)) == {"registration", "referral", "identity"}


def test_a_second_request_while_one_is_open_is_refused(
    facilitator: User, signed_in: SignedIn, migrant: Migrant
) -> None:
    client = signed_in(facilitator)
    client.post(new_url(migrant), request_form())
    page = client.post(new_url(migrant), request_form()).content.decode()
    assert "déjà en cours" in page
    assert Referral.objects.count() == 1


def test_the_first_service_proposed_is_chosen(
    facilitator: User, signed_in: SignedIn, migrant: Migrant
) -> None:
    page = signed_in(facilitator).post(new_url(migrant), {"besoin": "immatriculation"}).content.decode()
    choices = re.findall(r'<input type="radio" name="service" value="(\d+)"([^>]*)>', page)
    services = {str(service.pk): service.code for service in TechnicalService.objects.all()}
    offered = [services[value] for value, _ in choices]
    assert offered[0] == "inps" and offered.index("inps") < offered.index("cmss")
    assert [services[value] for value, attributes in choices if "checked" in attributes] == ["inps"]


def test_a_service_without_account_is_telephoned(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    centre = signed_in(facilitator)
    pages = [reverse(f"referrals:{name}", args=[referral.pk]) for name in ("sent", "referral")]
    said = "Ce service ne répond pas encore par le site"
    for url in pages:
        page = centre.get(url).content.decode()
        assert said in page and "numéro non renseigné" in page
    make_agent()
    assert all(said not in centre.get(url).content.decode() for url in pages)


def test_the_interview_of_another_person_is_not_attached(
    facilitator: User, signed_in: SignedIn, migrant: Migrant
) -> None:
    client = signed_in(facilitator)
    own, other = OrientationRecord(), OrientationRecord()
    record_interview(interview=own, migrant=migrant, needs=[], by=facilitator)
    record_interview(interview=other, migrant=make_migrant(by=facilitator), needs=[], by=facilitator)
    page = client.post(new_url(migrant), {"besoin": "emploi", "entretien": str(other.pk)}).content.decode()
    assert str(other.pk) not in page
    client.post(new_url(migrant), request_form(entretien=str(other.pk)))
    client.post(new_url(migrant), request_form("inps", entretien=str(own.pk)))
    assert [one.interview for one in Referral.objects.order_by("number")] == [None, own]


def test_the_need_is_never_read_from_the_address(
    facilitator: User, signed_in: SignedIn, migrant: Migrant
) -> None:
    client = signed_in(facilitator)
    page = client.get(new_url(migrant) + "?besoin=emploi").content.decode()
    assert '<form method="post"' in page and "Quel est le besoin" in page
    chosen = client.post(new_url(migrant), {"besoin": "emploi"}).content.decode()
    assert '<input type="hidden" name="besoin" value="emploi">' in chosen
    assert "Choisissez un service." not in chosen
