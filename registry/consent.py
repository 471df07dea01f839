"""Consent: the texts read aloud, their version and hash, and the row that keeps the answer.

Law 2013-015 of 21 May 2013: consent is express, free, specific and informed, and can be withdrawn.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from registry.enums import ConsentDecision, ConsentPurpose
from registry.models import Consent, Language, Migrant

TEXTS = Path(__file__).parent / "consent_texts"
CURRENT_VERSION = {
    ConsentPurpose.REGISTRATION: 1,
    ConsentPurpose.REFERRAL: 1,
    ConsentPurpose.IDENTITY: 1,
}


@dataclass(frozen=True)
class ConsentText:
    """A text read aloud to the person. Its hash proves later which words were read."""

    version: str
    body: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def paragraphs(self) -> list[str]:
        return self.body.strip().splitlines()


@cache
def current_text(purpose: str) -> ConsentText:
    """The text in force for a purpose. A changed text is a new file with a new version."""
    version = f"{purpose}-{CURRENT_VERSION[ConsentPurpose(purpose)]}"
    return ConsentText(version, (TEXTS / f"{version}.txt").read_text(encoding="utf-8"))


def record_consent(
    *,
    migrant: Migrant,
    purpose: str,
    means: str,
    language: Language | None,
    by: Any,
    recipient: str = "",
    decision: str = ConsentDecision.GIVEN,
    at: datetime | None = None,
    id: UUID | None = None,
) -> Consent:
    """Keep the answer of a person, now or `at` that moment, with the text read to them."""
    text = current_text(purpose)
    return Consent.objects.create(
        id=id or uuid4(),
        migrant=migrant,
        purpose=purpose,
        recipient=recipient,
        decision=decision,
        means=means,
        language=language,
        at=at or timezone.now(),
        text_version=text.version,
        text_hash=text.sha256,
        created_by=by,
    )


class AnsweredMeanwhile(Exception):
    """Another answer, `answer`, was noted since the form was opened: which one is true, only the person says."""

    def __init__(self, answer: Consent) -> None:
        super().__init__()
        self.answer = answer


@transaction.atomic
def answer_registration(
    *,
    id: UUID,
    migrant: Migrant,
    is_given: bool,
    means: str,
    language: Language | None,
    by: Any,
    last_known: UUID | None,
) -> Consent:
    """Keep the answer, yes or no, of a person who is already in the register.

    `id` was made with the form; `last_known` is the key of the last answer when the form was opened.

    Raises AnsweredMeanwhile, and keeps nothing, when an agreement stands, or when a yes comes after an answer that
    the form did not know.
    """
    Migrant.objects.select_for_update(no_key=True).get(pk=migrant.pk)
    last = migrant.consents.filter(purpose=ConsentPurpose.REGISTRATION).first()
    if last and (last.decision == ConsentDecision.GIVEN or (is_given and last.pk != last_known)):
        raise AnsweredMeanwhile(last)
    return record_consent(
        id=id,
        migrant=migrant,
        purpose=ConsentPurpose.REGISTRATION,
        decision=ConsentDecision.GIVEN if is_given else ConsentDecision.REFUSED,
        means=means,
        language=language,
        by=by,
    )


class OnWithdrawal(Protocol):
    def __call__(self, migrant: Migrant, *, by: Any, at: datetime) -> None: ...


_on_withdrawal: list[OnWithdrawal] = []


def on_registration_withdrawn(act: OnWithdrawal) -> None:
    """Called by each upper app when it starts: its act ends what the agreement to be in the register allowed."""
    _on_withdrawal.append(act)


@transaction.atomic
def withdraw_registration(migrant: Migrant, *, by: Any) -> Consent | None:
    """The person takes back the agreement to be in the register, and everything that rested on it ends.

    Returns the agreement taken back, or None when none stands.
    """
    standing = migrant.consents.standing(ConsentPurpose.REGISTRATION)
    consent = standing.select_for_update(no_key=True).first()
    if consent is None:
        return None
    now = timezone.now()
    withdraw_consent(consent, by=by, at=now)
    # Another text to which the person said yes, in a dossier that was merged into this one.
    for other in Consent.objects.standing(ConsentPurpose.REGISTRATION).filter(migrant__merged_into=migrant):
        withdraw_consent(other, by=by, at=now)
    for act in _on_withdrawal:
        act(migrant, by=by, at=now)
    return consent


def withdraw_consent(consent: Consent, *, by: Any, at: datetime | None = None) -> None:
    """The person takes an agreement back. What was done before stays known, with both dates.

    Taken back already, it keeps its first withdrawal.
    """
    if consent.decision == ConsentDecision.WITHDRAWN:
        return
    consent.decision = ConsentDecision.WITHDRAWN
    consent.withdrawn_at = at or timezone.now()
    consent.withdrawn_by = by
    consent.save(update_fields=["decision", "withdrawn_at", "withdrawn_by", "updated_at"])
