"""The forms of the sections of a dossier that are a list: a paper, a stay, somebody of the family."""

import datetime
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from registry.document_numbers import normalised
from registry.enums import Direction, DocumentState, Relation, Sex
from registry.forms import (
    NOT_FOR_THE_BROWSER,
    KeyedForm,
    choice_field,
    chosen_place,
    current_or,
    place_choices,
)
from registry.models import Companion, DocumentType, IdentityDocument, Migrant, Nationality, Stay
from registry.models.base import Record
from registry.models.people import OLDEST_BIRTH_YEAR
from registry.numbering import read_number

from .forms import DONT_KNOW, SectionForm

DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def past_day(day: datetime.date | None) -> datetime.date | None:
    """The day, when it has come. Raises ValidationError."""
    if day is not None and day > timezone.localdate():
        raise forms.ValidationError("Cette date est dans le futur.")
    return day


class RowForm(SectionForm):
    """One row of a list of the dossier."""

    aside = ("opened", "id", "is_somebody_else")


class PaperForm(RowForm):
    """A paper. A number that stands in another dossier is asked about once."""

    number = forms.CharField(
        label="Numéro",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={**NOT_FOR_THE_BROWSER, "class": "width-20"}),
    )
    state = forms.ChoiceField(
        label="Cette pièce est", choices=DocumentState.choices, widget=forms.RadioSelect
    )
    is_somebody_else = forms.BooleanField(label="C’est bien une autre personne", required=False)

    class Meta:
        model = IdentityDocument
        fields = ["type", "country", "issued_on", "expires_on", "state"]
        labels = {"country": "Pays qui l’a délivrée"}
        widgets = {"issued_on": DAY_INPUT, "expires_on": DAY_INPUT}
        error_messages = {"type": {"required": "Choisissez la pièce."}}

    field_order = ["type", "number", "country", "issued_on", "expires_on", "state"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "type").queryset = current_or(DocumentType, self.instance.type_id)
        choice_field(self, "type").empty_label = "Choisissez"
        choice_field(self, "country").queryset = current_or(Nationality, self.instance.country_id)
        choice_field(self, "country").empty_label = DONT_KNOW
        self.initial["number"] = self.instance.number
        # Numbers of the dossiers where the typed number already stands.
        self.holders: list[tuple[Any, str]] = []

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if number and not normalised(number):
            raise forms.ValidationError("Écrivez le numéro avec ses lettres et ses chiffres.")
        return number

    def clean_issued_on(self) -> datetime.date | None:
        return past_day(self.cleaned_data["issued_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        issued, expires = cleaned.get("issued_on"), cleaned.get("expires_on")
        if issued and expires and expires <= issued:
            self.add_error("expires_on", "La date d’expiration doit suivre celle de la délivrance.")
        number = cleaned.get("number")
        if number and number != self.instance.number:
            others = IdentityDocument.objects.numbered(number).exclude(migrant=self.instance.migrant)
            present = others.filter(migrant__erased_at__isnull=True)
            self.holders = list(present.values_list("migrant_id", "migrant__number").distinct())
        if self.holders and not cleaned.get("is_somebody_else"):
            self.add_error(
                "number",
                "Ce numéro est déjà dans un autre dossier. Est-ce la même personne\u202f? Vérifiez-le avant d’enregistrer.",
            )
        return cleaned

    def save_by(self, user: Any) -> Record:
        self.instance.set_number(self.cleaned_data["number"])
        return self.save()


class NewPaperForm(KeyedForm, PaperForm):
    act = "noter une pièce de {record.migrant.number}"


class StayForm(RowForm):
    """A stay: a site or a commune of the list, or another place in words."""

    grouped: ClassVar[dict[str, tuple[str, ...]]] = {"where": ("place", "place_text")}
    place = forms.ChoiceField(label="Site minier ou commune", required=False)
    direction = forms.ChoiceField(
        label="Situation",
        choices=Direction.choices,
        widget=forms.RadioSelect,
        initial=Direction.DESTINATION,
    )

    class Meta:
        model = Stay
        fields = ["place_text", "direction", "since", "until"]
        labels = {"since": "Depuis quand\u202f?", "until": "Jour du départ"}
        help_texts = {"until": "Laissez vide si la personne y est encore."}
        widgets = {
            "place_text": forms.TextInput(attrs=NOT_FOR_THE_BROWSER),
            "since": DAY_INPUT,
            "until": DAY_INPUT,
        }
        error_messages = {"since": {"required": "Écrivez le jour d’arrivée, même à peu près."}}

    field_order = ["place", "place_text", "direction", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "place").choices = cache(lambda: place_choices("Un autre lieu"))
        stay = self.instance
        if stay.site_id or stay.commune_id:
            self.initial["place"] = f"site:{stay.site_id}" if stay.site_id else f"commune:{stay.commune_id}"

    def question_label(self, key: str) -> str:
        return "Lieu" if key == "where" else super().question_label(key)

    def clean_since(self) -> datetime.date | None:
        return past_day(self.cleaned_data["since"])

    def clean_until(self) -> datetime.date | None:
        return past_day(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", "Le départ doit suivre l’arrivée.")
        listed, written = cleaned.get("place"), cleaned.get("place_text")
        if listed and written:
            self.add_error(
                "place_text", "Choisissez un lieu dans la liste, ou écrivez-en un autre\u00a0: pas les deux."
            )
        elif not listed and not written and not {"place", "place_text"} & self.errors.keys():
            self.add_error("place", "Choisissez un lieu dans la liste, ou écrivez-le dessous.")
        return cleaned

    def save_by(self, user: Any) -> Record:
        self._set_place()
        return self.save()

    def _set_place(self) -> None:
        place = chosen_place(self.cleaned_data["place"])
        self.instance.site, self.instance.commune = place.site, place.commune


class NewStayForm(KeyedForm, StayForm):
    act = "noter un séjour de {record.migrant.number}"

    class Meta(StayForm.Meta):
        help_texts = {**StayForm.Meta.help_texts, "since": "Le séjour en cours se termine ce jour-là."}

    def save_by(self, user: Any) -> Record:
        """Where the person was until now, the stay ends the day this one begins."""
        self._set_place()
        stay = self.instance
        for current in (
            Stay.objects.open().select_for_update().filter(migrant=stay.migrant, since__lt=stay.since)
        ):
            current.until = stay.since
            current.save(update_fields=["until", "updated_at"])
        return self.save()


class CompanionForm(RowForm):
    """Somebody of the family or a companion: the CIOM number of a registered person, or a name."""

    number = forms.CharField(
        label="Numéro CIOM",
        max_length=40,
        required=False,
        help_text="Si cette personne est inscrite.",
        widget=forms.TextInput(attrs={**NOT_FOR_THE_BROWSER, "class": "width-20"}),
    )
    relation = forms.ChoiceField(
        label="Que lui est cette personne\u202f?",
        choices=[("", "Choisissez"), *Relation.choices],
        error_messages={"required": "Choisissez le lien."},
    )
    sex = forms.ChoiceField(label="Sexe", choices=[("", DONT_KNOW), *Sex.choices], required=False)

    class Meta:
        model = Companion
        fields = ["relation", "name", "sex", "birth_year", "place_text", "came_together"]
        labels = {
            "came_together": "Elles sont venues ensemble",
            "place_text": "Où est-elle\u202f?",
        }
        widgets = {
            "name": forms.TextInput(attrs=NOT_FOR_THE_BROWSER),
            "place_text": forms.TextInput(attrs=NOT_FOR_THE_BROWSER),
            "birth_year": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "class": "width-4"}),
        }

    field_order = ["relation", "number"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.other:
            self.initial["number"] = self.instance.other.number

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not OLDEST_BIRTH_YEAR <= year <= timezone.localdate().year:
            raise forms.ValidationError("Écrivez l’année avec quatre chiffres, par exemple 1990.")
        return year

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        number, self.other = cleaned.get("number"), None
        described = any(cleaned.get(name) for name in ("name", "sex", "birth_year", "place_text"))
        if number and described:
            self.add_error("name", "Avec un numéro CIOM, laissez le nom et la suite vides.")
        elif number:
            whole = read_number(number) or ""
            self.other = Migrant.objects.filter(erased_at__isnull=True, number=whole).first()
            if self.other is None:
                self.add_error("number", "Aucun dossier ne porte ce numéro\u00a0: vérifiez-le.")
            elif self.other.pk == self.instance.migrant_id:
                self.add_error("number", "C’est le numéro de la personne elle-même.")
        elif not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Écrivez un numéro CIOM, ou le nom de la personne.")
        return cleaned

    def save_by(self, user: Any) -> Record:
        self.instance.other = self.other
        return self.save()


class NewCompanionForm(KeyedForm, CompanionForm):
    act = "noter un proche de {record.migrant.number}"
