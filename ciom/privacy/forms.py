"""Forms on personal data."""

from django import forms

from registry.models import Migrant
from registry.numbering import has_right_check_letter, read_number
from registry.reasons import ReasonField


class OpenDossierForm(forms.Form):
    """Which dossier to open, and why. Once valid, `migrant` is the person."""

    number = forms.CharField(
        label="Numéro CIOM",
        max_length=40,
        help_text="Par exemple KAY-26-00042-S. Il est sur la fiche d’orientation de la personne.",
        error_messages={"required": "Écrivez le numéro CIOM."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = ReasonField()
    migrant: Migrant

    def clean_number(self) -> str:
        number = read_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError("Ce n’est pas un numéro CIOM. Il s’écrit comme KAY-26-00042-S.")
        if not has_right_check_letter(number):
            raise forms.ValidationError("La dernière lettre ne correspond pas au numéro\u00a0: relisez-le.")
        migrant = Migrant.objects.numbered(number)
        if migrant is None:
            raise forms.ValidationError("Aucun dossier ne porte ce numéro.")
        self.migrant = migrant
        return number
