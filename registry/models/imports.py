"""Rows of paper registers that were taken over."""

from django.db import models

from .base import APPEND_ONLY_TRIGGERS, Record
from .people import Migrant


class ImportedRow(Record):
    """A row already taken over: the same content again, in whatever file, creates nothing.

    Append-only, so it is its own history. It outlives the personal data of its dossier: the same file must not bring
    an erased person back.
    """

    content_key = models.CharField("empreinte de la ligne", max_length=64, unique=True)
    migrant = models.ForeignKey(Migrant, on_delete=models.PROTECT, related_name="imported_rows")
    line = models.PositiveIntegerField("ligne du fichier")

    append_only = True

    class Meta:
        verbose_name = "ligne de registre reprise"
        verbose_name_plural = "lignes de registre reprises"
        triggers = APPEND_ONLY_TRIGGERS

    def __str__(self) -> str:
        return str(self.pk)
