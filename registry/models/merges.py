"""Two dossiers of one person made into one, and what is needed to undo it."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from .base import Record, tracked
from .people import Migrant


class MergeQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MergeQuerySet":
        """For whoever may merge dossiers: those into a dossier that is still somebody's."""
        if not user.has_perm("registry.add_merge"):
            return self.none()
        return self.filter(kept__erased_at__isnull=True)

    def standing(self) -> "MergeQuerySet":
        """Not undone."""
        return self.filter(undone_at__isnull=True)

    def as_told(self) -> models.QuerySet:
        """Each as a text for the timeline of a dossier: key, day, number of the absorbed dossier, author."""
        return self.order_by("at").values(
            told=JSONObject(
                id="pk",
                at="at",
                number="absorbed__number",
                author="created_by__full_name",
            )
        )


@tracked()
class Merge(Record):
    """The dossier `absorbed` went into `kept`.

    `moved` holds, for each "app.model.column", the keys of the rows that changed person. `changed` holds the other
    columns that were changed, with their values before and after. What the kept dossier itself said before and after
    is in its history: `before` and `after` are keys of its events, so that no name is copied here.
    """

    kept = models.ForeignKey(Migrant, on_delete=models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Migrant, on_delete=models.PROTECT, related_name="merges_as_absorbed")
    at = models.DateTimeField("le", default=timezone.now)
    moved = models.JSONField("lignes déplacées", default=dict)
    changed = models.JSONField("valeurs changées", default=list)
    before = models.BigIntegerField("événement avant", null=True)
    after = models.BigIntegerField("événement après", null=True)
    undone_at = models.DateTimeField("défaite le", null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="défaite par",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = "fusion"
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                name="merge_of_two",
                condition=~Q(kept=F("absorbed")),
                violation_error_message="Un dossier ne se fusionne pas avec lui-même.",
            ),
            models.UniqueConstraint(
                name="merge_absorbed_once",
                fields=["absorbed"],
                condition=Q(undone_at__isnull=True),
                violation_error_message="Ce dossier a déjà été fusionné.",
            ),
            models.CheckConstraint(
                name="merge_undone_when_and_by_whom",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                violation_error_message="Une fusion défaite porte sa date et son auteur.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="merge_kept", fields=["kept", "absorbed", "at"]),
            pgtrigger.Protect(
                name="undone_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__undone_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
