"""The form by which a group of persons leaves a site."""

from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from django import forms

from registry.forms import KeyedForm, chosen_place
from registry.models import MiningSite
from registry.registration import Place
from registry.sections.row_forms import StayForm

MOST_PEOPLE = 500


class TickedStays(forms.TypedMultipleChoiceField):
    """Keys of stays. Whether each still stands is known when its row is locked, not before."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: Any) -> bool:
        return True

    def clean(self, value: Any) -> set[UUID]:
        keys = set(super().clean(value))
        if len(keys) > MOST_PEOPLE:
            raise forms.ValidationError(f"Cochez {MOST_PEOPLE} personnes au plus à la fois.")
        return keys


class GroupMoveForm(KeyedForm, StayForm):
    """Who leaves `site`, for which place and on which day: the questions of a stay, asked once for all."""

    act = "faire changer de site un groupe"
    people = TickedStays(
        label="Qui change de site\u202f?",
        coerce=UUID,
        error_messages={
            "required": "Cochez au moins une personne.",
            "invalid_choice": "Rechargez la page, puis cochez de nouveau.",
        },
    )

    class Meta(StayForm.Meta):
        fields = ["place_text", "direction", "since"]
        help_texts = {"since": "Leur séjour sur ce site se termine ce jour-là."}
        error_messages = {"since": {"required": "Écrivez le jour du changement, même à peu près."}}

    field_order = ["people", *StayForm.field_order]

    def __init__(self, *args: Any, site: MiningSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.site = site

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("place") == f"site:{self.site.pk}":
            self.add_error("place", "C’est le site qu’elles quittent\u00a0: choisissez un autre lieu.")
        return cleaned

    def new_place(self) -> Place:
        return chosen_place(self.cleaned_data["place"]) or Place(text=self.cleaned_data["place_text"])

    def ticked(self) -> Collection[str]:
        """The keys that are ticked on the page, as the browser sends them."""
        return {str(key) for key in cast(list[Any], self["people"].value() or [])}
