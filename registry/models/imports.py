"""Rows of paper registers that were taken over."""

from django.db import models

from .base import Record
from .people import Migrant


class ImportedRow(Record):
    """A row already taken over: the same content again, in whatever file, creates nothing."""

    content_key = models.CharField("empreinte de la ligne", max_length=64, unique=True)
    migrant = models.ForeignKey(Migrant, on_delete=models.CASCADE, related_name="imported_rows")
    line = models.PositiveIntegerField("ligne du fichier")

    class Meta:
        verbose_name = "ligne de registre reprise"
        verbose_name_plural = "lignes de registre reprises"

    def __str__(self) -> str:
        return str(self.pk)
