"""The forms of the sections of a dossier."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.dates import MONTHS

from registry.enums import BirthPrecision, Duration, MaritalStatus, Schooling
from registry.forms import (
    BIRTH,
    IDENTITY,
    IDENTITY_ERRORS,
    IDENTITY_LABELS,
    IDENTITY_WIDGETS,
    NOT_FOR_THE_BROWSER,
    PHONE_INPUT,
    IdentityFields,
    choice_field,
    current_or,
)
from registry.models import ContractType, Employer, EntryPoint, Language, Migrant, MigrantLanguage, Profession
from registry.models.base import Record
from registry.models.people import OLDEST_BIRTH_YEAR
from registry.written_dates import read_month

DONT_KNOW = "Je ne sais pas"


def yes_no_unknown(label: str) -> forms.TypedChoiceField:
    """A question that may stay without an answer; the value is True, False or None."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("", DONT_KNOW), ("True", "Oui"), ("False", "Non")],
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )


class SectionForm(forms.ModelForm):
    """One section. `grouped` names the fields that are compared, and chosen, as a whole: a date is one question."""

    opened = forms.CharField(widget=forms.HiddenInput, required=False)
    grouped: ClassVar[dict[str, tuple[str, ...]]] = {}
    # Fields that say nothing of the dossier.
    aside: ClassVar[tuple[str, ...]] = ("opened",)

    @property
    def questions(self) -> dict[str, tuple[str, ...]]:
        """What can be answered differently by two people: for each question, its fields."""
        group_of = {name: key for key, names in self.grouped.items() for name in names}
        keys = dict.fromkeys(group_of.get(name, name) for name in self.section_fields)
        return {key: self.grouped.get(key, (key,)) for key in keys}

    @property
    def section_fields(self) -> list[str]:
        return [name for name in self.fields if name not in self.aside]

    def question_label(self, key: str) -> str:
        return str(self.fields[self.questions[key][0]].label)

    def answer_text(self, key: str, values: dict[str, Any]) -> str:
        """The answer to a question in words, from values as a browser sends them; empty when there is none."""
        words = [text for name in self.questions[key] for text in self._words(name, values[name])]
        return ", ".join(word for word in words if word)

    def _words(self, name: str, value: Any) -> Iterator[str]:
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            yield str(value)
            return
        labels = {str(key): str(label) for key, label in _flat(field.choices)}
        for one in value if isinstance(value, list) else [value]:
            if one != "":
                yield labels.get(str(one), "")

    def save_by(self, user: Any) -> Record:
        """Save the section; `user` is who filled it."""
        return self.save()


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


class IdentityForm(IdentityFields, SectionForm):
    """Names, sex, birth, nationality, family and school."""

    grouped: ClassVar[dict[str, tuple[str, ...]]] = {"birth": BIRTH}
    marital_status = forms.ChoiceField(
        label="Situation familiale",
        choices=[("", DONT_KNOW), *MaritalStatus.choices],
        required=False,
    )
    schooling = forms.ChoiceField(
        label="Scolarité", choices=[("", DONT_KNOW), *Schooling.choices], required=False
    )

    class Meta:
        model = Migrant
        fields = [*IDENTITY, "other_names", *BIRTH, "birth_place", "marital_status", "schooling", "note"]
        labels = IDENTITY_LABELS
        error_messages = IDENTITY_ERRORS
        widgets = {
            **IDENTITY_WIDGETS,
            "other_names": forms.TextInput(attrs=NOT_FOR_THE_BROWSER),
            "birth_place": forms.TextInput(attrs=NOT_FOR_THE_BROWSER),
            "note": forms.Textarea(attrs={"rows": 3}),
        }

    def question_label(self, key: str) -> str:
        return "Naissance" if key == "birth" else super().question_label(key)

    def answer_text(self, key: str, values: dict[str, Any]) -> str:
        if key != "birth":
            return super().answer_text(key, values)
        precision = BirthPrecision(values["birth_precision"] or BirthPrecision.UNKNOWN)
        if precision == BirthPrecision.UNKNOWN:
            return ""
        month = MONTHS.get(read_month(values["birth_month"]) or 0, values["birth_month"])
        day = " ".join(filter(None, (values["birth_day"], str(month), values["birth_year"])))
        return f"{precision.label}\u00a0: {day}" if day else str(precision.label)


