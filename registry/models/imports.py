"""Registers that are taken over: the rows that were, and the imports of files from their upload to their undoing."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from registry.enums import ImportOutcome, ImportState

from .base import Record, known_values, tracked
from .people import Migrant

UNFINISHED = (ImportState.MATCHING, ImportState.READING, ImportState.READY)


@tracked()
class ImportedRow(Record):
    """A row already taken over: the same content again, in whatever file, creates nothing.

    It outlives the personal data of its dossier: the same file must not bring an erased person back. It leaves only
    when its whole import is undone.
    """

    content_key = models.CharField("empreinte de la ligne", max_length=64, unique=True)
    migrant = models.ForeignKey(Migrant, on_delete=models.PROTECT, related_name="imported_rows")
    line = models.PositiveIntegerField("ligne du fichier")

    class Meta:
        verbose_name = "ligne de registre reprise"
        verbose_name_plural = "lignes de registre reprises"

    def __str__(self) -> str:
        return str(self.pk)


class RegisterImportQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "RegisterImportQuerySet":
        """The files of all colleagues, for whoever may import one."""
        return self if user.has_perm("registry.add_registerimport") else self.none()

    def unfinished(self) -> "RegisterImportQuerySet":
        """Neither confirmed nor abandoned: the words of the file are still kept."""
        return self.filter(state__in=UNFINISHED)


@tracked(exclude=["file_name", "titles"])
class RegisterImport(Record):
    """The import of one file. Its name and titles, words of the file, are kept until it is confirmed or abandoned.

    `mapping` says which column (from 0) holds which field. `days_late` is added to bare numbers that stand for dates.
    """

    digest = models.CharField("empreinte du fichier", max_length=64)
    state = models.CharField("état", max_length=9, choices=ImportState.choices, default=ImportState.MATCHING)
    file_name = models.CharField("fichier", max_length=120, blank=True)
    titles = ArrayField(models.TextField(), verbose_name="titres", default=list)
    notices = ArrayField(models.TextField(), verbose_name="ce qui n’est pas lu", default=list)
    mapping = models.JSONField("colonnes", default=dict)
    days_late = models.PositiveSmallIntegerField("décalage des jours", default=0)
    read_at = models.DateTimeField("lu le", null=True)
    done_at = models.DateTimeField("importé le", null=True)
    undone_at = models.DateTimeField("annulé le", null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="dernière décision de",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )

    objects = RegisterImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import d’un fichier"
        verbose_name_plural = "imports de fichiers"
        ordering = ["-created_at"]
        constraints = [
            known_values("state", ImportState, "Cet état d’un import n’existe pas."),
            models.UniqueConstraint(
                name="import_of_a_file_once_at_a_time",
                fields=["digest"],
                condition=Q(state__in=UNFINISHED),
                violation_error_message="Ce fichier est déjà en cours d’import.",
            ),
            models.CheckConstraint(
                name="import_keeps_no_words",
                condition=Q(state__in=UNFINISHED) | Q(file_name="", titles=[]),
                violation_error_message="Un import terminé ne garde pas les mots du fichier.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


class ImportLineQuerySet(models.QuerySet):
    def read(self) -> "ImportLineQuerySet":
        """The rows of which it is known what becomes of them."""
        return self.exclude(outcome="")

    def to_decide(self) -> "ImportLineQuerySet":
        """Somebody has still to say whether the row is about a person already there."""
        return self.filter(outcome=ImportOutcome.CREATED, is_decided=False).exclude(candidates=[])


class ImportLine(models.Model):
    """One row of an uploaded file, and what becomes of it. Its cells leave with the confirmation or the abandonment.

    `planned` is the key that its dossier gets if there is to be a new one, `person` that of the dossier to which it
    leads. `candidates` are the persons whom it may describe, `evidence` what it says to recognise one. `reason` and
    `remarks` hold no free text of the row.
    """

    register = models.ForeignKey(RegisterImport, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField("ligne du fichier")
    cells = models.JSONField("cases", null=True)
    evidence = models.JSONField(null=True)
    content_key = models.CharField(max_length=64, blank=True)
    row_number = models.CharField("n° du registre", max_length=12, blank=True)
    outcome = models.CharField("résultat", max_length=8, choices=ImportOutcome.choices, blank=True)
    reason = models.TextField("pourquoi", blank=True)
    remarks = ArrayField(models.TextField(), verbose_name="remarques", default=list)
    planned = models.UUIDField(null=True)
    person = models.UUIDField(null=True)
    candidates = models.JSONField(default=list)
    is_decided = models.BooleanField("décidé par quelqu’un", default=False)

    objects = ImportLineQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne d’un import"
        verbose_name_plural = "lignes d’imports"
        ordering = ["line"]
        constraints = [
            known_values("outcome", ImportOutcome, "Ce résultat n’existe pas.", may_be_empty=True),
            models.UniqueConstraint(fields=["register", "line"], name="import_line_once"),
            models.CheckConstraint(
                name="import_line_leads_to_somebody",
                condition=Q(outcome__in=("", ImportOutcome.REJECTED), person__isnull=True)
                | Q(
                    outcome__in=(ImportOutcome.CREATED, ImportOutcome.ATTACHED, ImportOutcome.ALREADY),
                    person__isnull=False,
                ),
            ),
        ]
        indexes = [models.Index(fields=["register", "outcome", "line"], name="import_line_by_outcome")]

    def __str__(self) -> str:
        return str(self.pk)


class ColumnTitle(models.Model):
    """What a column with this title held the last time: proposed for the next file. The title is folded."""

    title = models.CharField("titre", max_length=60, primary_key=True)
    field = models.CharField("contenu", max_length=20, blank=True)

    class Meta:
        verbose_name = "titre de colonne"
        verbose_name_plural = "titres de colonnes"

    def __str__(self) -> str:
        return self.title
