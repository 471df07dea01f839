"""Nothing leaves without the agreements of that person: on the page, in the transition, in the database."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from orientation.models import Need, OrientationRecord
from orientation.recording import record_interview
from referrals.disclosure import as_service_sees
from referrals.models import Referral, TechnicalService
from referrals.workflow import TransitionRefused
from registry.consent import record_consent, withdraw_consent, withdraw_registration
from registry.models import Consent, Migrant
from tests.factories import make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db


def agreement(migrant: Migrant, purpose: str, **fields: Any) -> Consent:
    return record_consent(
        migrant=migrant,
        purpose=purpose,
        means="spoken",
        language=None,
        by=migrant.created_by,
        recipient="Un service",
        **fields,
    )


@pytest.mark.parametrize("answer", ["never asked", "refused", "withdrawn"])
def test_without_agreement_the_page_offers_the_act(
    answer: str, facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    migrant = make_migrant(by=facilitator, consent=None)
    given = {
        "migrant": migrant,
        "purpose": "registration",
        "means": "spoken",
        "language": None,
        "by": facilitator,
    }
    if answer == "refused":
        record_consent(**given, decision="refused")
    elif answer == "withdrawn":
        record_consent(**given)
        withdraw_registration(migrant, by=facilitator)
    client = signed_in(facilitator)
    url = reverse("referrals:new", args=[migrant.pk])
    act = reverse("registry:consent", args=[migrant.pk])
    for response in (
        client.get(url),
        client.post(url, {"besoin": "emploi"}),
    ):
        page = response.content.decode()
        assert act in page and "<form" not in page.split("<main")[1]
    with pytest.raises(TransitionRefused, match="accord de la personne"), transaction.atomic():
        make_referral(migrant=migrant, by=facilitator)
    assert not Referral.objects.exists()


def test_a_name_goes_to_the_police_with_two_agreements(facilitator: User) -> None:
    referral = make_referral(by=facilitator, service="police")
    assert referral.consent is not None and referral.identity_consent is not None
    assert referral.identity_consent.text_version == "identity-1"
    assert referral.identity_consent.recipient == referral.consent.recipient == referral.service.label
    with pytest.raises(TransitionRefused, match="accord séparé"), transaction.atomic():
        make_referral(by=facilitator, service="police", identity_agreed=False)
    nameless = {"shares_identity": False, "shares_phone": False}
    assert make_referral(by=facilitator, service="police", **nameless).identity_consent is None
    assert make_referral(by=facilitator, service="drt").identity_consent is None


def test_a_name_disappears_with_its_agreement(facilitator: User) -> None:
    referral, agent = make_referral(by=facilitator, service="police"), make_agent("police")
    received = as_service_sees(Referral.objects.visible_to(agent))
    assert received.get().disclosed_name
    assert referral.identity_consent is not None
    withdraw_consent(referral.identity_consent, by=facilitator)
    assert (received.get().disclosed_name, received.get().disclosed_nationality) == ("", "")


def test_a_withdrawn_request_withdraws_both(facilitator: User, signed_in: Callable[[User], Client]) -> None:
    referral = make_referral(by=facilitator, service="police")
    url = reverse("referrals:cancel", args=[referral.pk])
    signed_in(facilitator).post(url, {"cancel_reason": "consent_withdrawn"})
    decisions = referral.migrant.consents.exclude(purpose="registration").values_list("decision", flat=True)
    assert list(decisions) == ["withdrawn", "withdrawn"]


def test_the_same_request_with_other_agreements(facilitator: User) -> None:
    """A consent of somebody else, of another purpose, refused or taken back is refused by the database."""
    referral = make_referral(by=facilitator, service="police")
    migrant, other = referral.migrant, make_migrant(by=facilitator)
    withdrawn = agreement(migrant, "referral")
    withdraw_consent(withdrawn, by=facilitator)
    wrong: list[dict[str, Any]] = [
        {"consent": agreement(other, "referral")},
        {"consent": agreement(migrant, "identity")},
        {"consent": agreement(migrant, "referral", decision="refused")},
        {"consent": withdrawn},
        {"identity_consent": agreement(other, "identity")},
        {"identity_consent": agreement(migrant, "referral")},
        {"identity_consent": agreement(migrant, "identity", decision="refused")},
        {"identity_consent": None},
        {"migrant": other},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(**fields)
    assert Referral.objects.filter(pk=referral.pk).update(consent=agreement(migrant, "referral")) == 1


@pytest.mark.parametrize("service", ["drt", "police"])
def test_a_request_stays_as_the_person_agreed(service: str, facilitator: User) -> None:
    referral = make_referral(by=facilitator, service=service, shares_phone=False)
    changes: list[dict[str, Any]] = [
        {"service": TechnicalService.objects.get(code="cnpm")},
        {"need": Need.objects.exclude(pk=referral.need_id)[0]},
        {"shares_identity": False},
        {"shares_phone": True},
        {"identity_needs_consent": not referral.identity_needs_consent},
    ]
    for fields in changes:
        with pytest.raises(IntegrityError, match="Une demande envoyée garde"), transaction.atomic():
            Referral.objects.filter(pk=referral.pk).update(**fields)


def test_a_later_withdrawal_does_not_block_the_row(facilitator: User) -> None:
    referral = make_referral(by=facilitator)
    assert referral.consent is not None
    withdraw_consent(referral.consent, by=facilitator)
    assert Referral.objects.filter(pk=referral.pk).update(motive="Autre") == 1


def test_the_interview_is_that_of_the_person(facilitator: User) -> None:
    referral = make_referral(by=facilitator)
    for migrant, is_allowed in ((make_migrant(by=facilitator), False), (referral.migrant, True)):
        interview = OrientationRecord()
        record_interview(interview=interview, migrant=migrant, needs=[], by=facilitator)
        change = Referral.objects.filter(pk=referral.pk)
        if is_allowed:
            assert change.update(interview=interview) == 1
        else:
            with pytest.raises(IntegrityError), transaction.atomic():
                change.update(interview=interview)


def sent_by_hand(migrant: Migrant, service: str, **fields: Any) -> Referral:
    """A row written past the pages and the transitions."""
    model = make_referral(by=migrant.created_by)
    return Referral.objects.create(
        number=f"ORI-26-9{uuid.uuid4().int % 10000:04d}-{model.number[-1]}",
        migrant=migrant,
        service=TechnicalService.objects.get(code=service),
        need=model.need,
        motive="Une demande.",
        state="sent",
        consent=agreement(migrant, "referral"),
        sent_at=model.sent_at,
        due_on=model.due_on,
        **fields,
    )


def test_the_flag_of_the_service_and_the_register_hold_for_every_writer(facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    sent_by_hand(migrant, "drt")
    with pytest.raises(IntegrityError, match="accord séparé"), transaction.atomic():
        sent_by_hand(migrant, "police")
    with pytest.raises(IntegrityError, match="identity_with_its_own"), transaction.atomic():
        sent_by_hand(migrant, "police", identity_needs_consent=True)
    with pytest.raises(IntegrityError, match="accord pour être au registre"), transaction.atomic():
        sent_by_hand(make_migrant(by=facilitator, consent=None), "drt")
