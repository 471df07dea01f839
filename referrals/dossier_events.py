"""What referrals add to a dossier: each change of state, and the act of sending."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from referrals.models import Referral, Transition
from registry.dossier import DossierAct, TimelineEvent
from registry.models import Migrant


def timeline(migrant: Migrant, user: Any) -> Iterator[TimelineEvent]:
    referrals = Referral.objects.visible_to(user).filter(migrant=migrant)
    transitions = Transition.objects.filter(referral__in=referrals)
    for transition in transitions.select_related("referral__service", "referral__need", "by"):
        referral = transition.referral
        yield TimelineEvent(
            f"Orientation vers {referral.service.acronym}",
            transition.at,
            transition.by.full_name,
            referral.need.label,
            url=reverse("referrals:referral", args=[referral.pk]),
            state=transition.to_state,
        )


def acts(migrant: Migrant, user: Any) -> Iterator[DossierAct]:
    if user.has_perm("referrals.add_referral"):
        yield DossierAct("Orienter vers un service", reverse("referrals:new", args=[migrant.pk]), "send")
