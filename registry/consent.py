"""Consent: the texts read aloud, their version and hash, and the row that keeps the answer.

Law 2013-015 of 21 May 2013: consent is express, free, specific and informed, and can be withdrawn.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from registry.enums import ConsentDecision, ConsentPurpose
from registry.models import Consent, Language, Migrant

TEXTS = Path(__file__).parent / "consent_texts"
CURRENT_VERSION = {ConsentPurpose.REGISTRATION: 1, ConsentPurpose.REFERRAL: 1}


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
    at: datetime | None = None,
) -> Consent:
    """Keep the agreement that a person has given, now or `at` that moment, with the text read to them."""
    text = current_text(purpose)
    return Consent.objects.create(
        migrant=migrant,
        purpose=purpose,
        recipient=recipient,
        decision=ConsentDecision.GIVEN,
        means=means,
        language=language,
        at=at or timezone.now(),
        text_version=text.version,
        text_hash=text.sha256,
        created_by=by,
    )


def withdraw_consent(consent: Consent) -> None:
    """The person takes an agreement back. What was done before stays known, with both dates."""
    consent.decision = ConsentDecision.WITHDRAWN
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["decision", "withdrawn_at", "updated_at"])
