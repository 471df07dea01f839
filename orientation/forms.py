"""Forms of receptions and interviews."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from orientation.enums import NeedDecision
from orientation.models import Need, OrientationRecord, Reception, RecordNeed
from registry.forms import choice_field

SHORT_NOTE = {"rows": 3, "autocomplete": "off"}
NEEDS_PER_INTERVIEW = 4


class PastDateField(forms.DateField):
    """A day that is not in the future, in the browser's own date field."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("Cette date est dans le futur.")
        return day


class ReceptionForm(forms.ModelForm):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    received_on = PastDateField(label="Reçue le", initial=timezone.localdate)
    reasons = forms.ModelMultipleChoiceField(
        label="Pourquoi la personne vient-elle\u202f?",
        queryset=Need.objects.current(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Reception
        fields = ["channel", "received_on", "reasons", "note"]
        widgets = {"channel": forms.RadioSelect, "note": forms.Textarea(attrs=SHORT_NOTE)}


class InterviewForm(forms.ModelForm):
    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    held_on = PastDateField(label="Entretien du", initial=timezone.localdate)

    class Meta:
        model = OrientationRecord
        fields = ["held_on", "note"]
        widgets = {"note": forms.Textarea(attrs=SHORT_NOTE)}


class RecordNeedForm(forms.ModelForm):
    class Meta:
        model = RecordNeed
        fields = ["need", "decision", "note"]
        widgets = {"note": forms.TextInput(attrs={"autocomplete": "off"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "need").queryset = Need.objects.current()
        choice_field(self, "need").empty_label = "Aucun"
        choice_field(self, "decision").choices = [("", "Choisissez"), *NeedDecision.choices]


class BaseNeedFormSet(forms.BaseInlineFormSet):
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
