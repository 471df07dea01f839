"""Referrals to one service in any number, with the agreements of each person."""

import itertools
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from orientation.models import Need
from referrals.models import Referral, TechnicalService
from registry.consent import current_text
from registry.enums import ConsentDecision, ConsentMeans, ConsentPurpose
from registry.models import Consent, Migrant
from registry.numbering import format_number
from tests.bench.people import written_without_history

SERVICE, NEED = "drt", "conflit_salaire"
BATCH = 5000
# Answered within a fortnight, the requests of a year that wait are four in a hundred; the others are over.
STATES = ["sent", "in_progress", *["accepted"] * 31, *["declined"] * 14, *["cancelled"] * 3]
# What the database asks of each state.
ANSWERS: dict[str, dict[str, Any]] = {
    "accepted": {
        "appointment_place": "Kayes",
        "appointment_contact": "L’accueil",
        "papers_to_bring": "Aucune",
    },
    "declined": {"decline_reason": "full"},
    "cancelled": {"cancel_reason": "mistake"},
}


def refer_in_bulk(people: Iterable[Migrant], *, using: str, year: int = 2026) -> None:
    """Send one request for each of the people, without its history. `using` names the database as its owner."""
    service, need = TechnicalService.objects.get(code=SERVICE), Need.objects.get(code=NEED)
    ranked = enumerate(people, 1)
    with (
        written_without_history(using, Consent._meta.db_table),
        written_without_history(using, Referral._meta.db_table),
    ):
        while batch := list(itertools.islice(ranked, BATCH)):
            consents = [consent for _, person in batch for consent in _agreements(person, service.acronym)]
            Consent.objects.using(using).bulk_create(consents)
            Referral.objects.using(using).bulk_create(
                _referral(consent, service, need, number=format_number("DEM", year, rank), rank=rank)
                for (rank, _), consent in zip(batch, consents[1::2], strict=True)
            )


def _agreements(person: Migrant, service: str) -> Iterator[Consent]:
    """To be in the register, and to be sent to the service."""
    for purpose, recipient in ((ConsentPurpose.REGISTRATION, ""), (ConsentPurpose.REFERRAL, service)):
        text = current_text(purpose)
        yield Consent(
            migrant_id=person.pk,
            purpose=purpose,
            recipient=recipient,
            decision=ConsentDecision.GIVEN,
            means=ConsentMeans.SPOKEN,
            at=person.created_at,
            text_version=text.version,
            text_hash=text.sha256,
        )


def _referral(consent: Consent, service: TechnicalService, need: Need, *, number: str, rank: int) -> Referral:
    state = STATES[rank % len(STATES)]
    is_answered = state in ("accepted", "declined")
    # What is over is older than what waits, and nearly all of it was told to the person.
    sent_at = timezone.now() - (timedelta(days=40 + rank % 900) if is_answered else timedelta(days=rank % 30))
    is_told = rank % 50 > 0
    return Referral(
        number=number,
        migrant_id=consent.migrant_id,
        service_id=service.pk,
        need_id=need.pk,
        motive="Une demande.",
        is_urgent=rank % 10 == 0,
        state=state,
        consent_id=consent.pk,
        sent_at=sent_at,
        due_on=sent_at.date() + timedelta(days=14),
        answered_at=sent_at + timedelta(days=5) if is_answered else None,
        person_told_at=sent_at + timedelta(days=6) if is_answered and is_told else None,
        appointment_on=sent_at.date() + timedelta(days=12) if state == "accepted" else None,
        **ANSWERS.get(state, {}),
    )
