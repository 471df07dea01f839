"""The life of a referral. One table says what may happen; one function makes it happen."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import formats, timezone

from orientation.models import Need, OrientationRecord
from referrals.enums import CancelReason, ReferralState, TransitionName
from referrals.models import Referral, TechnicalService, Transition
from referrals.working_days import add_working_days
from registry.consent import record_consent, withdraw_consent
from registry.enums import ConsentPurpose
from registry.models import Migrant
from registry.numbering import take_numbers
from registry.registration import SpokenConsent

CENTRE = "referrals.add_referral"
SERVICE = "referrals.answer_referral"
URGENT_ANSWER_DAYS = 1
NUMBER_SERIES = "ORI"


@dataclass(frozen=True)
class Rule:
    """From which states a transition starts, where it leads, who may do it, what it must be given."""

    from_states: tuple[ReferralState, ...]
    to_state: ReferralState
    permission: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    is_answer: bool = False
    needs_agreements: bool = False


TRANSITIONS: dict[TransitionName, Rule] = {
    TransitionName.SEND: Rule(
        (ReferralState.DRAFT,),
        ReferralState.SENT,
        CENTRE,
        required=("consent", "sent_at", "due_on"),
        optional=("identity_consent",),
        needs_agreements=True,
    ),
    TransitionName.TAKE_UP: Rule((ReferralState.SENT,), ReferralState.IN_PROGRESS, SERVICE),
    TransitionName.ACCEPT: Rule(
        (ReferralState.SENT, ReferralState.IN_PROGRESS),
        ReferralState.ACCEPTED,
        SERVICE,
        required=("appointment_on", "appointment_place", "appointment_contact", "papers_to_bring"),
        optional=("appointment_at",),
        is_answer=True,
    ),
    TransitionName.DECLINE: Rule(
        (ReferralState.SENT, ReferralState.IN_PROGRESS),
        ReferralState.DECLINED,
        SERVICE,
        required=("decline_reason",),
        optional=("decline_note",),
        is_answer=True,
    ),
    TransitionName.CANCEL: Rule(
        (
            ReferralState.DRAFT,
            ReferralState.SENT,
            ReferralState.IN_PROGRESS,
            ReferralState.ACCEPTED,
            ReferralState.DECLINED,
        ),
        ReferralState.CANCELLED,
        CENTRE,
        required=("cancel_reason",),
    ),
}


class TransitionRefused(Exception):
    """The transition cannot be done now; the message, in French, says why."""


def possible_transitions(referral: Referral, *, user: Any) -> list[TransitionName]:
    """What this user may do with the referral in its present state."""
    return [
        name
        for name, rule in TRANSITIONS.items()
        if referral.state in rule.from_states and user.has_perm(rule.permission)
    ]


@transaction.atomic
def perform(
    referral_id: UUID, name: TransitionName, *, by: Any, at: datetime | None = None, **fields: Any
) -> Referral:
    """Do a transition under a row lock, with the fields it requires; returns the referral.

    `at` is the moment it happened, when it is not now.

    Raises TransitionRefused when the state no longer allows it (a second click, a colleague faster), when a
    required field or an agreement of the person is missing, or when the user may not do it.
    """
    rule = TRANSITIONS[name]
    referral = Referral.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=referral_id).first()
    if referral is None or not by.has_perm(rule.permission):
        raise TransitionRefused("Vous ne pouvez pas faire cela sur cette demande.")
    if referral.state not in rule.from_states:
        raise TransitionRefused(_already_done(referral))
    if [field for field in rule.required if fields.get(field) in (None, "")]:
        raise TransitionRefused("Il manque une information : complétez le formulaire.")
    if rule.needs_agreements:
        _require_agreements(referral, identity_agreed=fields.get("identity_consent") is not None)

    moment = at or timezone.now()
    from_state = referral.state
    referral.state = rule.to_state
    for field in (*rule.required, *rule.optional):
        if field in fields:
            setattr(referral, field, fields[field])
    if rule.is_answer:
        referral.answered_at = moment
    referral.save()
    Transition.objects.create(
        referral=referral,
        name=name,
        from_state=from_state,
        to_state=rule.to_state,
        at=moment,
        by=by,
    )
    if referral.cancel_reason == CancelReason.CONSENT_WITHDRAWN:
        for consent in filter(None, (referral.consent, referral.identity_consent)):
            withdraw_consent(consent, by=by, at=moment)
    return referral


def _require_agreements(referral: Referral, *, identity_agreed: bool) -> None:
    """Raises TransitionRefused when the person does not agree to be in the register, or to be named to this service.

    The agreement to be in the register is locked: taken back at the same moment, it waits, then cancels this request.
    """
    standing = referral.migrant.consents.standing(ConsentPurpose.REGISTRATION)
    if standing.select_for_update(no_key=True).first() is None:
        raise TransitionRefused("Notez d’abord l’accord de la personne pour être au registre.")
    shares = referral.shares_identity or referral.shares_phone
    if referral.identity_needs_consent and shares and not identity_agreed:
        raise TransitionRefused("Ce service ne reçoit ni nom ni téléphone sans un accord séparé.")


def _already_done(referral: Referral) -> str:
    last = referral.transitions.select_related("by").last()
    if last is None:
        return "Cette demande n’a pas encore été envoyée."
    by_service = TRANSITIONS[TransitionName(last.name)].permission == SERVICE
    author = f"le service {referral.service.acronym}" if by_service else "le CIOM"
    day = formats.date_format(timezone.localdate(last.at), "d/m/Y")
    done = ReferralState(last.to_state).label.lower()
    return f"Action déjà effectuée : demande {done} le {day} par {author}."


@dataclass(frozen=True)
class NewReferral:
    """What the facilitator asks of a service for a person."""

    id: UUID
    migrant: Migrant
    service: TechnicalService
    need: Need
    motive: str
    is_urgent: bool
    shares_identity: bool
    shares_phone: bool
    interview: OrientationRecord | None = None
    identity_agreed: bool = False

    @property
    def needs_identity_consent(self) -> bool:
        """Whether the name or the telephone goes to a service that needs a separate agreement for it."""
        return self.service.needs_identity_consent and (self.shares_identity or self.shares_phone)


@transaction.atomic
def send_referral(
    new: NewReferral, *, consent: SpokenConsent, by: Any, at: datetime | None = None
) -> Referral:
    """Send a person's request to a service, with the consent given for that service and read with the same means.

    `at` is the moment it happened, when it is not now.
    Raises IntegrityError when a request to that service for that need is already open, TransitionRefused when
    an agreement is missing.
    """
    sent_at = at or timezone.now()
    sent_on = timezone.localdate(sent_at)
    referral = Referral(
        id=new.id,
        number=take_numbers(NUMBER_SERIES, sent_on.year)[0],
        migrant=new.migrant,
        service=new.service,
        need=new.need,
        interview=new.interview,
        motive=new.motive,
        is_urgent=new.is_urgent,
        shares_identity=new.shares_identity,
        shares_phone=new.shares_phone,
        identity_needs_consent=new.service.needs_identity_consent,
        created_by=by,
    )
    referral.save(force_insert=True)
    agree = partial(
        record_consent,
        migrant=new.migrant,
        means=consent.means,
        language=consent.language,
        by=by,
        recipient=new.service.label,
        at=sent_at,
    )
    separate = new.needs_identity_consent and new.identity_agreed
    days = URGENT_ANSWER_DAYS if new.is_urgent else new.service.answer_days
    return perform(
        referral.pk,
        TransitionName.SEND,
        by=by,
        at=sent_at,
        consent=agree(purpose=ConsentPurpose.REFERRAL),
        identity_consent=agree(purpose=ConsentPurpose.IDENTITY) if separate else None,
        sent_at=sent_at,
        due_on=add_working_days(sent_on, days),
    )


def cancel_all_requests(migrant: Migrant, *, by: Any, at: datetime) -> None:
    """The person no longer agrees to be in the register: every service loses access to what it received."""
    requests = Referral.objects.filter(migrant=migrant).exclude(state=ReferralState.CANCELLED)
    for referral in list(requests.select_for_update().order_by("pk")):
        perform(
            referral.pk,
            TransitionName.CANCEL,
            by=by,
            at=at,
            cancel_reason=CancelReason.CONSENT_WITHDRAWN,
        )
    # Those of requests that were already cancelled for another reason.
    for purpose in (ConsentPurpose.REFERRAL, ConsentPurpose.IDENTITY):
        for consent in migrant.consents.standing(purpose):
            withdraw_consent(consent, by=by, at=at)


def mark_person_told(referral: Referral) -> None:
    """The facilitator has told the person what the service answered; it leaves the work list."""
    if referral.answered_at is not None and referral.person_told_at is None:
        referral.person_told_at = timezone.now()
        referral.save(update_fields=["person_told_at", "updated_at"])


def mark_seen(referral: Referral) -> None:
    """An agent of the service has opened the referral for the first time."""
    Referral.objects.filter(pk=referral.pk, seen_at__isnull=True).update(seen_at=timezone.now())
