"""Narrowing the journal. A CIOM number is personal data: filters are posted, and travel sealed in the address."""

from datetime import timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import formats

from ciom.accounts.models import User
from registry.enums import JournalAction
from registry.models import Migrant
from registry.models.journal import JournalQuerySet
from registry.numbering import has_right_check_letter, read_number
from registry.sealing import SealBroken, seal, unseal

PURPOSE = "ciom.privacy.journal"
LASTS_SECONDS = 12 * 60 * 60
_DAY = {"type": "date"}
_NO_DAY = {"invalid": "Écrivez une date, par exemple 23/11/2026."}


class JournalFilters(forms.Form):
    """Which lines of the journal to show; all when empty."""

    number = forms.CharField(
        label="Numéro CIOM",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    account = forms.ModelChoiceField(
        label="Compte",
        queryset=User.objects.all(),
        to_field_name="username",
        required=False,
        empty_label="Tous",
        error_messages={"invalid_choice": "Choisissez un compte de la liste."},
    )
    action = forms.ChoiceField(
        label="Acte",
        choices=[("", "Tous"), *JournalAction.choices],
        required=False,
        error_messages={"invalid_choice": "Choisissez un acte de la liste."},
    )
    since = forms.DateField(
        label="Du",
        error_messages=_NO_DAY,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY),
    )
    until = forms.DateField(
        label="Au",
        error_messages=_NO_DAY,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs=_DAY),
    )

    def __init__(self, *args: Any, reads_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not reads_all:
            del self.fields["account"]

    def clean_number(self) -> str:
        typed = self.cleaned_data["number"]
        if not typed:
            return ""
        number = read_number(typed)
        if number is None:
            raise forms.ValidationError("Ce n’est pas un numéro CIOM. Il s’écrit comme KAY-26-00042-S.")
        if not has_right_check_letter(number):
            raise forms.ValidationError("La dernière lettre ne correspond pas au numéro\u00a0: relisez-le.")
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "La fin de la période vient avant son début.")
        return cleaned

    def narrow(self, entries: JournalQuerySet) -> JournalQuerySet:
        """The lines that pass the filters. A number that nobody bears gives none, without saying so."""
        chosen = self.cleaned_data
        if chosen["number"]:
            migrant = Migrant.objects.numbered(chosen["number"])
            entries = entries.about(migrant) if migrant else entries.none()
        if chosen.get("account"):
            entries = entries.filter(actor=chosen["account"])
        if chosen["action"]:
            entries = entries.filter(action=chosen["action"])
        if chosen["since"]:
            entries = entries.filter(at__date__gte=chosen["since"])
        if chosen["until"]:
            entries = entries.filter(at__date__lt=chosen["until"] + timedelta(days=1))
        return entries

    def in_force(self) -> dict[str, str]:
        """The filters that narrow something, as an address carries them."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def words_of(self, name: str) -> str:
        """A filter in force, as its chip says it: "Du 3 novembre 2026"."""
        value = self.cleaned_data[name]
        if name in ("since", "until"):
            return f"{self.fields[name].label} {formats.date_format(value, 'j F Y')}"
        return str(JournalAction(value).label) if name == "action" else str(value)


def address_with(filters: dict[str, str], *, user: Any) -> str:
    """The address of the journal with these filters, sealed for this account; without the page to begin at."""
    page = reverse("privacy:journal")
    return f"{page}?filtre={seal(filters, purpose=PURPOSE, user_id=user.pk)}" if filters else page


def chips_of(form: JournalFilters, *, user: Any) -> list[dict[str, str]]:
    """The filters in force, each with the address of the journal without it."""
    filters = form.in_force()
    return [
        {
            "label": form.words_of(name),
            "url": address_with({other: filters[other] for other in filters if other != name}, user=user),
        }
        for name in filters
    ]


def unseal_filters(text: str, *, user: Any) -> dict[str, str]:
    """The filters that the address brings; none when it is not ours, or too old."""
    try:
        return dict(unseal(text, purpose=PURPOSE, user_id=user.pk, seconds=LASTS_SECONDS))
    except SealBroken:
        return {}
