"""What orientation adds to a dossier: receptions and interviews."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, QuerySet, Value
from django.urls import reverse

from orientation.enums import Channel
from orientation.models import OrientationRecord, Reception
from registry.dossier import DossierAct, TimelineEvent
from registry.models import Migrant

RECEPTION, INTERVIEW = 1, 2
VISIT = ("kind", "pk", "day", "created_at", "author", "said", "where", "text")
IN_ORDER = ("kind", "day", "created_at")


def timeline(migrant: Migrant, user: Any) -> Iterator[TimelineEvent]:
    """The receptions, then the interviews, in one query."""
    for visit in _receptions(migrant, user).union(_interviews(migrant, user), all=True).order_by(*IN_ORDER):
        is_interview = visit["kind"] == INTERVIEW
        channel = "" if is_interview else Channel(visit["where"]).label.lower()
        yield TimelineEvent(
            f"Accueil {channel}" if channel else "Entretien d’orientation",
            visit["day"],
            visit["author"] or "",
            "\n".join(filter(None, (visit["said"], visit["text"]))),
            url=reverse("orientation:interview", args=[visit["pk"]]) if is_interview else "",
        )


def _receptions(migrant: Migrant, user: Any) -> QuerySet:
    receptions = Reception.objects.visible_to(user).filter(migrant=migrant).order_by()
    return receptions.annotate(
        kind=Value(RECEPTION),
        day=F("received_on"),
        author=F("created_by__full_name"),
        said=StringAgg("reasons__need__label", ", ", order_by="reasons__id"),
        where=F("channel"),
        text=F("note"),
    ).values(*VISIT)


def _interviews(migrant: Migrant, user: Any) -> QuerySet:
    interviews = OrientationRecord.objects.visible_to(user).filter(migrant=migrant).order_by()
    return interviews.annotate(
        kind=Value(INTERVIEW),
        day=F("held_on"),
        author=F("created_by__full_name"),
        said=StringAgg("needs__need__label", ", ", order_by="needs__id"),
        where=Value(""),
        text=Value(""),
    ).values(*VISIT)


def acts(migrant: Migrant, user: Any) -> Iterator[DossierAct]:
    if user.has_perm("orientation.add_reception"):
        yield DossierAct(
            "Noter l’accueil", reverse("orientation:new_reception", args=[migrant.pk]), "door-open"
        )
    if user.has_perm("orientation.add_orientationrecord"):
        url = reverse("orientation:new_interview", args=[migrant.pk])
        yield DossierAct("Faire l’entretien", url, "messages-square")
