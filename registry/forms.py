"""Forms of the registry."""

import uuid
from functools import cache
from typing import Any, cast

from django import forms
from django.db.models import Model, Q
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from registry.enums import BirthPrecision, ConsentMeans, Relation, Sex
from registry.models import Commune, Consent, Language, Migrant, MiningSite, Nationality, Profession
from registry.models.people import OLDEST_BIRTH_YEAR
from registry.models.search_keys import Fold
from registry.reference_loading import COMMONEST_NATIONALITIES
from registry.registration import Place, SpokenConsent
from registry.written_dates import read_month

YES_NO = [("yes", "Oui"), ("no", "Non")]
_DAY_WORDS = "Écrivez le jour en chiffres, de 1 à 31."
_YEAR_WORDS = "Écrivez l’année avec quatre chiffres, par exemple 1990."
NOT_FOR_THE_BROWSER = {"autocomplete": "off", "spellcheck": "false"}
IDENTITY = ("given_names", "family_name", "sex", "nationality")
BIRTH = ("birth_precision", "birth_day", "birth_month", "birth_year")
IDENTITY_LABELS = {"birth_day": "Jour", "birth_year": "Année"}
IDENTITY_WIDGETS = {
    "given_names": forms.TextInput(attrs=NOT_FOR_THE_BROWSER),
    "family_name": forms.TextInput(attrs=NOT_FOR_THE_BROWSER),
    "birth_day": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 2}),
    "birth_year": forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4}),
}
IDENTITY_ERRORS = {
    "birth_day": dict.fromkeys(("invalid", "min_value", "max_value"), _DAY_WORDS),
    "birth_year": dict.fromkeys(("invalid", "min_value", "max_value"), _YEAR_WORDS),
}
PHONE_INPUT = forms.TextInput(attrs={"type": "tel", "autocomplete": "off", "class": "width-20"})


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: the posted fields, however few; None when the page is only being opened."""
    return request.POST if request.method == "POST" else None


def choice_field(form: forms.BaseForm, name: str) -> forms.ModelChoiceField:
    """A field of the form whose list is adjusted for each page."""
    return cast(forms.ModelChoiceField, form.fields[name])


class KeyedForm(forms.Form):
    """A form that is saved once: its key, made with the page, becomes the key of what it saves."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    # What the form does, after « a déjà servi à »; `record` is what it saved.
    act = ""

    def begin_again(self, record: Model | None) -> None:
        """Show the input again under a fresh key: the one that came has already saved something, `record`."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("id")] = str(uuid.uuid4())
        self.data = data
        used = f" à {self.act.format(record=record)}" if record else ""
        self.add_error(
            None,
            f"Ce formulaire a déjà servi{used}. Vérifiez, puis enregistrez\u00a0: ce sera un nouvel enregistrement.",
        )


class ConsentFields(forms.Form):
    """The answer to the text read aloud, with how and in which language it was given."""

    consent_given = forms.ChoiceField(
        label="La personne est-elle d’accord\u202f?",
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": "Lisez le texte, puis notez la réponse de la personne."},
    )
    consent_means = forms.ChoiceField(
        label="Comment donne-t-elle son accord\u202f?",
        choices=ConsentMeans.choices,
        widget=forms.RadioSelect,
        initial=ConsentMeans.SPOKEN,
    )
    consent_language = forms.ModelChoiceField(
        label="Dans quelle langue\u202f?",
        queryset=Language.objects.current(),
        required=False,
        empty_label="Je ne sais pas",
    )
    # Why the form stops at a refusal; empty when a refusal is an answer like another.
    refusal_message = ""

    def clean_consent_given(self) -> str:
        answer = self.cleaned_data["consent_given"]
        if self.refusal_message and answer != "yes":
            raise forms.ValidationError(self.refusal_message, code="refused")
        return answer

    def is_given(self) -> bool:
        return self.cleaned_data["consent_given"] == "yes"

    def is_refused(self) -> bool:
        """Whether the form stopped because the person said no."""
        return self.has_error("consent_given", code="refused")

    def spoken_consent(self) -> SpokenConsent:
        return SpokenConsent(self.cleaned_data["consent_means"], self.cleaned_data["consent_language"])


class ConsentForm(KeyedForm, ConsentFields):
    """The answer of a person who is already in the register: yes and no are both kept."""

    act = "noter la réponse de {record.migrant.number}"
    # The last answer when the form was opened: a colleague may note another while it is being filled.
    last_answer = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, last_answer: Consent | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent_means"].label = "Comment répond-elle\u202f?"
        self.fields["last_answer"].initial = last_answer and last_answer.pk

    def begin_again(self, record: Model | None) -> None:
        """What this form has saved is known to its author: it is the last answer from now on."""
        super().begin_again(record)
        if record is not None:
            cast(QueryDict, self.data)[self.add_prefix("last_answer")] = str(record.pk)


def current_or(model: Any, *chosen: Any) -> Any:
    """The entries offered, and those already chosen (keys) even if they have been ended since."""
    return model.objects.filter(Q(is_current=True) | Q(pk__in=[key for key in chosen if key is not None]))


def nationality_choices(entries: list[Nationality]) -> list[Any]:
    """Nationalities as a native list, the commonest on top."""
    common, others = entries[:COMMONEST_NATIONALITIES], entries[COMMONEST_NATIONALITIES:]
    return [
        ("", "Choisissez"),
        ("Les plus fréquentes", [(entry.pk, entry.label) for entry in common]),
        ("Toutes les autres", [(entry.pk, entry.label) for entry in others]),
    ]


def place_choices(empty_label: str = "Je ne sais pas") -> list[Any]:
    """Mining sites, then communes, each under its cercle."""
    groups: list[Any] = [("", empty_label)]
    for title, prefix, places in (
        ("Sites miniers", "site", MiningSite.objects.current()),
        ("Communes", "commune", Commune.objects.current()),
    ):
        by_cercle: dict[str, list[tuple[str, str]]] = {}
        ordered = places.order_by("cercle__position", Fold("label"))
        for cercle, key, label in ordered.values_list("cercle__label", "pk", "label"):
            by_cercle.setdefault(cercle, []).append((f"{prefix}:{key}", label))
        groups += [(f"{title} – cercle de {cercle}", options) for cercle, options in by_cercle.items()]
    return groups


def chosen_place(choice: str) -> Place:
    """The place that one of `place_choices` stands for; no place for the empty one."""
    kind, _, key = choice.partition(":")
    if kind == "site":
        return Place(site=MiningSite.objects.get(pk=key))
    return Place(commune=Commune.objects.get(pk=key)) if kind == "commune" else Place()


class IdentityFields(forms.ModelForm):
    """Who a person is: names, sex, nationality, and the birth as well as it is known."""

    sex = forms.ChoiceField(
        label="Sexe",
        choices=Sex.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez femme ou homme."},
    )
    nationality = forms.ModelChoiceField(
        label="Nationalité",
        queryset=Nationality.objects.current(),
        error_messages={"required": "Choisissez une nationalité, ou «\u00a0Inconnue / non déclarée\u00a0»."},
    )
    birth_precision = forms.ChoiceField(
        label="Que sait-on de sa naissance\u202f?",
        choices=BirthPrecision.choices,
        widget=forms.RadioSelect,
        initial=BirthPrecision.YEAR,
    )
    birth_month = forms.CharField(label="Mois", required=False, max_length=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = current_or(Nationality, self.instance.nationality_id)
        choice_field(self, "nationality").queryset = offered
        # Read only when the list is shown, not when an answer arrives.
        choice_field(self, "nationality").choices = cache(lambda: nationality_choices(list(offered)))

    def clean_birth_day(self) -> int | None:
        day: int | None = self.cleaned_data["birth_day"]
        if day is not None and not 1 <= day <= 31:
            raise forms.ValidationError(_DAY_WORDS)
        return day

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not 1000 <= year <= 9999:
            raise forms.ValidationError(_YEAR_WORDS)
        if year is not None and year < OLDEST_BIRTH_YEAR:
            raise forms.ValidationError("Cette année est trop ancienne\u00a0: vérifiez-la.")
        return year

    def clean_birth_month(self) -> int | None:
        typed = self.cleaned_data["birth_month"].strip()
        if not typed:
            return None
        month = read_month(typed)
        if month is None:
            raise forms.ValidationError("Écrivez le mois en chiffres ou en lettres\u00a0: 3, ou mars.")
        return month

    def clean(self) -> dict[str, Any]:
        """Keep only what the chosen precision says is known; a 1 January counts as the year."""
        cleaned = super().clean() or self.cleaned_data
        unnamed = not (cleaned.get("given_names") or cleaned.get("family_name"))
        if unnamed and not {"given_names", "family_name"} & self.errors.keys():
            self.add_error("given_names", "Écrivez au moins un nom ou un prénom.")
        precision = cleaned.get("birth_precision")
        first_january = cleaned.get("birth_day") == 1 and cleaned.get("birth_month") == 1
        if precision == BirthPrecision.EXACT and first_january:
            precision = cleaned["birth_precision"] = BirthPrecision.YEAR
        kept = {
            BirthPrecision.EXACT: ("birth_day", "birth_month", "birth_year"),
            BirthPrecision.MONTH: ("birth_month", "birth_year"),
            BirthPrecision.YEAR: ("birth_year",),
            BirthPrecision.ESTIMATED: ("birth_year",),
        }.get(BirthPrecision(precision or BirthPrecision.UNKNOWN), ())
        for name in ("birth_day", "birth_month", "birth_year"):
            if name not in kept:
                cleaned[name] = None
                self.errors.pop(name, None)
            elif cleaned.get(name) is None and name not in self.errors:
                self.add_error(name, f"Écrivez {_THE[name]}, ou choisissez une autre précision.")
        self._refuse_times_to_come(cleaned)
        return cleaned

    def _refuse_times_to_come(self, cleaned: dict[str, Any]) -> None:
        today = timezone.localdate()
        born = (
            cleaned.get("birth_year") or 0,
            cleaned.get("birth_month") or 0,
            cleaned.get("birth_day") or 0,
        )
        if born > (today.year, today.month, today.day):
            self.add_error("birth_year", "Cette date est dans le futur.")


class RegistrationForm(KeyedForm, ConsentFields, IdentityFields):
    """Registration of one person on one page: consent first, twelve visible fields at most."""

    act = "inscrire {record.number}"
    not_same = forms.CharField(widget=forms.HiddenInput, required=False)
    place = forms.ChoiceField(label="Site minier ou commune", required=False)

    refusal_message = "Sans son accord, rien n’est gardé."

    # The order of the page, which the summary of errors follows.
    field_order = ["id", "consent_given", "consent_means", "consent_language", "given_names", "family_name"]

    class Meta:
        model = Migrant
        fields = [*IDENTITY, *BIRTH, "phone", "profession"]
        labels = IDENTITY_LABELS
        help_texts = {"phone": "Écrivez-le comme elle le dit."}
        error_messages = IDENTITY_ERRORS
        widgets = {**IDENTITY_WIDGETS, "phone": PHONE_INPUT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice_field(self, "place").choices = cache(place_choices)
        choice_field(self, "profession").queryset = Profession.objects.current()
        choice_field(self, "profession").empty_label = "Je ne sais pas"

    def chosen_place(self) -> Place:
        return chosen_place(self.cleaned_data["place"])


class CompanionRegistrationForm(RegistrationForm):
    """Registration of somebody who came with a person of the register."""

    relation = forms.ChoiceField(
        label="Que lui est cette personne\u202f?",
        choices=[("", "Choisissez"), *Relation.choices],
        error_messages={"required": "Choisissez le lien."},
    )


_THE = {"birth_day": "le jour", "birth_month": "le mois", "birth_year": "l’année"}
