"""The languages that a person speaks."""

from django.db import models

from .base import tracked
from .people import Migrant
from .reference import Language


@tracked()
class MigrantLanguage(models.Model):
    """A person speaks a language; the interview and the consent are held in one of them."""

    migrant = models.ForeignKey(Migrant, on_delete=models.CASCADE, related_name="spoken_languages")
    language = models.ForeignKey(Language, verbose_name="langue", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "langue parlée"
        verbose_name_plural = "langues parlées"
        ordering = ["language__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["migrant", "language"],
                name="migrant_language_once",
                violation_error_message="Cette langue est déjà notée.",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
