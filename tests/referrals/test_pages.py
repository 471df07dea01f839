"""Sending, receiving and answering, as the centre and the services see it."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from orientation.models import OrientationRecord
from orientation.recording import record_interview
from referrals.models import Referral, TechnicalService
from registry.consent import withdraw_consent
from registry.models import JournalEntry, Migrant
from tests.factories import APPOINTMENT, answer, make_agent, make_migrant, make_referral

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
    page = signed_in(facilitator).post(new_url(migrant), {"besoin": "immatriculation"}).content.decode()
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


def test_a_cancelled_request_leaves_the_inbox_and_has_no_slip(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    centre = signed_in(facilitator)
    sent = reverse("referrals:sent", args=[referral.pk])
    assert "Imprimer la fiche" in centre.get(sent).content.decode()
    centre.post(reverse("referrals:cancel", args=[referral.pk]), {"cancel_reason": "renounced"})
    assert centre.get(reverse("referrals:slip", args=[referral.pk])).status_code == 404
    page = centre.get(sent).content.decode()
    assert "a été annulée le" in page and "la personne renonce" in page
    assert "Imprimer" not in page and "a été envoyée" not in page
    assert referral.number not in signed_in(make_agent()).get(reverse("referrals:inbox")).content.decode()


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


def test_an_answered_request_shows_the_day_of_the_answer(facilitator: User, signed_in: SignedIn) -> None:
    agent = make_agent()
    answer(make_referral(by=facilitator), agent, "decline", at=datetime(2026, 11, 1, 12, tzinfo=UTC))
    page = signed_in(agent).get(reverse("referrals:inbox"), {"onglet": "terminees"}).content.decode()
    assert "réponse du 1er\u00a0novembre 2026" in page and "Voir la réponse" in page


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


@pytest.mark.parametrize("urgent", [0, 3, 20, 23, 30])
def test_the_inbox_turns_its_pages_urgent_first(urgent: int, facilitator: User, signed_in: SignedIn) -> None:
    """Several are sent at the same moment; pages end among the urgent ones, between both, among the others."""
    start = timezone.now() - timedelta(days=2)
    sent = [
        make_referral(
            by=facilitator, is_urgent=rank % 31 < urgent, at=start + timedelta(hours=rank * 7 % 31 // 3)
        )
        for rank in range(31)
    ]
    expected = sorted(sent, key=lambda one: (not one.is_urgent, one.sent_at, one.pk))
    client = signed_in(make_agent())
    url = reverse("referrals:inbox")
    first = client.get(url)
    second = client.get(url, {"onglet": "a-traiter", "apres": first.context["page"].next_cursor})
    seen = [item.number for page in (first, second) for item in page.context["page"].items]
    assert seen == [one.number for one in expected]
    assert not second.context["page"].next_cursor
    # The cursor of another list is no cursor here.
    other = client.get(url, {"onglet": "terminees", "apres": first.context["page"].next_cursor})
    assert other.context["page"].is_first
    assert client.get(url, {"apres": "n’importe quoi"}).status_code == 200
    assert client.get(url, {"onglet": "inconnu"}).status_code == 404


def test_the_code_of_the_slip_leads_to_the_request(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator, service="drt")
    url = reverse("referrals:by_short_code", args=[referral.short_code.lower()])
    right = signed_in(make_agent("drt")).get(url)
    assert right["Location"] == reverse("referrals:referral", args=[referral.pk])
    assert signed_in(make_agent("inps")).get(url).status_code == 404


@pytest.mark.parametrize(
    "typed", ["{code}", "{lower}", " {half} {rest} ", "{half}-{rest}", "{number}", "{short}", "{spaced}"]
)
def test_what_a_slip_says_is_typed_by_hand(typed: str, facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    code, (_, year, sequence, letter) = referral.short_code, referral.number.split("-")
    text = typed.format(
        code=code,
        lower=code.lower(),
        half=code[:4].lower(),
        rest=code[4:],
        number=referral.number,
        short=f"ori-{year}-{int(sequence)}-{letter}",
        spaced=f"ORI {year} {int(sequence)}",
    )
    for user in (facilitator, make_agent()):
        found = signed_in(user).post(reverse("referrals:find"), {"code": text})
        assert found.status_code == 302
        assert found["Location"] == reverse("referrals:referral", args=[referral.pk])


def test_what_is_not_ones_own_is_not_found_either(facilitator: User, signed_in: SignedIn) -> None:
    referral, agent = make_referral(by=facilitator, service="inps"), make_agent("drt")
    client = signed_in(agent)
    pages = set()
    for typed in (referral.short_code, referral.number, "ABCD2345", "ORI-26-99999", "張"):
        answer_ = client.post(reverse("referrals:find"), {"code": typed})
        assert answer_.status_code == 404
        page = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", answer_.content.decode())
        pages.add(page.replace(typed, ""))
    assert len(pages) == 1 and "Aucune demande ne porte ce code" in pages.pop()
    refused = JournalEntry.objects.filter(actor=agent, action="refused")
    assert [line.object_id for line in refused] == [str(referral.pk)] * 2


def test_the_code_of_a_cancelled_request_leads_to_the_news(facilitator: User, signed_in: SignedIn) -> None:
    agent = make_agent()
    referral = answer(make_referral(by=facilitator), facilitator, "cancel")
    client = signed_in(agent)
    by_hand = client.post(reverse("referrals:find"), {"code": referral.short_code}, follow=True)
    by_qr = client.get(reverse("referrals:by_short_code", args=[referral.short_code]), follow=True)
    for page in (by_hand, by_qr):
        assert "a été annulée par le CIOM" in page.content.decode()
