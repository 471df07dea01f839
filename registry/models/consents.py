"""What a person agreed to, refused, or took back."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from registry.enums import ConsentDecision, ConsentMeans, ConsentPurpose

from .base import Record, known_values, tracked
from .people import Migrant


class ConsentQuerySet(models.QuerySet):
    def standing(self, purpose: str) -> "ConsentQuerySet":
        """Given for this purpose, and not taken back."""
        return self.filter(purpose=purpose, decision=ConsentDecision.GIVEN)


@tracked()
class Consent(Record):
    """The answer of a person to one text read aloud: for the register, or for one service.

    An answer is never rewritten nor removed; an agreement can only be taken back, once.
    """

    migrant = models.ForeignKey(Migrant, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField("pour", max_length=14, choices=ConsentPurpose.choices)
    recipient = models.CharField("transmis à", max_length=160, blank=True)
    decision = models.CharField("accord", max_length=10, choices=ConsentDecision.choices)
    means = models.CharField("donné", max_length=12, choices=ConsentMeans.choices)
    language = models.ForeignKey(
        "registry.Language", verbose_name="langue", on_delete=models.PROTECT, null=True, blank=True
    )
    at = models.DateTimeField("le", default=timezone.now)
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="retrait reçu par",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    text_version = models.CharField("version du texte", max_length=20)
    text_hash = models.CharField("empreinte du texte", max_length=64)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "accord"
        ordering = ["-at"]
        constraints = [
            known_values("purpose", ConsentPurpose, "Cet accord n’a pas d’objet connu."),
            known_values("decision", ConsentDecision, "Un accord est donné, refusé ou retiré."),
            known_values("means", ConsentMeans, "Cette manière de donner un accord n’existe pas."),
            models.CheckConstraint(
                name="consent_withdrawn_when_and_by_whom",
                condition=Q(decision="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                | (~Q(decision="withdrawn") & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)),
                violation_error_message="Un accord retiré porte la date du retrait et qui l’a reçu.",
            ),
            models.CheckConstraint(
                name="consent_names_its_recipient",
                condition=Q(purpose="registration", recipient="")
                | (~Q(purpose="registration") & ~Q(recipient="")),
                violation_error_message="L’accord pour un envoi nomme le service, celui pour l’inscription aucun.",
            ),
            models.UniqueConstraint(
                name="consent_one_standing_registration",
                fields=["migrant"],
                condition=Q(purpose="registration", decision="given"),
                violation_error_message="Cette personne a déjà donné son accord.",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=~Q(decision="given"), name="consent_not_standing"),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="answer_kept",
                fields=[
                    "purpose",
                    "recipient",
                    "means",
                    "language",
                    "at",
                    "text_version",
                    "text_hash",
                ],
            ),
            pgtrigger.Protect(
                name="withdrawal_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False)
                & (
                    pgtrigger.Q(old__withdrawn_at__df=pgtrigger.F("new__withdrawn_at"))
                    | pgtrigger.Q(old__withdrawn_by__df=pgtrigger.F("new__withdrawn_by"))
                ),
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
            # The key of the person changes when a merge, or its undoing, says exactly this change.
            pgtrigger.Trigger(
                name="person_kept",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.AnyChange("migrant"),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM registry_merge
                        WHERE (
                            undone_at IS NULL AND kept_id = NEW.migrant_id AND absorbed_id = OLD.migrant_id
                        ) OR (
                            undone_at IS NOT NULL AND kept_id = OLD.migrant_id AND absorbed_id = NEW.migrant_id
                        )
                    ) THEN
                        RAISE EXCEPTION 'the answer of a person stays theirs';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.FSM(name="only_taken_back", field="decision", transitions=[("given", "withdrawn")]),
        ]

    def __str__(self) -> str:
        return str(self.pk)
