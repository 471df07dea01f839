"""Opening a dossier with a reason, to answer for how it is kept. For 30 minutes, to read only."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from registry import journal
from registry.enums import JournalAction
from registry.models import DossierAccess, Migrant
from registry.models.dossier_access import READING_TIME


@transaction.atomic
def open_with_reason(
    migrant: Migrant, *, by: Any, reason: str, request: HttpRequest | None = None
) -> DossierAccess:
    """Let a user read a dossier for `READING_TIME`. The reason enters the journal: it must hold no name.

    Raises IntegrityError when the reason has fewer than 10 characters.
    """
    now = timezone.now()
    access = DossierAccess.objects.create(
        user=by, migrant=migrant, reason=reason, at=now, until=now + READING_TIME
    )
    journal.record(actor=by, action=JournalAction.OPENED, target=migrant, reason=reason, request=request)
    return access
