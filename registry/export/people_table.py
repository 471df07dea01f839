"""What an export says of each person: who they are, how to reach them, where they are. Nothing that is sensitive.

Never in it: papers, family, schooling, remarks, protection, unions, interviews and requests.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import Case, DateField, FilteredRelation, Func, Q, TextField, UUIDField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest

from registry import journal
from registry.enums import BirthPrecision, Direction, Duration, JournalAction, Sex
from registry.export.table_files import Cell, Table
from registry.models.people import MigrantQuerySet
from registry.phones import phone_note

AT_ONCE = 10_000
HEADINGS = [
    ("Numéro CIOM", 16),
    ("Inscrit le", 11),
    ("Nom", 22),
    ("Prénoms", 22),
    ("Sexe", 8),
    ("Date de naissance", 12),
    ("Année de naissance", 10),
    ("Naissance connue", 18),
    ("Nationalité", 18),
    ("Profession", 24),
    ("Téléphone", 18),
    ("Avant d’appeler", 20),
    ("Durée prévue", 18),
    ("Lieu actuel", 26),
    ("Cercle", 16),
    ("Situation", 18),
    ("Depuis le", 11),
]
_BIRTH = Func("birth_year", "birth_month", "birth_day", function="MAKE_DATE", output_field=DateField())
_PRECISIONS = [
    (precision.value, "Non" if precision == BirthPrecision.UNKNOWN else precision.label)
    for precision in BirthPrecision
]


def people_table(
    people: MigrantQuerySet, *, actor: Any, reason: str, request: HttpRequest | None = None
) -> Table:
    """These persons, newest number first, taken away by a user for a reason.

    They are read by `AT_ONCE` as the lines are asked for. Before the lines of so many leave, the journal names them, in
    the transaction that read them. Raises IntegrityError when the reason has fewer than 10 characters.
    """
    return Table("Migrants", HEADINGS, _rows(people, actor=actor, reason=reason, request=request))


def _rows(people: MigrantQuerySet, **export: Any) -> Iterator[Sequence[Cell]]:
    remaining = people_cells(people)
    while True:
        with transaction.atomic():
            found = list(remaining[:AT_ONCE])
            if found:
                keys = Cast(Value("{" + ",".join(key for key, *_ in found) + "}"), ArrayField(UUIDField()))
                journal.record(action=JournalAction.EXPORTED, people=keys, **export)
        for _key, *cells in found:
            yield cells
        if len(found) < AT_ONCE:
            return
        remaining = people_cells(people.filter(number__lt=found[-1][1]))


def people_cells(people: MigrantQuerySet) -> Any:
    """The key of each person and the cells of their line, written by the database: so many take their time in Python.

    A person has one open stay at most.
    """
    return (
        people.annotate(here=FilteredRelation("stays", condition=Q(stays__until__isnull=True)))
        .order_by("-number")
        .values_list(
            Cast("pk", TextField()),
            "number",
            "registered_on",
            "family_name",
            "given_names",
            _label("sex", Sex.choices),
            Case(When(birth_precision=BirthPrecision.EXACT, then=_BIRTH)),
            "birth_year",
            _label("birth_precision", _PRECISIONS),
            "nationality__label",
            "profession__label",
            "phone",
            Case(*_before_calling()),
            _label("duration", Duration.choices),
            Coalesce("here__site__label", "here__commune__label", "here__place_text"),
            Coalesce("here__site__cercle__label", "here__commune__cercle__label"),
            _label("here__direction", Direction.choices),
            "here__since",
        )
    )


def _label(path: str, choices: Iterable[tuple[str, str]]) -> Case:
    """The French word of a value of a closed list."""
    return Case(*(When(**{path: value}, then=Value(label)) for value, label in choices))


def _before_calling() -> Iterator[When]:
    for is_own, may_be_called in product((False, None), repeat=2):
        known = {"phone_is_own": is_own, "may_be_called": may_be_called}
        told = {name: answer for name, answer in known.items() if answer is False}
        if told:
            yield When(**told, then=Value(phone_note(is_own=is_own, may_be_called=may_be_called)))
