"""The registered persons whose names many rows of a register may mean, asked for all rows at once."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from uuid import UUID

from django.db import connection

from registry.matching import Evidence
from registry.name_agreement import MAX_WORDS
from registry.name_options import other_spellings
from registry.names import split_name
from registry.search import YEARS_APART

MOST_COMPARED = 200
_WHO = f"""
    SELECT DISTINCT found.id
    FROM jsonb_to_recordset(%s) AS wanted (name text[], beside text[], initial text, sex text, born int),
    LATERAL (
        SELECT id FROM registry_migrant
        WHERE erased_at IS NULL AND merged_into_id IS NULL AND name_words && wanted.name AND {{}}
            AND (wanted.sex = '' OR sex = wanted.sex)
            AND (wanted.born IS NULL OR birth_year IS NULL OR abs(birth_year - wanted.born) <= {YEARS_APART})
        LIMIT {MOST_COMPARED}
    ) AS found
"""  # noqa: S608
_TWO_NAMES = _WHO.format("name_words && wanted.beside")
_NAME_AND_INITIAL = _WHO.format(
    "EXISTS (SELECT FROM unnest(name_words) AS called (word) WHERE starts_with(called.word, wanted.initial))"
)


@dataclass(frozen=True)
class _Wanted:
    """Two of the names of a row, each in all its spellings, or one name and an initial."""

    name: list[str]
    beside: list[str]
    initial: str
    sex: str
    born: int | None


class Namesakes:
    """Looks for namesakes of one batch of rows after another; spellings met once are remembered."""

    def __init__(self) -> None:
        self._spellings: dict[str, set[str]] = {}

    def find(self, rows: Sequence[Evidence]) -> set[UUID]:
        """Persons who bear two of the names of a row, or one and an initial, and may be of its sex and age."""
        names = {row: split_name(row.name).core[:MAX_WORDS] for row in rows}
        words = {word for core in names.values() for word in core if len(word) > 1}
        self._spellings |= other_spellings(words - self._spellings.keys())
        wanted = [one for row, core in names.items() for one in self._pairs(row, core)]
        with_initial = [one for one in wanted if one.initial]
        two_names = [one for one in wanted if not one.initial]
        return _ask(_TWO_NAMES, two_names) | _ask(_NAME_AND_INITIAL, with_initial)

    def _pairs(self, row: Evidence, core: Sequence[str]) -> Iterator[_Wanted]:
        for pair in combinations(core, 2):
            name, beside = sorted(pair, key=len, reverse=True)
            if len(name) > 1:
                initial = beside if len(beside) == 1 else ""
                yield _Wanted(self._called(name), self._called(beside), initial, row.sex, row.birth_year)

    def _called(self, word: str) -> list[str]:
        """The spellings of a name, and its initial."""
        return [*self._spellings.get(word, ()), word[0]]


def _ask(statement: str, wanted: Sequence[_Wanted]) -> set[UUID]:
    if not wanted:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps([asdict(one) for one in wanted])])
        return {key for (key,) in cursor.fetchall()}
