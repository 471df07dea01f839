"""Writing the journal. One function, called in the transaction of the act that it records."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Expression, Model
from django.http import HttpRequest

from registry.models import JournalEntry, Migrant


def record(
    *,
    actor: Any,
    action: str,
    target: Model | None = None,
    people: Iterable[UUID] | Expression = (),
    reason: str = "",
    request: HttpRequest | None = None,
) -> JournalEntry:
    """Add a line: who did what to which object, and why. `reason` must never hold a name.

    `people` are the persons whom a list showed; the person of the `target` is added by itself. Those
    of an export are an expression: thousands of keys take their time in Python.
    """
    return JournalEntry.objects.create(
        actor=actor if actor is not None and actor.pk else None,
        action=action,
        object_type=target._meta.label_lower if target is not None else "",
        object_id=str(target.pk) if target is not None else "",
        people=people if isinstance(people, Expression) else [*people] or [*_person_of(target)],
        page=_page_of(request),
        reason=reason,
        request_id=getattr(request, "request_id", ""),
    )


def _person_of(target: Model | None) -> Iterable[UUID]:
    if isinstance(target, Migrant):
        yield target.pk
    elif target is not None and hasattr(target, "migrant_id"):
        yield target.migrant_id


def _page_of(request: HttpRequest | None) -> str:
    """The method and the name of the route, "GET registry:dossier": never an address."""
    if request is None or request.resolver_match is None:
        return ""
    return f"{request.method} {request.resolver_match.view_name}"
