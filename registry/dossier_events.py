"""What the registry adds to a dossier: the registration and the stays."""

from collections.abc import Iterator
from typing import Any

from registry.dossier import TimelineEvent
from registry.models import Migrant


def timeline(migrant: Migrant, user: Any) -> Iterator[TimelineEvent]:
    """Reads the stays that the dossier has fetched with the person."""
    author = migrant.created_by.full_name if migrant.created_by else ""
    yield TimelineEvent("Inscription au registre", migrant.registered_on, author)
    for stay in reversed(list(migrant.stays.all())):
        author = stay.created_by.full_name if stay.created_by else ""
        yield TimelineEvent(f"Séjour\u00a0: {stay.place}", stay.since, author)
