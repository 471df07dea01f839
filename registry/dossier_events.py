"""What the registry adds to a dossier: the registration, the stays and the dossiers merged into it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from registry.dossier import TimelineEvent
from registry.models import Migrant


def timeline(migrant: Migrant, user: Any) -> Iterator[TimelineEvent]:
    """Reads the stays and the merges that the dossier has fetched with the person."""
    author = migrant.created_by.full_name if migrant.created_by else ""
    yield TimelineEvent("Inscription au registre", migrant.registered_on, author)
    for stay in reversed(list(migrant.stays.all())):
        author = stay.created_by.full_name if stay.created_by else ""
        yield TimelineEvent(f"Séjour\u00a0: {stay.place}", stay.since, author)
    for merge in getattr(migrant, "merges_told", ()):
        yield TimelineEvent(
            f"Fusion avec le dossier {merge['number']}",
            timezone.localtime(datetime.fromisoformat(merge["at"])),
            merge["author"] or "",
            url=reverse("registry:merge", args=[merge["id"]]) if user.has_perm("registry.add_merge") else "",
        )
