"""The page of the search: how often it shows the person meant, and how fast, beside its peers.

The other spellings are those of the labelled pairs, which other people wrote.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from registry.models import Migrant
from registry.sealing import seal
from registry.views import SEARCH
from tests.bench.figures import Act, Figure, Times, run_sql, take_turns
from tests.bench.labelled_pairs import WrittenTwice
from tests.bench.peers import STOCK, TUNED

SEARCHES = 200
SEARCHES_BESIDE_PEERS = 8
SEX = {"F": "femme", "M": "homme"}
RAW = """
    SELECT id, number, given_names, family_name FROM registry_migrant
    WHERE name_words @> string_to_array(ciom_fold(%s), ' ')
    ORDER BY registered_on + 0 DESC LIMIT 20
"""
FLOORS = {"telle qu’écrite": 95, "écrite autrement": 94, "mal tapée": 90}


@dataclass(frozen=True)
class Search:
    """What is typed, with and without sex and year of birth, and who is meant."""

    names: str
    described: str
    meant: Migrant


def measure_search(
    site: Client, peers: Client, user: User, people: list[Migrant], pairs: list[WrittenTwice]
) -> Iterable[Figure]:
    """Figures of the searches for some of the people, and for those who are written twice."""
    chance = random.Random(7)
    kinds = {
        "telle qu’écrite": [_search(one, one.full_name, chance) for one in people[:SEARCHES]],
        "écrite autrement": [_search(one.person, one.other_name, chance) for one in pairs],
        "mal tapée": [_search(one, mistype(one, chance), chance) for one in people[-SEARCHES:]],
    }
    seconds: list[float] = []
    for kind, searches in kinds.items():
        shown = 0
        rounds = []
        for search in searches:
            address = _address(search.described, user)
            shown += search.meant.number in site.get(address).content.decode()
            rounds.append({"page": lambda address=address: site.get(address)})
        seconds += take_turns(rounds)["page"].seconds
        recall = 100 * shown / len(searches)
        yield Figure(
            f"la personne {kind}, parmi 20", recall, "%", FLOORS[kind], True, f"{len(searches)} recherches"
        )
    pages = Times(tuple(seconds))
    yield Figure("page de recherche, p95", pages.p95, "ms", 50, beside=f"médiane {pages.p50:.1f} ms")
    yield from _beside_peers(site, peers, user, kinds)


def _beside_peers(
    site: Client, peers: Client, user: User, kinds: dict[str, list[Search]]
) -> Iterable[Figure]:
    """The same names in each, and in raw SQL, in turns."""
    searches = [search for kind in kinds.values() for search in kind[:SEARCHES_BESIDE_PEERS]]
    times = take_turns(_in_each(search, site, peers, user) for search in searches)
    beside = f"site {times['site']}, SQL {times['sql']}"
    for name, peer, ratio in (("admin de Django", "stock", 60), ("admin réglé", "tuned", 5)):
        measured = times[peer].p50 / times["site"].p50
        yield Figure(
            f"recherche\u00a0: {name} / site", measured, "fois", ratio, True, f"{beside}, admin {times[peer]}"
        )


def _in_each(search: Search, site: Client, peers: Client, user: User) -> dict[str, Act]:
    address = _address(search.names, user)
    return {
        "site": lambda: site.get(address),
        "sql": lambda: run_sql(RAW, search.meant.full_name),
        "stock": lambda: peers.get(STOCK, {"q": search.names}),
        "tuned": lambda: peers.get(TUNED, {"q": search.names}),
    }


def _address(typed: str, user: User) -> str:
    return f"{reverse('registry:migrants')}?recherche={seal(typed, purpose=SEARCH, user_id=user.pk)}"


def _search(meant: Migrant, names: str, chance: random.Random) -> Search:
    """The year of birth is remembered within two."""
    year = f" {meant.birth_year + chance.randint(-2, 2)}" if meant.birth_year else ""
    return Search(names, f"{names} {SEX[meant.sex]}{year}", meant)


def mistype(person: Migrant, chance: random.Random) -> str:
    """The name with one slip of the fingers in its longest word."""
    word = max(person.full_name.split(), key=len)
    at = chance.randrange(1, len(word))
    letter = chance.choice("aeioumnrstkl")
    slip = chance.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        )
    )
    return person.full_name.replace(word, slip, 1)
