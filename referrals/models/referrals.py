"""Referrals and their transitions."""

import secrets
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from orientation.models import Need, OrientationRecord
from referrals.enums import CancelReason, DeclineReason, ReferralState, TransitionName
from registry.enums import ConsentDecision
from registry.models import Consent, Migrant
from registry.models.base import APPEND_ONLY_TRIGGERS, Record, known_values, tracked
from registry.numbering import NUMBER_PATTERN
from registry.written_dates import written_day, written_time, written_weekday

from .agreements import AGREEMENTS_OF_THE_PERSON
from .services import ServiceAgent, TechnicalService

# Read aloud over the telephone: no letter or digit that is mistaken for another.
SHORT_CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTVWXYZ23456789"
SERVICE_STATES = (
    ReferralState.SENT,
    ReferralState.IN_PROGRESS,
    ReferralState.ACCEPTED,
    ReferralState.DECLINED,
)
# The order of a service's work, and of the index that serves it.
MOST_PRESSING_FIRST = ("-is_urgent", "sent_at")


def make_short_code() -> str:
    """Eight characters that lead to a referral from its printed slip."""
    return "".join(secrets.choice(SHORT_CODE_ALPHABET) for _ in range(8))


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReferralQuerySet":
        """All referrals for the centre; for an agent, those sent to their service and not cancelled.

        For others, those of the dossiers that they have opened with a reason.
        """
        if user.has_perm("referrals.add_referral"):
            return self
        if user.has_perm("referrals.answer_referral"):
            # So told, the database walks along the index of the inbox and looks at the few that were taken back.
            service = ServiceAgent.objects.filter(user=user).values("service")[:1]
            taken_back = Consent.objects.exclude(decision=ConsentDecision.GIVEN)
            return self.filter(service=Subquery(service), state__in=SERVICE_STATES).exclude(
                consent__in=taken_back
            )
        return self.filter(migrant__in=Migrant.objects.opened_by(user))

    def withdrawn_from(self, user: Any) -> "ReferralQuerySet":
        """Sent to the agent's service, which has lost access: cancelled by the centre, or the agreement withdrawn."""
        lost = Q(state=ReferralState.CANCELLED) | ~Q(consent__decision=ConsentDecision.GIVEN)
        return self.filter(lost, service__agents__user=user, sent_at__isnull=False)

    def with_people(self) -> "ReferralQuerySet":
        """With what a line of a list shows."""
        return self.select_related("service", "need", "migrant", "migrant__nationality")

    def with_state_at(self, moment: datetime) -> "ReferralQuerySet":
        """With `state_then`, the state that each had at a moment; None before it was sent."""
        earlier = Transition.objects.filter(referral=OuterRef("pk"), at__lt=moment)
        return self.annotate(state_then=Subquery(earlier.order_by("-id").values("to_state")[:1]))

    def to_handle(self) -> "ReferralQuerySet":
        return self.filter(state=ReferralState.SENT)

    def waiting(self) -> "ReferralQuerySet":
        return self.filter(state=ReferralState.IN_PROGRESS)

    def finished(self) -> "ReferralQuerySet":
        return self.filter(state__in=(ReferralState.ACCEPTED, ReferralState.DECLINED))

    def overdue(self, today: date) -> "ReferralQuerySet":
        """Not answered, and the deadline has passed."""
        return self.filter(state__in=(ReferralState.SENT, ReferralState.IN_PROGRESS), due_on__lt=today)

    def appointments_between(self, first: date, last: date) -> "ReferralQuerySet":
        """Accepted, with an appointment from the first day to the last, both included."""
        return self.filter(state=ReferralState.ACCEPTED, appointment_on__range=(first, last))

    def answers_to_tell(self) -> "ReferralQuerySet":
        """Answered by the service, and the person has not yet been told."""
        return self.finished().filter(person_told_at__isnull=True)


