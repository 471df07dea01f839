"""Who may be the person being registered: how many are found, how fast, beside the similarity of trigrams."""

import random
from collections import Counter
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from registry.duplicates import possible_same_people
from registry.enums import BirthPrecision
from registry.matching_evaluation import evaluate, read_pairs
from registry.models import Migrant
from registry.registration import Place
from registry.search import YEARS_APART
from tests.bench.figures import Figure, run_sql, take_turns
from tests.bench.labelled_pairs import PAIRS, WrittenTwice
from tests.bench.search import mistype

OF_EACH_KIND = 40
# The search by trigrams that somebody would write: the whole name, one index, the same sex and birth.
TRIGRAMS = """
    SELECT id FROM bench_tunedperson
    WHERE folded %% ciom_fold(%s) AND sex = %s AND (birth_year IS NULL OR birth_year BETWEEN %s AND %s)
    ORDER BY similarity(folded, ciom_fold(%s)) DESC, abs(birth_year - %s) LIMIT 5
"""


class Facilitator:
    """Whoever sees every dossier."""

    def has_perm(self, permission: str) -> bool:
        return permission == "registry.view_migrant"


def measure_candidates(people: list[Migrant], pairs: list[WrittenTwice]) -> Iterable[Figure]:
    """Figures for persons who come again: written alike, as the labelled pairs write them, or mistyped."""
    chance = random.Random(11)
    born = [one for one in people if one.birth_year]
    kinds = {
        "écrites de même": [(_again(one, one.full_name, chance), one) for one in born[:OF_EACH_KIND]],
        "écrites autrement": [
            (_again(one.person, one.other_name, chance), one.person) for one in pairs[:OF_EACH_KIND]
        ],
        "mal tapées": [(_again(one, mistype(one, chance), chance), one) for one in born[-OF_EACH_KIND:]],
    }
    found: Counter[tuple[str, str]] = Counter()

    def ours(kind: str, candidate: Migrant, meant: Migrant) -> None:
        shown = possible_same_people(candidate, Place(), user=Facilitator())
        found["site", kind] += any(one.migrant == meant for one in shown)

    def trigrams(kind: str, candidate: Migrant, meant: Migrant) -> None:
        name, year = candidate.full_name, candidate.birth_year
        rows = run_sql(TRIGRAMS, name, candidate.sex, year - YEARS_APART, year + YEARS_APART, name, year)
        found["trigrams", kind] += any(UUID(str(pk)) == meant.pk for (pk,) in rows)

    times = take_turns(
        {"site": partial(ours, kind, *one), "trigrams": partial(trigrams, kind, *one)}
        for kind, again in kinds.items()
        for one in again
    )
    yield Figure(
        "ressemblances\u00a0: trigrammes / site",
        times["trigrams"].p50 / times["site"].p50,
        "fois",
        5,
        True,
        f"site {times['site']}, trigrammes {times['trigrams']}",
    )
    for kind, again in kinds.items():
        site, other = (100 * found[who, kind] / len(again) for who in ("site", "trigrams"))
        yield Figure(
            f"personnes {kind}, parmi 5\u00a0: écart aux trigrammes",
            site - other,
            "points",
            -2,
            True,
            f"site {site:.1f} %, trigrammes {other:.1f} %, {len(again)} personnes",
        )
    _, overall = evaluate(read_pairs(PAIRS))
    yield Figure("paires étiquetées, précision", 100 * overall.precision, "%", 97, True)
    yield Figure("paires étiquetées, rappel", 100 * overall.recall, "%", 95, True)


def _again(person: Migrant, name: str, chance: random.Random) -> Migrant:
    """The person as they are written at another visit: the year of birth within two."""
    given, _, family = name.rpartition(" ")
    again = Migrant(
        given_names=given,
        family_name=family,
        sex=person.sex,
        birth_precision=BirthPrecision.ESTIMATED,
        birth_year=(person.birth_year or 0) + chance.randint(-2, 2),
        nationality=person.nationality,
    )
    again.clean()
    return again
