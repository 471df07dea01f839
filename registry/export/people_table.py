"""What an export says of each person: who they are, how to reach them, where they are. Nothing that is sensitive.

Never in it: papers, family, schooling, remarks, protection, unions, interviews and requests.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import FilteredRelation, Q, TextField, UUIDField, Value
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
_SEXES = dict(Sex.choices)
_PRECISIONS = dict(BirthPrecision.choices) | {BirthPrecision.UNKNOWN.value: "Non"}
_DURATIONS = dict(Duration.choices)
_DIRECTIONS = dict(Direction.choices)


def people_table(
    people: MigrantQuerySet, *, actor: Any, reason: str, request: HttpRequest | None = None
) -> Table:
    """These persons, newest number first, taken away by a user for a reason.

    They are read by `AT_ONCE` as the lines are asked for. Before the lines of so many leave, the journal names them, in
    the transaction that read them. Raises IntegrityError when the reason has fewer than 10 characters.
    """
    return Table("Migrants", HEADINGS, _rows(people, actor=actor, reason=reason, request=request))


def _rows(people: MigrantQuerySet, **export: Any) -> Iterator[tuple[Cell, ...]]:
    remaining = people_values(people)
    while True:
        with transaction.atomic():
            found = list(remaining[:AT_ONCE])
            if found:
                keys = Value("{" + ",".join(key for key, *_ in found) + "}")
                journal.record(
                    action=JournalAction.EXPORTED, people=Cast(keys, ArrayField(UUIDField())), **export
                )
        yield from map(_cells, found)
        if len(found) < AT_ONCE:
            return
        remaining = people_values(people.filter(number__lt=found[-1][1]))


def _cells(values: tuple[Any, ...]) -> tuple[Cell, ...]:
    (
        _key,
        number,
        registered_on,
        family_name,
        given_names,
        sex,
        precision,
        year,
        month,
        day,
        nationality,
        profession,
        phone,
        phone_is_own,
        may_be_called,
        duration,
        place,
        cercle,
        direction,
        since,
    ) = values
    return (
        number,
        registered_on,
        family_name,
        given_names,
        _SEXES[sex],
        datetime.date(year, month, day) if precision == BirthPrecision.EXACT else None,
        year,
        _PRECISIONS[precision],
        nationality,
        profession,
        phone,
        phone_note(is_own=phone_is_own, may_be_called=may_be_called),
        _DURATIONS.get(duration),
        place,
        cercle,
        _DIRECTIONS.get(direction),
        since,
    )


def people_values(people: MigrantQuerySet) -> Any:
    """The columns of the rows, in one query. A person has one open stay at most."""
    return (
        people.annotate(
            here=FilteredRelation("stays", condition=Q(stays__until__isnull=True)),
            place=Coalesce("here__site__label", "here__commune__label", "here__place_text"),
            cercle=Coalesce("here__site__cercle__label", "here__commune__cercle__label"),
        )
        .order_by("-number")
        .values_list(
            Cast("pk", TextField()),
            "number",
            "registered_on",
            "family_name",
            "given_names",
            "sex",
            "birth_precision",
            "birth_year",
            "birth_month",
            "birth_day",
            "nationality__label",
            "profession__label",
            "phone",
            "phone_is_own",
            "may_be_called",
            "duration",
            "place",
            "cercle",
            "here__direction",
            "here__since",
        )
    )
