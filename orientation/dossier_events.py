"""What orientation adds to a dossier: receptions and interviews."""

from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.urls import reverse

from orientation.models import OrientationRecord, Reception
from registry.dossier import DossierAct, TimelineEvent
from registry.models import Migrant


def timeline(migrant: Migrant, user: Any) -> Iterator[TimelineEvent]:
    receptions = Reception.objects.visible_to(user).filter(migrant=migrant)
    for reception in (
        receptions.select_related("created_by")
        .annotate(said=StringAgg("reasons__need__label", ", ", order_by="reasons__id"))
        .order_by("received_on", "created_at")
    ):
        yield TimelineEvent(
            f"Accueil {reception.get_channel_display().lower()}",
            reception.received_on,
            _name(reception.created_by),
            "\n".join(filter(None, (reception.said, reception.note))),
        )
    interviews = OrientationRecord.objects.visible_to(user).filter(migrant=migrant)
    for interview in (
        interviews.select_related("created_by")
        .annotate(said=StringAgg("needs__need__label", ", ", order_by="needs__id"))
        .order_by("held_on", "created_at")
    ):
        yield TimelineEvent(
            "Entretien d’orientation",
            interview.held_on,
            _name(interview.created_by),
            interview.said or "",
            url=reverse("orientation:interview", args=[interview.pk]),
        )


def acts(migrant: Migrant, user: Any) -> Iterator[DossierAct]:
    if user.has_perm("orientation.add_reception"):
        yield DossierAct(
            "Noter l’accueil", reverse("orientation:new_reception", args=[migrant.pk]), "door-open"
        )
    if user.has_perm("orientation.add_orientationrecord"):
        url = reverse("orientation:new_interview", args=[migrant.pk])
        yield DossierAct("Faire l’entretien", url, "messages-square")


def _name(user: Any) -> str:
    return user.full_name if user else ""
