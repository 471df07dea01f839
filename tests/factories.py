"""Invented people and what happens to them, made by the real acts."""

import datetime
import itertools
import uuid
from typing import Any

from django.db.models import Q

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from orientation.models import Need
from referrals.enums import TransitionName
from referrals.models import Referral, ServiceAgent, TechnicalService
from referrals.workflow import NewReferral, perform, send_referral
from registry.enums import ConsentMeans
from registry.models import Migrant, MiningSite, Nationality, PossibleDuplicate
from registry.pairs import propose_pairs
from registry.registration import Place, SpokenConsent, register_migrant
from tests.accounts.factories import UserFactory

_names = itertools.count()
SPOKEN = SpokenConsent(ConsentMeans.SPOKEN, None)
APPOINTMENT = {
    "appointment_on": datetime.date.today() + datetime.timedelta(days=8),
    "appointment_place": "Kayes, bureau 2",
    "appointment_contact": "L’accueil",
    "papers_to_bring": "Aucune",
}


def make_migrant(
    *,
    by: User | None = None,
    place: Place | None = None,
    consent: SpokenConsent | None = SPOKEN,
    **fields: Any,
) -> Migrant:
    """A registered person; `nationality` may be a code. Without `consent`, as from a paper register."""
    fields = {"family_name": f"Essai{next(_names)}", "given_names": "Awa", "sex": "F", **fields}
    code = fields.pop("nationality", "sn")
    registered_on = fields.pop("registered_on", None)
    migrant = Migrant(**fields, nationality=Nationality.objects.get(code=code))
    return register_migrant(
        migrant=migrant,
        centre_code="KAY",
        by=by or UserFactory(),
        consent=consent,
        place=place or Place(site=MiningSite.objects.first()),
        registered_on=registered_on,
    )


def make_pair(**fields: Any) -> PossibleDuplicate:
    """Two dossiers with the same name and telephone, on the list of pairs to review."""
    same = {"family_name": f"Double{next(_names)}", "phone": f"70 55 {next(_names):02d} 11", **fields}
    first, _ = make_migrant(**same), make_migrant(**same)
    propose_pairs(first, first.stays.first())
    return PossibleDuplicate.objects.with_people().get(Q(first=first) | Q(second=first))


def make_agent(service: str = "drt") -> User:
    """An account that answers for a service."""
    user = UserFactory(role=Role.SERVICE_AGENT)
    ServiceAgent.objects.create(user=user, service=TechnicalService.objects.get(code=service))
    return user


def make_referral(
    *, migrant: Migrant | None = None, service: str = "drt", need: str = "conflit_salaire", **fields: Any
) -> Referral:
    """A request sent to a service."""
    facilitator = fields.pop("by", None) or UserFactory()
    at = fields.pop("at", None)
    new = NewReferral(
        id=uuid.uuid4(),
        migrant=migrant or make_migrant(by=facilitator),
        service=TechnicalService.objects.get(code=service),
        need=Need.objects.get(code=need),
        **{
            "motive": "Une demande.",
            "is_urgent": False,
            "shares_identity": True,
            "shares_phone": True,
            "identity_agreed": True,
            **fields,
        },
    )
    return send_referral(new, consent=SPOKEN, by=facilitator, at=at)


def answer(referral: Referral, agent: User, *names: str, at: datetime.datetime | None = None) -> Referral:
    """Take the referral through these transitions."""
    needed: dict[str, dict[str, Any]] = {
        TransitionName.ACCEPT: APPOINTMENT,
        TransitionName.DECLINE: {"decline_reason": "full"},
        TransitionName.CANCEL: {"cancel_reason": "mistake"},
    }
    for name in names:
        referral = perform(
            referral.pk, TransitionName(name), by=agent, at=at, **needed.get(TransitionName(name), {})
        )
    return referral
