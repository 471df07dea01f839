"""Dossiers opened with a reason, by someone whose daily work is not in them."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .base import A_REASON, APPEND_ONLY_TRIGGERS
from .people import Migrant

READING_TIME = timedelta(minutes=30)


class DossierAccessQuerySet(models.QuerySet):
    def open_to(self, user: Any) -> "DossierAccessQuerySet":
        """What this user has opened and may still read now."""
        return self.filter(user=user, until__gt=timezone.now())


class DossierAccess(models.Model):
    """Who opened which dossier, why, and until when. Append-only: it is neither prolonged nor removed."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="compte", on_delete=models.PROTECT, related_name="+"
    )
    migrant = models.ForeignKey(Migrant, on_delete=models.PROTECT, related_name="accesses")
    reason = models.CharField("motif", max_length=300)
    at = models.DateTimeField("ouvert le", default=timezone.now)
    until = models.DateTimeField("lisible jusqu’au")

    append_only = True

    objects = DossierAccessQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier ouvert avec un motif"
        verbose_name_plural = "dossiers ouverts avec un motif"
        ordering = ["-id"]
        permissions = [("open_migrant_with_reason", "Ouvrir un dossier avec un motif")]
        indexes = [models.Index(fields=["user", "-until"], name="dossier_access_open")]
        constraints = [
            models.CheckConstraint(
                name="dossier_access_has_a_reason",
                condition=Q(reason__regex=A_REASON),
                violation_error_message="Écrivez le motif en une phrase.",
            ),
            models.CheckConstraint(
                name="dossier_access_is_short",
                condition=Q(until__gt=F("at"), until__lte=F("at") + READING_TIME),
                violation_error_message="Un dossier s’ouvre pour 30 minutes au plus.",
            ),
        ]
        triggers = APPEND_ONLY_TRIGGERS

    def __str__(self) -> str:
        return f"{self.pk}"
