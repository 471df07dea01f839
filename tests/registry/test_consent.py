"""The agreement to be in the register: asked, refused, given, taken back, with what follows."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from referrals.models import Referral
from registry.consent import record_consent, withdraw_consent, withdraw_registration
from registry.models import Consent, Migrant
from tests.accounts.factories import UserFactory
from tests.factories import answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(facilitator: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(facilitator)


@pytest.fixture
def from_paper(facilitator: User) -> Migrant:
    return make_migrant(by=facilitator, consent=None)


def address(name: str, migrant: Migrant) -> str:
    return reverse(f"registry:{name}", args=[migrant.pk])


def spoken(**changes: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "consent_given": "yes", "consent_means": "fingerprint"} | changes


def test_a_person_of_a_paper_register_gives_an_agreement(client: Client, from_paper: Migrant) -> None:
    act = address("consent", from_paper)
    page = client.get(address("dossier", from_paper)).content.decode()
    assert "Aucun accord n’est noté" in page and f'href="{act}"' in page
    assert "Nous souhaitons écrire dans notre registre" in client.get(act).content.decode()
    form = spoken()
    for _ in range(2):
        assert client.post(act, form)["Location"] == address("dossier", from_paper)
    consent = from_paper.consents.get()
    assert (consent.pk, consent.decision, consent.means) == (uuid.UUID(form["id"]), "given", "fingerprint")
    page = client.get(address("dossier", from_paper)).content.decode()
    assert f'href="{act}"' not in page and address("withdraw_consent", from_paper) in page


def test_a_refusal_is_kept_and_may_become_a_yes(client: Client, from_paper: Migrant) -> None:
    form = spoken(consent_given="no")
    for _ in range(2):
        client.post(address("consent", from_paper), form)
    assert from_paper.consents.get().decision == "refused"
    assert "Accord refusé" in client.get(address("dossier", from_paper)).content.decode()
    opened = client.get(address("consent", from_paper)).content.decode()
    assert f'name="last_answer" value="{form["id"]}"' in opened
    client.post(address("consent", from_paper), spoken(last_answer=form["id"]))
    assert from_paper.agrees_to_register


@pytest.mark.parametrize(
    ("noted", "words", "act"),
    [
        ("yes", "Un accord a été noté", "withdraw_consent"),
        ("no", "Un refus a été noté", "consent"),
    ],
)
def test_an_answer_never_covers_the_opposite_one_of_a_colleague(
    noted: str, words: str, act: str, client: Client, from_paper: Migrant, signed_in: Callable[[User], Client]
) -> None:
    colleague = UserFactory(role=Role.FACILITATOR)
    signed_in(colleague).post(address("consent", from_paper), spoken(consent_given=noted))
    late = spoken(consent_given="no" if noted == "yes" else "yes")
    for _ in range(2):
        page = client.post(address("consent", from_paper), late).content.decode()
        assert words in page and colleague.full_name in page
        assert f'href="{address(act, from_paper)}"' in page
    assert from_paper.consents.get().created_by == colleague
    dossier = client.get(address("dossier", from_paper)).content.decode()
    assert "est noté." not in dossier


def test_a_yes_is_asked_again_when_a_colleague_took_it_back(
    client: Client, from_paper: Migrant, facilitator: User
) -> None:
    record_consent(purpose="registration", **consent_of(from_paper))
    withdraw_registration(from_paper, by=facilitator)
    page = client.post(address("consent", from_paper), spoken()).content.decode()
    assert "L’accord a été retiré" in page and facilitator.full_name in page
    assert from_paper.consents.count() == 1


def test_an_answer_is_needed(client: Client, from_paper: Migrant) -> None:
    page = client.post(address("consent", from_paper), spoken(consent_given="")).content.decode()
    assert "Lisez le texte" in page and not from_paper.consents.exists()


def test_taking_it_back_ends_what_rested_on_it(client: Client, facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    agent = make_agent("inps")
    make_referral(migrant=migrant, by=facilitator)
    taken_up = make_referral(migrant=migrant, by=facilitator, service="inps", need="immatriculation")
    answer(taken_up, agent, "take_up")
    mistaken = make_referral(migrant=migrant, by=facilitator, service="anpe", need="emploi")
    answer(mistaken, facilitator, "cancel")
    other = make_referral(by=facilitator)
    act = address("withdraw_consent", migrant)
    assert "sont annulées" in client.get(act).content.decode()
    first, second = client.post(act), client.post(act)
    assert first["Location"] == second["Location"]

    states = Referral.objects.filter(migrant=migrant).values_list("state", "cancel_reason")
    assert set(states) == {("cancelled", "consent_withdrawn"), ("cancelled", "mistake")}
    assert set(migrant.consents.values_list("decision", "withdrawn_by")) == {("withdrawn", facilitator.pk)}
    assert not Referral.objects.visible_to(agent).exists()
    assert Referral.objects.get(pk=other.pk).state == "sent"

    receipt = client.get(first["Location"]).content.decode()
    for words in (
        migrant.number,
        "Inscription au registre",
        "Direction Régionale du Travail",
        facilitator.full_name,
    ):
        assert words in receipt
    dossier = client.get(address("dossier", migrant)).content.decode()
    assert "Accord retiré" in dossier and first["Location"] in dossier
    assert "Retiré de vive voix" not in dossier and "Donné de vive voix" in dossier


def test_the_receipt_of_one_request_speaks_of_nothing_else(client: Client, facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    referral = make_referral(migrant=migrant, by=facilitator)
    client.post(reverse("referrals:cancel", args=[referral.pk]), {"cancel_reason": "consent_withdrawn"})
    url = reverse("registry:consent_receipt", args=[migrant.pk, referral.consent_id])
    assert url in client.get(reverse("referrals:referral", args=[referral.pk])).content.decode()
    receipt = client.get(url).content.decode()
    assert "Direction Régionale du Travail" in receipt and "Inscription au registre" not in receipt
    assert migrant.agrees_to_register


def test_no_receipt_without_a_withdrawal(client: Client, facilitator: User) -> None:
    migrant, stranger = make_migrant(by=facilitator), make_migrant(by=facilitator)
    withdrawn = withdraw_registration(stranger, by=facilitator)
    assert withdrawn is not None
    for key in (migrant.consents.get().pk, withdrawn.pk):
        url = reverse("registry:consent_receipt", args=[migrant.pk, key])
        assert client.get(url).status_code == 404


def test_a_late_yes_never_takes_anything_back(client: Client, facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    assert client.get(address("consent", migrant))["Location"] == address("withdraw_consent", migrant)
    client.post(address("consent", migrant), spoken())
    assert migrant.consents.get().decision == "given"


def consent_of(migrant: Migrant) -> dict[str, Any]:
    return {"migrant": migrant, "means": "spoken", "language": None, "by": migrant.created_by}


def test_one_standing_agreement_at_a_time() -> None:
    migrant = make_migrant()
    with pytest.raises(IntegrityError), transaction.atomic():
        record_consent(purpose="registration", **consent_of(migrant))
    withdraw_consent(migrant.consents.get(), by=migrant.created_by)
    record_consent(purpose="registration", **consent_of(migrant))


@pytest.mark.parametrize(
    "fields",
    [{"purpose": "referral"}, {"purpose": "identity"}, {"purpose": "registration", "recipient": "Police"}],
)
def test_an_agreement_names_its_service_and_only_its_service(fields: dict[str, str]) -> None:
    migrant = make_migrant(consent=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        record_consent(**fields, **consent_of(migrant))


@pytest.mark.parametrize(
    ("before", "fields"),
    [
        ("given", {"means": "signature"}),
        ("given", {"text_hash": "autre"}),
        ("given", {"decision": "refused"}),
        ("given", {"decision": "withdrawn"}),
        ("refused", {"decision": "given"}),
        ("withdrawn", {"decision": "given", "withdrawn_at": None, "withdrawn_by": None}),
    ],
)
def test_an_answer_is_never_rewritten(before: str, fields: dict[str, Any]) -> None:
    migrant = make_migrant(consent=None)
    decision = "refused" if before == "refused" else "given"
    kept = record_consent(purpose="registration", decision=decision, **consent_of(migrant))
    if before == "withdrawn":
        withdraw_consent(kept, by=migrant.created_by)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Consent.objects.filter(pk=kept.pk).update(**fields)


def test_a_withdrawal_is_never_rewritten() -> None:
    kept = make_migrant().consents.get()
    withdraw_consent(kept, by=kept.created_by)
    for fields in ({"withdrawn_at": timezone.now()}, {"withdrawn_by": UserFactory()}):
        with pytest.raises(InternalError), transaction.atomic():
            Consent.objects.filter(pk=kept.pk).update(**fields)


def test_an_answer_is_never_removed() -> None:
    kept = make_migrant().consents.get()
    with pytest.raises(InternalError), transaction.atomic():
        kept.delete()


def test_the_first_withdrawal_counts() -> None:
    kept = make_migrant().consents.get()
    withdraw_consent(kept, by=kept.created_by)
    first = Consent.objects.get(pk=kept.pk)
    withdraw_consent(first, by=UserFactory())
    again = Consent.objects.get(pk=kept.pk)
    assert (again.withdrawn_at, again.withdrawn_by) == (kept.withdrawn_at, kept.created_by)
