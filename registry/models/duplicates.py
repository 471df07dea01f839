"""Pairs of dossiers that may be of one person, and what somebody decided of each."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from registry.enums import PairDecision

from .base import Record, known_values, tracked
from .people import Migrant


class PossibleDuplicateQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "PossibleDuplicateQuerySet":
        """For whoever may merge dossiers: the pairs of which both dossiers are still there."""
        if not user.has_perm("registry.add_merge"):
            return self.none()
        return self.filter(
            **{f"{side}__{gone}__isnull": True for side in SIDES for gone in ("erased_at", "merged_into")}
        )

    def open(self) -> "PossibleDuplicateQuerySet":
        """Nobody has decided yet."""
        return self.filter(decision=PairDecision.OPEN)

    def with_people(self) -> "PossibleDuplicateQuerySet":
        """With who they are, as a line of a list shows them."""
        return self.select_related(
            *(f"{side}__{known}" for side in SIDES for known in ("nationality", "profession"))
        )


SIDES = ("first", "second")


@tracked()
class PossibleDuplicate(Record):
    """Two dossiers, the lower key first. `points` order the list; `reasons` are French phrases without any name."""

    first = models.ForeignKey(Migrant, on_delete=models.PROTECT, related_name="pairs_as_first")
    second = models.ForeignKey(Migrant, on_delete=models.PROTECT, related_name="pairs_as_second")
    points = models.PositiveSmallIntegerField("ressemblance")
    reasons = ArrayField(models.CharField(max_length=80), verbose_name="raisons")
    decision = models.CharField(
        "décision", max_length=8, choices=PairDecision.choices, default=PairDecision.OPEN
    )
    decided_at = models.DateTimeField("décidé le", null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="décidé par",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    objects = PossibleDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = "doublon possible"
        verbose_name_plural = "doublons possibles"
        ordering = ["-points", "-id"]
        constraints = [
            known_values("decision", PairDecision, "Cette décision n’existe pas."),
            models.CheckConstraint(
                # Never the same person twice, and never two rows for a pair.
                name="pair_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message="Ce sont deux dossiers différents, dans l’ordre.",
            ),
            models.UniqueConstraint(
                name="pair_once",
                fields=["first", "second"],
                violation_error_message="Ces deux dossiers ont déjà été comparés.",
            ),
            models.CheckConstraint(
                name="pair_decided_when_and_by_whom",
                condition=Q(decision="open", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(decision="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                violation_error_message="Une décision porte sa date et son auteur.",
            ),
        ]
        indexes = [
            models.Index(fields=["-points", "-id"], name="pair_to_review", condition=Q(decision="open"))
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def why(self) -> str:
        return ", ".join(self.reasons).capitalize()

    @property
    def people(self) -> tuple[Migrant, Migrant]:
        """The older number first."""
        first, second = sorted((self.first, self.second), key=lambda one: (one.registered_on, one.number))
        return first, second
