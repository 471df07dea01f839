"""What of its referrals waits for the centre: the same lists on the home page and behind the filters."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from referrals.models.referrals import ReferralQuerySet

COMING_DAYS = 7


@dataclass(frozen=True)
class FollowUp:
    """One of these lists: its name, how it is ordered (in words, and by fields that are never null in it), what is in it."""

    label: str
    lead: str
    order: tuple[str, ...]
    narrow: Callable[[ReferralQuerySet, date], ReferralQuerySet]


# The key is what the address of the list says.
FOLLOW_UPS = {
    "reponse": FollowUp(
        "Réponses à transmettre",
        "La plus ancienne réponse d’abord.",
        ("answered_at",),
        lambda referrals, today: referrals.answers_to_tell(),
    ),
    "rendez-vous": FollowUp(
        f"Rendez-vous des {COMING_DAYS} prochains jours",
        "Dans l’ordre des dates.",
        ("appointment_on",),
        lambda referrals, today: referrals.appointments_between(today, today + timedelta(days=COMING_DAYS)),
    ),
    "retard": FollowUp(
        "Demandes en retard",
        "La plus en retard d’abord.",
        ("due_on",),
        lambda referrals, today: referrals.overdue(today),
    ),
}
