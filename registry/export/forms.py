"""What is asked before a file of persons leaves the centre."""

from typing import Any

from django import forms
from django.db.models import TextChoices

from registry.models.people import MigrantQuerySet
from registry.reasons import ReasonField

# A workbook is written whole before it is sent: about ten seconds for so many.
MOST_IN_A_WORKBOOK = 100_000


class FileFormat(TextChoices):
    XLSX = "xlsx", "Tableur (.xlsx), pour Excel ou LibreOffice"
    CSV = "csv", "Texte (.csv), pour un autre logiciel"


class ExportForm(forms.Form):
    """The kind of file, and why it is needed."""

    format = forms.ChoiceField(
        label="Fichier",
        choices=FileFormat.choices,
        initial=FileFormat.XLSX,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un fichier.",
            "invalid_choice": "Choisissez un fichier de la liste.",
        },
    )
    reason = ReasonField()

    def __init__(self, *args: Any, people: MigrantQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = self.people.order_by()[: MOST_IN_A_WORKBOOK + 1].count()
        if not found:
            self.add_error(None, "Personne ne correspond à ces filtres.")
        elif found > MOST_IN_A_WORKBOOK and cleaned.get("format") == FileFormat.XLSX:
            self.add_error(
                "format",
                "Au-delà de 100\u202f000 personnes, choisissez le fichier .csv ou ajoutez un filtre.",
            )
        return cleaned
