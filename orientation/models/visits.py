"""Receptions and orientation interviews."""

from typing import Any

from django.db import models
from django.utils import timezone

from orientation.enums import Channel, NeedDecision
from registry.models import Migrant
from registry.models.base import Record, known_values, not_before_first_day, tracked

from .needs import Need


class ReceptionQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ReceptionQuerySet":
        if user.has_perm("orientation.view_reception"):
            return self
        return self.filter(migrant__in=Migrant.objects.opened_by(user))


@tracked()
class Reception(Record):
    """One visit of one person: when, by which channel, why. A visit is not a person."""

    migrant = models.ForeignKey(Migrant, on_delete=models.CASCADE, related_name="receptions")
    received_on = models.DateField("reçu le", default=timezone.localdate)
    channel = models.CharField("où", max_length=8, choices=Channel.choices, default=Channel.OFFICE)
    note = models.TextField(
        "remarques",
        blank=True,
        help_text="N’écrivez ni maladie, ni opinion, ni procédure judiciaire.",
    )

    objects = ReceptionQuerySet.as_manager()

    class Meta:
        verbose_name = "accueil"
        ordering = ["-received_on", "-created_at"]
        constraints = [
            known_values("channel", Channel, "Cette manière de recevoir n’existe pas."),
            not_before_first_day("received_on", name="reception_not_before_2000"),
        ]
        indexes = [models.Index(fields=["received_on"], name="reception_by_day")]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class ReceptionReason(models.Model):
    """Why the person came: a need, in the order in which it was said."""

    reception = models.ForeignKey(Reception, on_delete=models.CASCADE, related_name="reasons")
    need = models.ForeignKey(Need, verbose_name="besoin", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "motif d’accueil"
        verbose_name_plural = "motifs d’accueil"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["reception", "need"], name="reception_reason_once")]

    def __str__(self) -> str:
        return str(self.pk)


class OrientationRecordQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "OrientationRecordQuerySet":
        if user.has_perm("orientation.view_orientationrecord"):
            return self
        return self.filter(migrant__in=Migrant.objects.opened_by(user))


@tracked()
class OrientationRecord(Record):
    """An orientation interview: the needs found and what was decided for each."""

    migrant = models.ForeignKey(Migrant, on_delete=models.CASCADE, related_name="interviews")
    held_on = models.DateField("entretien du", default=timezone.localdate)
    note = models.TextField(
        "ce qui a été dit",
        blank=True,
        help_text="Deux phrases suffisent. N’écrivez ni maladie, ni opinion, ni procédure judiciaire.",
    )

    objects = OrientationRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "entretien d’orientation"
        verbose_name_plural = "entretiens d’orientation"
        ordering = ["-held_on", "-created_at"]
        constraints = [not_before_first_day("held_on", name="interview_not_before_2000")]

    def __str__(self) -> str:
        return str(self.pk)


@tracked()
class RecordNeed(models.Model):
    """One need of an interview, with its decision."""

    record = models.ForeignKey(OrientationRecord, on_delete=models.CASCADE, related_name="needs")
    need = models.ForeignKey(Need, verbose_name="besoin", on_delete=models.PROTECT, related_name="+")
    decision = models.CharField("décision", max_length=10, choices=NeedDecision.choices)
    note = models.CharField("précision", max_length=200, blank=True)

    class Meta:
        verbose_name = "besoin d’un entretien"
        verbose_name_plural = "besoins des entretiens"
        ordering = ["id"]
        constraints = [
            known_values("decision", NeedDecision, "Cette décision n’existe pas."),
            models.UniqueConstraint(
                fields=["record", "need"],
                name="record_need_once",
                violation_error_message="Ce besoin est déjà noté dans l’entretien.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