class PhonesForm(SectionForm):
    """How the person is reached."""

    phone_is_own = yes_no_unknown("Ce téléphone est le sien\u202f?")
    may_be_called = yes_no_unknown("Peut-on l’appeler\u202f?")

    class Meta:
        model = Migrant
        fields = ["phone", "phone_is_own", "may_be_called", "other_phone"]
        help_texts = {
            "phone": "Écrivez-le comme elle le dit.",
            "other_phone": "Celui d’un proche, par exemple.",
        }
        widgets = {"phone": PHONE_INPUT, "other_phone": PHONE_INPUT}


class LanguagesForm(SectionForm):
    """The languages the person speaks."""

    languages = forms.ModelMultipleChoiceField(
        label="Langues parlées",
        queryset=Language.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Migrant
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = list(self.instance.spoken_languages.values_list("language_id", flat=True))
        self.initial["languages"] = spoken
        choice_field(self, "languages").queryset = current_or(Language, *spoken)

    def save_by(self, user: Any) -> Migrant:
        chosen = {language.pk for language in self.cleaned_data["languages"]}
        known = set(self.initial["languages"])
        self.instance.spoken_languages.filter(language__in=known - chosen).delete()
        MigrantLanguage.objects.bulk_create(
            [MigrantLanguage(migrant=self.instance, language_id=pk) for pk in sorted(chosen - known)]
        )
        return self.instance


class WorkForm(SectionForm):
    """Trade, employer and contract."""

    is_self_employed = yes_no_unknown("Est-elle à son compte\u202f?")
    employer_name = forms.CharField(
        label="Employeur",
        max_length=120,
        required=False,
        help_text="L’entreprise, ou la personne pour qui elle travaille.",
        widget=forms.TextInput(attrs=NOT_FOR_THE_BROWSER),
    )

    class Meta:
        model = Migrant
        fields = ["profession", "is_self_employed", "contract_type"]

    field_order = ["profession", "is_self_employed", "employer_name", "contract_type"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("profession", Profession), ("contract_type", ContractType)):
            choice_field(self, name).queryset = current_or(model, getattr(self.instance, f"{name}_id"))
            choice_field(self, name).empty_label = DONT_KNOW
        if self.instance.employer:
            self.initial["employer_name"] = self.instance.employer.name

    def save_by(self, user: Any) -> Migrant:
        name = self.cleaned_data["employer_name"]
        self.instance.employer = Employer.objects.named(name, by=user) if name else None
        return self.save()


class ArrivalForm(SectionForm):
    """Where the person comes from, and for how long."""

    duration = forms.ChoiceField(
        label="Pour combien de temps\u202f?",
        choices=[("", DONT_KNOW), *Duration.choices],
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Migrant
        fields = ["origin_place", "entry_point", "arrived_on", "duration"]
        labels = {
            "origin_place": "Vient de quelle ville, de quel village\u202f?",
            "arrived_on": "Date d’arrivée au Mali",
        }
        widgets = {
            "origin_place": forms.TextInput(attrs=NOT_FOR_THE_BROWSER),
            "arrived_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "entry_point").queryset = current_or(EntryPoint, self.instance.entry_point_id)
        choice_field(self, "entry_point").empty_label = DONT_KNOW

    def clean_arrived_on(self) -> date | None:
        day: date | None = self.cleaned_data["arrived_on"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError("Cette date est dans le futur.")
        if day is not None and day.year < (self.instance.birth_year or OLDEST_BIRTH_YEAR):
            raise forms.ValidationError(
                "Cette date est trop ancienne pour cette personne\u00a0: vérifiez-la."
            )
        return day
