"""The journal: who read, printed, exported or was refused what. Ids only, never a name; append-only."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from registry.enums import JournalAction

from .base import A_REASON, APPEND_ONLY_TRIGGERS, known_values
from .people import Migrant

PEOPLE_NAMED = 50


class JournalQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "JournalQuerySet":
        """All lines for whoever may read the journal, else the user's own acts."""
        if user.has_perm("registry.view_journalentry"):
            return self
        return self.filter(actor=user)

    def about(self, migrant: Migrant) -> "JournalQuerySet":
        """Who saw this person, alone or in a list, or tried to, in whatever dossier was merged since."""
        return self.filter(people__overlap=[migrant.pk, *migrant.absorbed.values_list("pk", flat=True)])

    def with_first_people(self) -> "JournalQuerySet":
        """As pages show them: `first_people`, `PEOPLE_NAMED` at most, and `people_count`. An export names thousands."""
        return self.defer("people").annotate(
            first_people=F("people")[:PEOPLE_NAMED],
            people_count=Func(F("people"), function="CARDINALITY", output_field=models.IntegerField()),
        )


class JournalEntry(models.Model):
    at = models.DateTimeField("quand", auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="qui",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
    )
    action = models.CharField("quoi", max_length=20, choices=JournalAction.choices)
    object_type = models.CharField("objet", max_length=60, blank=True)
    object_id = models.CharField("identifiant", max_length=40, blank=True)
    people = ArrayField(models.UUIDField(), verbose_name="personnes concernées", default=list)
    page = models.CharField("page", max_length=80, blank=True)
    reason = models.CharField("pourquoi", max_length=300, blank=True)
    request_id = models.CharField("requête", max_length=36, blank=True)

    # Given by `with_first_people`.
    first_people: list[UUID]
    people_count: int

    append_only = True

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        ordering = ["-id"]
        constraints = [
            known_values("action", JournalAction, "Cette action n’existe pas dans le journal."),
            models.CheckConstraint(
                name="journal_named_export_has_a_reason",
                condition=~Q(action=JournalAction.EXPORTED) | Q(people=[]) | Q(reason__regex=A_REASON),
                violation_error_message="Écrivez le motif en une phrase.",
            ),
        ]
        indexes = [
            models.Index(fields=["actor", "-id"], name="journal_by_actor"),
            models.Index(fields=["object_type", "object_id"], name="journal_by_object"),
            GinIndex(fields=["people"], name="journal_by_person"),
        ]
        triggers = APPEND_ONLY_TRIGGERS

    def __str__(self) -> str:
        return f"{self.pk}"
