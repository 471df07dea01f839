"""Information sheets: rights and steps in plain words, open to everybody."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from orientation.enums import SheetCategory
from registry.models import Language
from registry.models.base import ReferenceEntry, ReferenceQuerySet, known_values, tracked

from .needs import Need


class InformationSheetQuerySet(ReferenceQuerySet):
    def published(self) -> Self:
        """The sheets that everybody may read, translations too, in the order of their categories."""
        categories = [models.When(category=value, then=rank) for rank, value in enumerate(SheetCategory)]
        return self.current().order_by(models.Case(*categories), "position", "label")

    def originals(self) -> Self:
        return self.filter(translation_of__isnull=True)

    def versions_of(self, sheet: "InformationSheet") -> Self:
        """A sheet in every language, whichever of them is given."""
        original = sheet.translation_of_id or sheet.pk
        return self.filter(Q(pk=original) | Q(translation_of=original))

    def for_need(self, need: Need) -> Self:
        """The sheets that inform about a need. A translation leaves this to its original."""
        return self.filter(needs__need=need)


@tracked()
class InformationSheet(ReferenceEntry):
    """One page of information in one language. `label` is its title, `body` is Markdown with headings from ## on."""

    translation_of = models.ForeignKey(
        "self",
        verbose_name="traduction de",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="translations",
        help_text="Vide pour une fiche en français.",
    )
    language = models.ForeignKey(Language, verbose_name="langue", on_delete=models.PROTECT, related_name="+")
    category = models.CharField("rubrique", max_length=12, choices=SheetCategory.choices)
    summary = models.CharField("en une phrase", max_length=200)
    body = models.TextField(
        "texte",
        help_text="Markdown\u00a0: «\u00a0## Titre\u00a0», «\u00a0- liste\u00a0», «\u00a0**gras**\u00a0». Une page A4.",
    )
    reference = models.CharField("textes de référence", max_length=300)
    checked_on = models.DateField("vérifiée le")

    objects = InformationSheetQuerySet.as_manager()  # type: ignore[misc]

    class Meta(ReferenceEntry.Meta):
        verbose_name = "fiche d’information"
        verbose_name_plural = "fiches d’information"
        constraints = [
            known_values("category", SheetCategory, "Cette rubrique n’existe pas."),
            models.UniqueConstraint(
                fields=["translation_of", "language"],
                name="sheet_translated_once",
                violation_error_message="Cette fiche est déjà traduite dans cette langue.",
            ),
            models.CheckConstraint(
                name="sheet_is_not_its_own_translation",
                condition=Q(translation_of__isnull=True) | ~Q(translation_of=F("pk")),
                violation_error_message="Une fiche n’est pas la traduction d’elle-même.",
            ),
        ]

    @property
    def is_french(self) -> bool:
        return self.language.code == Language.FRENCH


@tracked()
class SheetNeed(models.Model):
    """A sheet informs about a need."""

    sheet = models.ForeignKey(InformationSheet, on_delete=models.CASCADE, related_name="needs")
    need = models.ForeignKey(Need, verbose_name="besoin", on_delete=models.PROTECT, related_name="sheets")

    class Meta:
        verbose_name = "besoin d’une fiche"
        verbose_name_plural = "besoins d’une fiche"
        ordering = ["need__position"]
        constraints = [models.UniqueConstraint(fields=["sheet", "need"], name="sheet_need_once")]

    def __str__(self) -> str:
        return f"{self.sheet} – {self.need}"
