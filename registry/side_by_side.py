"""What two dossiers say, question by question, in the words of the sections of a dossier."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from registry.merging import links_to_a_person, paper_key, same_papers
from registry.models import Migrant
from registry.sections.definitions import SECTIONS
from registry.sections.editing import values_of
from registry.sections.forms import SectionForm


@dataclass(frozen=True)
class Question:
    """What both dossiers answer, in words; "" when nothing is known.

    `columns` are those of the person that hold the answer; of a paper, `paper` is its key.
    """

    key: str
    label: str
    answers: tuple[str, str]
    columns: tuple[str, ...] = ()
    paper: str = ""

    @property
    def is_same(self) -> bool:
        return self.answers[0] == self.answers[1]

    @property
    def is_empty(self) -> bool:
        return not any(self.answers)


def compare_dossiers(one: Migrant, other: Migrant) -> list[Question]:
    """Every question of the sections that is a column of the person, then the papers that both name."""
    questions = [
        question
        for section in SECTIONS.values()
        for question in _questions(section.form_class(instance=one), section.form_class(instance=other))
    ]
    for place, (own, theirs) in enumerate(same_papers(one, other)):
        states = (own.get_state_display(), theirs.get_state_display())
        questions.append(Question(f"paper_{place}", str(own.type), states, paper=paper_key(own)))
    return questions


def held_by(people: tuple[Migrant, Migrant], *, user: Any) -> list[tuple[str, int, int]]:
    """What hangs on each of the two, as far as the user may see it: "accueils", 3, 1. One query a table."""
    held = []
    for field in links_to_a_person().values():
        if field.model is Migrant:
            continue
        rows = field.model._default_manager.all()
        if hasattr(rows, "visible_to"):
            rows = rows.visible_to(user)
        counted = (
            rows.filter(**{f"{field.name}__in": people})
            .order_by()
            .values_list(field.name)
            .annotate(Count("pk"))
        )
        counts = dict(counted)
        if counts:
            first, second = (counts.get(one.pk, 0) for one in people)
            held.append((str(field.model._meta.verbose_name_plural).capitalize(), first, second))
    return held


def _questions(one: SectionForm, other: SectionForm) -> Iterator[Question]:
    values = (values_of(one), values_of(other))
    for key, names in one.questions.items():
        columns = tuple(column for name in names if (column := _column_of(name)))
        if columns:
            first, second = (one.answer_text(key, values[0]), other.answer_text(key, values[1]))
            yield Question(key, one.question_label(key), (first, second), columns)


def _column_of(field: str) -> str:
    """The column of the person that a field of a section fills; "" for what is in a table of its own."""
    name = {"employer_name": "employer"}.get(field, field)
    return name if any(name == column.name for column in Migrant._meta.concrete_fields) else ""
