"""The form by which somebody says what the one dossier made of two will hold."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.html import format_html

from registry.forms import KeyedForm
from registry.merging import Taken
from registry.models import Migrant
from registry.side_by_side import Question, compare_dossiers

FIRST, SECOND = "first", "second"
NOTHING = "Non renseigné"


class MergeForm(KeyedForm):
    """Which number the person keeps, then one choice for each question that the two dossiers answer differently."""

    act = "fusionner le dossier {record.absorbed.number}"
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    kept = forms.ChoiceField(
        label="Quel numéro garde-t-elle\u202f?",
        help_text="L’autre numéro mènera à ce dossier.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le numéro que la personne garde."},
    )

    def __init__(self, data: Any, people: tuple[Migrant, Migrant]) -> None:
        super().__init__(data)
        self.people = people
        questions = compare_dossiers(*people)
        self.same = [question for question in questions if question.is_same and not question.is_empty]
        self.different = [question for question in questions if not question.is_same]
        kept = self.fields["kept"]
        kept.choices = list(zip((FIRST, SECOND), [one.number for one in people], strict=True))  # type: ignore[attr-defined]
        kept.initial = FIRST
        self.fields["seen"].initial = self._state()
        for question in self.different:
            self.fields[question.key] = _choice(question, people)

    @property
    def choices(self) -> list[forms.BoundField]:
        """The questions to settle, as fields."""
        return [self[question.key] for question in self.different]

    def clean(self) -> dict[str, Any]:
        """Refuse a choice made on what the dossiers no longer say."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seen") != self._state():
            data = cast(QueryDict, self.data).copy()
            data["seen"] = self._state()
            self.data = data
            self.add_error(None, "Un des dossiers a changé entre-temps\u00a0: vérifiez, puis fusionnez.")
        return cleaned

    def _state(self) -> str:
        return " ".join(one.updated_at.isoformat() for one in self.people)

    def chosen(self) -> tuple[Migrant, Migrant, Taken]:
        """The dossier to keep, the one to absorb, and what is taken from the latter."""
        kept, absorbed = self.people if self.cleaned_data["kept"] == FIRST else self.people[::-1]
        taken = [one for one in self.different if self.cleaned_data[one.key] != self.cleaned_data["kept"]]
        return (
            kept,
            absorbed,
            Taken(
                columns=[column for question in taken for column in question.columns],
                states_of_papers=[one.paper for one in taken if one.paper],
            ),
        )


def _choice(question: Question, people: tuple[Migrant, Migrant]) -> forms.ChoiceField:
    """Both answers; the only one that is known is proposed."""
    first, second = question.answers
    return forms.ChoiceField(
        label=question.label,
        choices=[
            (side, format_html('{} <span class="hint number">{}</span>', answer or NOTHING, one.number))
            for side, answer, one in zip((FIRST, SECOND), question.answers, people, strict=True)
        ],
        initial=SECOND if not first else FIRST if not second else None,
        widget=forms.RadioSelect,
        error_messages={"required": f"«\u00a0{question.label}\u00a0»\u00a0: choisissez la bonne réponse."},
    )