@tracked()
class Referral(Record):
    """The request sent to one service for one person."""

    number = models.CharField("numéro", max_length=20, unique=True, editable=False)
    short_code = models.CharField(
        "code de la fiche", max_length=8, unique=True, default=make_short_code, editable=False
    )
    migrant = models.ForeignKey(Migrant, on_delete=models.PROTECT, related_name="referrals")
    service = models.ForeignKey(
        TechnicalService, verbose_name="service", on_delete=models.PROTECT, related_name="referrals"
    )
    need = models.ForeignKey(Need, verbose_name="besoin", on_delete=models.PROTECT, related_name="referrals")
    interview = models.ForeignKey(
        OrientationRecord, on_delete=models.SET_NULL, null=True, blank=True, related_name="referrals"
    )
    motive = models.TextField(
        "demande",
        help_text="Expliquez la demande en deux phrases. N’écrivez ni maladie, ni opinion, ni procédure judiciaire.",
    )
    is_urgent = models.BooleanField("urgente", default=False)
    state = models.CharField(
        "état", max_length=12, choices=ReferralState.choices, default=ReferralState.DRAFT, editable=False
    )
    consent = models.OneToOneField(
        Consent,
        verbose_name="accord",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="referral",
    )
    # Copied from the service when the request is made, so that a later change of the service alters nothing.
    identity_needs_consent = models.BooleanField(
        "accord séparé pour transmettre l’identité", default=False, editable=False
    )
    identity_consent = models.OneToOneField(
        Consent,
        verbose_name="accord séparé",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="identity_referral",
    )
    shares_identity = models.BooleanField("transmettre l’identité", default=True)
    shares_phone = models.BooleanField("transmettre le téléphone", default=True)
    sent_at = models.DateTimeField("envoyée le", null=True, editable=False)
    due_on = models.DateField("réponse attendue avant le", null=True, editable=False)
    seen_at = models.DateTimeField("consultée le", null=True, editable=False)
    answered_at = models.DateTimeField("réponse du", null=True, editable=False)
    person_told_at = models.DateTimeField("personne prévenue le", null=True, editable=False)
    appointment_on = models.DateField("date du rendez-vous", null=True, blank=True)
    appointment_at = models.TimeField("heure", null=True, blank=True)
    appointment_place = models.CharField("lieu", max_length=200, blank=True)
    appointment_contact = models.CharField("personne à demander", max_length=120, blank=True)
    papers_to_bring = models.CharField("pièces à apporter", max_length=300, blank=True)
    decline_reason = models.CharField("motif", max_length=20, choices=DeclineReason.choices, blank=True)
    decline_note = models.CharField("précision", max_length=300, blank=True)
    cancel_reason = models.CharField("motif", max_length=20, choices=CancelReason.choices, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "orientation vers un service"
        verbose_name_plural = "orientations vers un service"
        ordering = ["-created_at"]
        permissions = [("answer_referral", "Répondre aux orientations reçues par son service")]
        indexes = [
            models.Index(
                fields=["service", "state", *MOST_PRESSING_FIRST, "id"],
                include=["consent"],
                name="referral_inbox",
            ),
            models.Index(
                fields=["service", "-answered_at", "-id"],
                name="referral_finished",
                condition=Q(state__in=("accepted", "declined")),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="referral_overdue",
                condition=Q(state__in=("sent", "in_progress")),
            ),
            models.Index(fields=["migrant", "-created_at"], name="referral_of_migrant"),
            models.Index(
                fields=["appointment_on"],
                name="referral_appointments",
                condition=Q(state="accepted", appointment_on__isnull=False),
            ),
            models.Index(fields=["-created_at", "-id"], name="referral_newest_first"),
            models.Index(
                fields=["answered_at"],
                name="referral_to_tell",
                condition=Q(state__in=("accepted", "declined"), person_told_at__isnull=True),
            ),
        ]
        constraints = [
            known_values("state", ReferralState, "Cet état d’une demande n’existe pas."),
            known_values(
                "decline_reason", DeclineReason, "Ce motif n’est pas dans la liste.", may_be_empty=True
            ),
            known_values(
                "cancel_reason", CancelReason, "Ce motif n’est pas dans la liste.", may_be_empty=True
            ),
            models.CheckConstraint(
                name="referral_number_form",
                condition=Q(number__regex=NUMBER_PATTERN),
                violation_error_message="Le numéro de l’orientation n’a pas la bonne forme.",
            ),
            models.CheckConstraint(
                name="referral_sent_with_consent",
                condition=Q(state__in=("draft", "cancelled"))
                | Q(consent__isnull=False, sent_at__isnull=False, due_on__isnull=False),
                violation_error_message="Rien n’est envoyé sans l’accord de la personne.",
            ),
            models.CheckConstraint(
                name="referral_identity_with_its_own_consent",
                condition=Q(state__in=("draft", "cancelled"))
                | Q(identity_needs_consent=False)
                | Q(shares_identity=False, shares_phone=False)
                | Q(identity_consent__isnull=False),
                violation_error_message="Ce service ne reçoit ni nom ni téléphone sans un accord séparé.",
            ),
            models.CheckConstraint(
                name="referral_accepted_says_where",
                condition=~Q(state="accepted")
                | (
                    Q(appointment_on__isnull=False, answered_at__isnull=False)
                    & ~Q(appointment_place="")
                    & ~Q(appointment_contact="")
                    & ~Q(papers_to_bring="")
                ),
                violation_error_message="Indiquez la date, le lieu, la personne à demander et les pièces à apporter.",
            ),
            models.CheckConstraint(
                name="referral_declined_says_why",
                condition=~Q(state="declined")
                | (
                    ~Q(decline_reason="")
                    & Q(answered_at__isnull=False)
                    & (~Q(decline_reason="other") | ~Q(decline_note=""))
                ),
                violation_error_message="Choisissez un motif ; précisez-le si c’est une autre raison.",
            ),
            models.CheckConstraint(
                name="referral_cancelled_says_why",
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                violation_error_message="Choisissez le motif de l’annulation.",
            ),
            models.UniqueConstraint(
                name="referral_one_open_per_need",
                fields=["migrant", "service", "need"],
                condition=Q(state__in=("sent", "in_progress")),
                violation_error_message="Une demande vers ce service est déjà en cours pour ce besoin.",
            ),
        ]
        triggers = [AGREEMENTS_OF_THE_PERSON]

    def __str__(self) -> str:
        return self.number

    @property
    def cancelled_on(self) -> date | None:
        """The day on which the centre cancelled it; None when it did not."""
        last = self.transitions.filter(name=TransitionName.CANCEL).last()
        return timezone.localdate(last.at) if last else None

    @property
    def row_details(self) -> list[str]:
        """What a line of a list says beside the number."""
        return [self.need.label, self.appointment_text]

    @property
    def appointment_text(self) -> str:
        """ "rendez-vous le mardi 1er décembre 2026 à 9 h 30"; empty while none is fixed."""
        if self.state != ReferralState.ACCEPTED or self.appointment_on is None:
            return ""
        hour = f" à {written_time(self.appointment_at)}" if self.appointment_at else ""
        return f"rendez-vous le {written_weekday(self.appointment_on)}{hour}"

    @property
    def answered_text(self) -> str:
        """When the service answered: "réponse du 1er décembre 2026"; empty before."""
        return f"réponse du {written_day(timezone.localdate(self.answered_at))}" if self.answered_at else ""

    @property
    def late_text(self) -> str:
        """How long the deadline has been over: "4 jours de retard"; empty when it is not."""
        today = timezone.localdate()
        if self.due_on is None or not self.is_late_on(today):
            return ""
        days = (today - self.due_on).days
        return f"{days}\u00a0jour{'s' if days > 1 else ''} de retard"

    def is_late_on(self, day: date) -> bool:
        """True while the service has not answered and its deadline has passed."""
        waiting = self.state in (ReferralState.SENT, ReferralState.IN_PROGRESS)
        return waiting and self.due_on is not None and self.due_on < day


class Transition(models.Model):
    """One change of state of a referral; append-only."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="transitions")
    name = models.CharField("transition", max_length=12, choices=TransitionName.choices)
    from_state = models.CharField("de", max_length=12, choices=ReferralState.choices)
    to_state = models.CharField("à", max_length=12, choices=ReferralState.choices)
    at = models.DateTimeField("le", default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    append_only = True

    class Meta:
        verbose_name = "transition"
        ordering = ["id"]
        constraints = [
            known_values("name", TransitionName, "Cette transition n’existe pas."),
            known_values("from_state", ReferralState, "Cet état d’une demande n’existe pas."),
            known_values("to_state", ReferralState, "Cet état d’une demande n’existe pas."),
        ]
        triggers = APPEND_ONLY_TRIGGERS

    def __str__(self) -> str:
        return f"{self.pk}"
