"""Writing the journal. One function, called in the transaction of the act that it records."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from registry.models import JournalEntry


def record(
    *,
    actor: Any,
    action: str,
    target: Model | None = None,
    reason: str = "",
    request: HttpRequest | None = None,
) -> JournalEntry:
    """Add a line: who did what to which object, and why. `reason` must never hold a name."""
    return JournalEntry.objects.create(
        actor=actor if actor is not None and actor.pk else None,
        action=action,
        object_type=target._meta.label_lower if target is not None else "",
        object_id=str(target.pk) if target is not None else "",
        reason=reason,
        request_id=getattr(request, "request_id", ""),
    )
