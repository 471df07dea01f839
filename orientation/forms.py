"""Forms of receptions and interviews."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils import timezone
from django.utils.functional import cached_property

from orientation.enums import NeedDecision
from orientation.models import Need, OrientationRecord, Reception, RecordNeed
from orientation.need_groups import group_needs
from registry.forms import KeyedForm, choice_field
from registry.models.base import FIRST_DAY, TOO_EARLY

SHORT_NOTE = {"rows": 3, "autocomplete": "off"}
NEEDS_PER_INTERVIEW = 4


class PastDateField(forms.DateField):
    """A day of the registry that is not in the future, in the browser's own date field."""

    widget = forms.DateInput(attrs={"type": "date", "class": "width-10"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("Cette date est dans le futur.")
        if day is not None and day < FIRST_DAY:
            raise forms.ValidationError(TOO_EARLY)
        return day


def need_choices(first: str, *, key: str = "pk") -> list[Any]:
    """Needs as a native list under short titles, after the line `first`; `key` is what the form sends."""
    groups = group_needs(Need.objects.current())
    return [
        ("", first),
        *((title, [(getattr(need, key), need.label) for need in needs]) for title, needs in groups),
    ]


class ReceptionForm(KeyedForm, forms.ModelForm):
    act = "noter un accueil de {record.migrant.number}"
    received_on = PastDateField(
        label="Date de l’accueil",
        initial=timezone.localdate,
        error_messages={"required": "Écrivez la date de l’accueil."},
    )
    reasons = forms.ModelMultipleChoiceField(
        label="Pourquoi la personne vient-elle\u202f?",
        queryset=Need.objects.current(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Cochez tout ce qu’elle demande.",
    )

    class Meta:
        model = Reception
        fields = ["channel", "received_on", "reasons", "note"]
        labels = {"channel": "Où\u202f?"}
        widgets = {"channel": forms.RadioSelect, "note": forms.Textarea(attrs=SHORT_NOTE)}

    def reason_groups(self) -> list[tuple[str, list[BoundWidget]]]:
        """The boxes of the reasons, under short titles."""
        boxes = {box.data["value"].instance.pk: box for box in self["reasons"]}
        needs = [box.data["value"].instance for box in boxes.values()]
        return [(title, [boxes[need.pk] for need in members]) for title, members in group_needs(needs)]


class InterviewForm(KeyedForm, forms.ModelForm):
    act = "noter un entretien avec {record.migrant.number}"
    held_on = PastDateField(
        label="Date de l’entretien",
        initial=timezone.localdate,
        error_messages={"required": "Écrivez la date de l’entretien."},
    )

    class Meta:
        model = OrientationRecord
        fields = ["held_on", "note"]
        widgets = {"note": forms.Textarea(attrs=SHORT_NOTE)}


class RecordNeedForm(forms.ModelForm):
    class Meta:
        model = RecordNeed
        fields = ["need", "decision", "note"]
        widgets = {"note": forms.TextInput(attrs={"autocomplete": "off"})}

        error_messages = {
            "need": {"required": "Choisissez le besoin."},
            "decision": {"required": "La décision est obligatoire\u00a0: choisissez-en une."},
        }

    def __init__(self, *args: Any, needs: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "need").queryset = Need.objects.current()
        choice_field(self, "need").choices = needs
        choice_field(self, "decision").choices = [("", "Choisissez"), *NeedDecision.choices]


class BaseNeedFormSet(forms.BaseInlineFormSet):
    @cached_property
    def offered(self) -> list[Any]:
        """The needs to choose from, read once for all the lines."""
        return need_choices("Choisissez")

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"needs": self.offered}

    def shown_count(self) -> int:
        """How many lines are open on the page: up to the last one that holds something, at least one."""
        filled = [rank for rank, form in enumerate(self.forms, 1) if form.has_changed()]
        return max(filled, default=1)

    def get_unique_error_message(self, unique_check: Any) -> str:
        return "Un besoin est noté en double\u00a0: gardez-le une seule fois."

    def clean(self) -> None:
        """At least one need, and none twice."""
        super().clean()
        if any(self.errors):
            return
        needs = [form.cleaned_data["need"] for form in self.forms if form.cleaned_data.get("need")]
        if not needs:
            raise forms.ValidationError("Notez au moins un besoin.")


NeedFormSet = forms.inlineformset_factory(
    OrientationRecord,
    RecordNeed,
    form=RecordNeedForm,
    formset=BaseNeedFormSet,
    extra=NEEDS_PER_INTERVIEW,
    max_num=NEEDS_PER_INTERVIEW,
    can_delete=False,
)
