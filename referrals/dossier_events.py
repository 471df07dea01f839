"""What referrals add to a dossier: each change of state, and the act of sending."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from referrals.enums import TransitionName
from referrals.models import Referral, Transition
from registry.dossier import DossierAct, TimelineEvent
from registry.models import Migrant


def timeline(migrant: Migrant, user: Any) -> Iterator[TimelineEvent]:
    referrals = Referral.objects.visible_to(user).filter(migrant=migrant)
    transitions = Transition.objects.filter(referral__in=referrals)
    # Without the page of the referral, the timeline says what was asked.
    has_page = user.has_perm("referrals.add_referral")
    for transition in transitions.select_related("referral__service", "referral__need", "by"):
        referral = transition.referral
        text = referral.need.label
        if not has_page and transition.name == TransitionName.SEND:
            text += f"\n{referral.motive}"
        yield TimelineEvent(
            f"Orientation vers {referral.service.acronym}",
            transition.at,
            transition.by.full_name,
            text,
            url=reverse("referrals:referral", args=[referral.pk]) if has_page else "",
            state=transition.to_state,
        )


def acts(migrant: Migrant, user: Any) -> Iterator[DossierAct]:
    if user.has_perm("referrals.add_referral"):
        yield DossierAct("Orienter vers un service", reverse("referrals:new", args=[migrant.pk]), "send")
