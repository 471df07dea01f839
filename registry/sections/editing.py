"""Saving a section that someone else may have changed since it was opened: nothing is silently overwritten.

A form carries what its section said when it was opened. If the dossier says something else by the time it is sent,
both are shown, and the person who sends chooses.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.forms import Field
from django.http import QueryDict

from registry.access import fetch_visible
from registry.duplicates import open_stays
from registry.models import Migrant
from registry.models.base import Record
from registry.pairs import propose_pairs
from registry.saving import saving

from .forms import SectionForm

SALT = "registry.sections"
KEEP = "keep_"
MINE, THEIRS = "mine", "theirs"

Values = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """A question that two people answered differently: what was typed here, what the dossier says now."""

    key: str
    label: str
    mine: str
    theirs: str
    choice: str = ""

    @property
    def field_name(self) -> str:
        return f"{KEEP}{self.key}"


@dataclass(frozen=True)
class Edit:
    """The outcome of sending a section: saved, or a form to show again, with its differences to settle."""

    form: SectionForm
    is_saved: bool
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Opened:
    """What a section said when its form was shown, and the questions its sender was asked to settle."""

    values: Values
    unsettled: list[str]


def open_form(form_class: type[SectionForm], record: Record) -> SectionForm:
    """The form of a section, or of one of its rows, filled with what the dossier says now."""
    form = form_class(instance=record)
    form.initial["opened"] = _seal(form, record, [])
    return form


def save_section(form_class: type[SectionForm], pk: UUID, posted: QueryDict, *, by: Any) -> Edit:
    """Save what was posted for a section of this dossier, unless it changed since the form was opened.

    Raises AccessRefused or Http404 as `fetch_visible` does.
    """
    with transaction.atomic():
        people = Migrant.objects.select_for_update(of=("self",))
        return save_over(form_class, fetch_visible(people, user=by, pk=pk), posted, by=by)


def save_over(form_class: type[SectionForm], locked: Record, posted: QueryDict, *, by: Any) -> Edit:
    """Save what was posted over this record, which is locked, unless it changed since the form was opened."""
    unchanged = form_class(instance=locked)
    current = values_of(unchanged)
    opened = _unseal(posted.get("opened", ""), unchanged, locked)
    data = _with_their_answers(unchanged, posted, current)
    form = form_class(data, instance=locked)
    if not form.is_valid():
        return Edit(form, is_saved=False)
    differences = tuple(_differences(form, opened, current, posted))
    if differences:
        data["opened"] = _seal(unchanged, locked, [difference.key for difference in differences])
        return Edit(form, is_saved=False, differences=differences)
    with saving(form):
        form.save_by(by)
        if isinstance(locked, Migrant):
            propose_pairs(locked, open_stays([locked]).get(locked.pk))
    return Edit(form, is_saved=not form.errors)


def values_of(form: SectionForm) -> Values:
    """What each field of the form holds, as a browser would send it: texts, or lists of texts."""
    return {name: _as_sent(form[name].value(), form.fields[name]) for name in form.section_fields}


def _as_sent(value: Any, field: Field) -> Any:
    value = field.prepare_value(value)
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return "" if value is None else str(value).strip()
    return sorted(str(field.prepare_value(one)) for one in value)


def _seal(unchanged: SectionForm, record: Record, unsettled: list[str]) -> str:
    content = [type(unchanged).__name__, str(record.pk), values_of(unchanged), unsettled]
    return signing.dumps(content, salt=SALT, compress=True)


def _unseal(sealed: str, form: SectionForm, record: Record) -> Opened:
    """What the form was opened with; nothing when the text is not ours, or of another form."""
    try:
        name, key, values, unsettled = signing.loads(sealed, salt=SALT)
    except signing.BadSignature:
        return Opened({}, [])
    return (
        Opened(values, unsettled) if (name, key) == (type(form).__name__, str(record.pk)) else Opened({}, [])
    )


def _with_their_answers(unchanged: SectionForm, posted: QueryDict, current: Values) -> QueryDict:
    """The posted fields, where the answers of the dossier replace those the sender gave up."""
    data = posted.copy()
    for key, names in unchanged.questions.items():
        if posted.get(f"{KEEP}{key}") == THEIRS:
            for name in names:
                value = current[name]
                data.setlist(name, value if isinstance(value, list) else [value])
    return data


def _differences(
    form: SectionForm, opened: Opened, current: Values, posted: QueryDict
) -> Iterator[Difference]:
    """Each question that changed since the form was opened and is not settled, unless both answers are the same."""
    sent = values_of(form)
    for key, names in form.questions.items():
        mine, now, before = (
            [values.get(name) for name in names] for values in (sent, current, opened.values)
        )
        choice = posted.get(f"{KEEP}{key}", "")
        is_settled = key not in opened.unsettled or choice in (MINE, THEIRS)
        if mine == now or (before == now and is_settled):
            continue
        yield Difference(
            key=key,
            label=form.question_label(key),
            mine=form.answer_text(key, sent),
            theirs=form.answer_text(key, current),
            choice=choice or (THEIRS if mine == before else ""),
        )
