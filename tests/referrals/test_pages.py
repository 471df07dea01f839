"""Sending, receiving and answering, as the centre and the services see it."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from referrals.models import Referral, TechnicalService
from registry.models import JournalEntry, Migrant
from tests.factories import APPOINTMENT, answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def request_form(service: str | None = "drt", **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "service": TechnicalService.objects.get(code=service).pk if service else "",
        "motive": "Trois mois de salaire non payés.",
        "consent_given": "yes",
        "consent_means": "spoken",
        "shares_identity": "yes",
        "shares_phone": "no",
    } | changes


def new_url(migrant: Migrant, need: str = "conflit_salaire") -> str:
    return reverse("referrals:new", args=[migrant.pk]) + f"?besoin={need}"


@pytest.fixture
def migrant(facilitator: User) -> Migrant:
    return make_migrant(
        by=facilitator, given_names="Sira", family_name="Canari", phone="70 11 22 33", nationality="gn"
    )


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
    page = signed_in(facilitator).get(new_url(migrant, "immatriculation")).content.decode()
    choices = re.findall(r'<input type="radio" name="service" value="(\d+)"([^>]*)>', page)
    services = {str(service.pk): service.code for service in TechnicalService.objects.all()}
    offered = [services[value] for value, _ in choices]
    assert offered[0] == "inps" and offered.index("inps") < offered.index("cmss")
    assert [services[value] for value, attributes in choices if "checked" in attributes] == ["inps"]


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


def test_a_cancelled_request_disappears_from_the_service(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    signed_in(facilitator).post(
        reverse("referrals:cancel", args=[referral.pk]), {"cancel_reason": "renounced"}
    )
    assert signed_in(facilitator).get(reverse("referrals:slip", args=[referral.pk])).status_code == 404
    client = signed_in(make_agent())
    assert client.get(reverse("referrals:referral", args=[referral.pk])).status_code == 404
    assert referral.number not in client.get(reverse("referrals:inbox")).content.decode()


@pytest.mark.parametrize(
    ("tab", "names"), [("a-traiter", ()), ("en-attente", ("take_up",)), ("terminees", ("accept",))]
)
def test_the_queries_of_the_inbox_do_not_grow(
    facilitator: User,
    signed_in: SignedIn,
    django_assert_num_queries: Callable,
    tab: str,
    names: tuple[str, ...],
) -> None:
    agent = make_agent()
    client = signed_in(agent)
    url = reverse("referrals:inbox") + f"?onglet={tab}"
    client.get(url)
    for count in (0, 1, 9):
        for _ in range(count):
            answer(make_referral(by=facilitator), agent, *names)
        # transaction (2), session, account, page, two counts; a line of the journal when somebody is shown
        with django_assert_num_queries(8 if count else 7):
            client.get(url)


def test_the_inbox_turns_its_pages(facilitator: User, signed_in: SignedIn) -> None:
    numbers = {make_referral(by=facilitator).number for _ in range(23)}
    client = signed_in(make_agent())
    url = reverse("referrals:inbox")
    first = client.get(url)
    second = client.get(url, {"onglet": "a-traiter", "apres": first.context["page"].next_cursor})
    seen = [item.number for page in (first, second) for item in page.context["page"].items]
    assert len(seen) == 23 and set(seen) == numbers
    assert client.get(url, {"apres": "n’importe quoi"}).status_code == 200
    assert client.get(url, {"onglet": "inconnu"}).status_code == 404


def test_the_code_of_the_slip_leads_to_the_request(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator, service="drt")
    url = reverse("referrals:by_short_code", args=[referral.short_code.lower()])
    right = signed_in(make_agent("drt")).get(url)
    assert right["Location"] == reverse("referrals:referral", args=[referral.pk])
    assert signed_in(make_agent("inps")).get(url).status_code == 404
