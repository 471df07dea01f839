"""Invented people in any number, always the same for one seed, with the skew of West African names.

A few family names and given names are borne by a great part of the people, in several spellings; thousands of others
are rare. The rare ones are invented syllables.
"""

import io
import itertools
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections, models

from registry.models import Migrant, Nationality, NumberSeries
from registry.numbering import format_number
from registry.reference_files import read_reference

SEED = 2026
_ONSETS = ("b c d f g k l m n s t w y z dj di gn nd mb ng kh th ch", "a e i o ou é aï")
_COLUMNS = [
    "id",
    "number",
    "registered_on",
    "family_name",
    "given_names",
    "sex",
    "birth_precision",
    "birth_year",
    "nationality_id",
    "phone",
    "phone_number",
    "created_at",
    "updated_at",
]


@dataclass(frozen=True)
class Person:
    """An invented person, before it has a number."""

    given_names: str
    family_name: str
    sex: str
    birth_year: int | None
    phone: str
    nationality: str


class NameDrawer:
    """Draws names by their frequency; one in four is written in another spelling."""

    def __init__(self, chance: random.Random, kind: str, sex: str, *, rare: int) -> None:
        self._chance = chance
        self._spellings: dict[str, list[str]] = {}
        for row in read_reference("noms_equivalences.csv"):
            if (row["kind"], row["sex"]) == (kind, sex):
                self._spellings.setdefault(row["canonical"], []).append(row["variant"])
        names = list(self._spellings)
        chance.shuffle(names)
        frequent = [1 / (rank + 2) ** 0.85 for rank in range(len(names))]
        rare_ones = [sum(frequent) / 4 / rare] * rare
        self._names = names + [self._invented() for _ in range(rare)]
        self._weights = list(itertools.accumulate(frequent + rare_ones))

    def draw(self) -> str:
        name = self._chance.choices(self._names, cum_weights=self._weights)[0]
        spellings = self._spellings.get(name)
        return self._chance.choice(spellings) if spellings and self._chance.random() < 0.25 else name

    def _invented(self) -> str:
        consonants, vowels = (part.split() for part in _ONSETS)
        syllables = self._chance.choice((2, 2, 3, 3, 4))
        return "".join(
            self._chance.choice(consonants) + self._chance.choice(vowels) for _ in range(syllables)
        ).capitalize()


def invent_people(count: int, *, seed: int = SEED) -> Iterator[Person]:
    """`count` persons, the same each time for one seed."""
    chance = random.Random(seed)  # noqa: S311
    family = NameDrawer(chance, "nom", "", rare=9_000)
    given = {sex: NameDrawer(chance, "prenom", sex, rare=3_500) for sex in "FM"}
    for _ in range(count):
        sex = "F" if chance.random() < 0.35 else "M"
        names = [given[sex].draw() for _ in range(2 if chance.random() < 0.2 else 1)]
        yield Person(
            given_names=" ".join(names),
            family_name=family.draw(),
            sex=sex,
            birth_year=chance.randint(1955, 2008) if chance.random() < 0.9 else None,
            phone=f"{chance.choice('679')}{chance.randrange(10**7):07d}" if chance.random() < 0.6 else "",
            nationality=chance.choice(("ml", "sn", "gn", "ci", "bf", "gm", "mr")),
        )


def register_in_bulk(people: Iterator[Person], *, using: str, prefix: str = "BEN", year: int = 2026) -> None:
    """Copy people into the registry without their history; the vocabulary is learnt at once, as always.

    `using` names the database as the owner of its tables.
    """
    nationality = dict(Nationality.objects.values_list("code", "pk"))
    texts = [
        field.column
        for field in Migrant._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and field.column not in _COLUMNS
    ]
    columns, empty = ", ".join([*_COLUMNS, *texts]), [""] * len(texts)
    lines = io.StringIO()
    sequence = 0
    for sequence, person in enumerate(people, 1):
        day = f"{year - 1 - sequence % 5}-{1 + sequence % 12:02d}-{1 + sequence % 28:02d}"
        fields = (
            f"00000000-0000-4000-8000-{sequence:012d}",
            format_number(prefix, year, sequence),
            day,
            person.family_name,
            person.given_names,
            person.sex,
            "year" if person.birth_year else "unknown",
            str(person.birth_year or r"\N"),
            str(nationality[person.nationality]),
            person.phone,
            f"+223{person.phone}" if person.phone else "",
            f"{day} 08:00+00",
            f"{day} 08:00+00",
        )
        lines.write("\t".join((*fields, *empty)) + "\n")
    lines.seek(0)
    with written_without_history(using, "registry_migrant") as cursor:
        cursor.copy_expert(f"COPY registry_migrant ({columns}) FROM STDIN", lines)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    NumberSeries.objects.update_or_create(prefix=prefix, year=year, defaults={"last": sequence})


@contextmanager
def written_without_history(using: str, table: str) -> Iterator[Any]:
    """A cursor under which the triggers of each row of the table rest; every constraint holds."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgtype & 1 = 1",
            [table],
        )
        by_row = [name for (name,) in cursor.fetchall()]
        for name in by_row:
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{name}"')
        yield cursor
        for name in by_row:
            cursor.execute(f'ALTER TABLE {table} ENABLE TRIGGER "{name}"')
