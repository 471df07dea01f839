"""`make bench`: searches among many people, beside their limit (raw SQL) and beside the search of a stock Django admin.

Fills an empty database with `--people` invented persons, then measures each kind of search: how often the person meant
is among the twenty shown, and the milliseconds (median and p95) of the search, of its whole page, of the raw SQL for
the same words, and of the admin's. The spellings are those of the labelled pairs, which other people wrote.
"""

import argparse
import io
import json
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from registry.models import Migrant

BASE_DIR = Path(__file__).resolve().parents[2]
PAIRS = BASE_DIR / "tests" / "registry" / "data" / "noms_paires.csv"
SEARCHES = 100
ADMIN_SEARCHES = 3
RAW = """
    SELECT id FROM registry_migrant WHERE name_words @> string_to_array(ciom_fold(%s), ' ')
    ORDER BY registered_on + 0 DESC LIMIT 21
"""


@dataclass
class Search:
    """What is typed, and who is meant."""

    typed: str
    meant: "Migrant"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path, default=BASE_DIR / "var" / "bench-search.json")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ciom-bench-") as folder:
        own_place = {"CIOM_VAR": folder, "CIOM_ENV_FILE": os.devnull, "CIOM_DEVELOPMENT": "1"}
        os.environ |= own_place | {"DJANGO_SETTINGS_MODULE": "ciom.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("start_database", stdout=sys.stderr)
        try:
            figures = measure(options.people)
        finally:
            call_command("stop_database", stdout=sys.stderr)
    show(figures)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")


def measure(count: int) -> dict[str, Any]:
    """Fill the database and search in it."""
    from django.core.management import call_command
    from django.db import connections

    from tests.bench.people import invent_people, register_in_bulk

    call_command("migrate", verbosity=0)
    call_command("load_reference_data", stdout=io.StringIO())
    begun = time.monotonic()
    register_in_bulk(invent_people(count), using="owner")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    filled = time.monotonic() - begun
    kinds: dict[str, Any] = {}
    searches = choose_searches(count)
    for name, chosen in searches.items():
        kinds[name] = measure_kind(chosen)
    return {"people": count, "fill_s": round(filled), "kinds": kinds, "admin": measure_admin(searches)}


def choose_searches(count: int) -> dict[str, list[Search]]:
    """For each kind of search, the same searches each time."""
    from registry.models import Migrant

    chance = random.Random(7)  # noqa: S311
    chosen = chance.sample(range(1, count + 1), SEARCHES)
    keys = [f"00000000-0000-4000-8000-{rank:012d}" for rank in chosen]
    people = sorted(Migrant.objects.filter(pk__in=keys), key=lambda person: keys.index(str(person.pk)))
    with_phone = [person for person in people if person.phone]
    described = {
        person: f"{person.full_name} {SEX[person.sex]} {person.birth_year or ''}" for person in people
    }
    return {
        "noms seuls": [Search(person.full_name, person) for person in people],
        "nom, sexe, année": [Search(text, person) for person, text in described.items()],
        "autre écriture, sexe, année": pairs_written_otherwise(),
        "faute de frappe, sexe, année": [
            Search(mistype(person, described[person], chance), person) for person in people
        ],
        "un seul nom": [Search(person.family_name, person) for person in people],
        "partie du téléphone": [Search(person.phone[1:7], person) for person in with_phone],
        "numéro CIOM": [Search(person.number[:-2].lower(), person) for person in people],
        "numéro au mauvais caractère": [Search(wrong_number(person.number), person) for person in people],
    }


SEX = {"F": "femme", "M": "homme"}


def mistype(person: "Migrant", text: str, chance: random.Random) -> str:
    """The text with one slip of the fingers in the longest of the person's names."""
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
    return text.replace(word, slip, 1)


def wrong_number(number: str) -> str:
    """The number with one digit changed, its check character as it was."""
    digit = "1" if number[10] != "1" else "2"
    return number[:10] + digit + number[11:]


def pairs_written_otherwise() -> list[Search]:
    """One person of each labelled pair is registered; the other's spelling is searched."""
    from registry.matching_evaluation import read_pairs
    from registry.models import Migrant, Nationality
    from registry.registration import Place, register_migrant

    searches = []
    for pair in read_pairs(PAIRS):
        if pair["same_person"] != "1" or not pair["birth_year_a"] or pair["name_a"] == pair["name_b"]:
            continue
        given, _, family = pair["name_a"].rpartition(" ")
        person = Migrant(
            given_names=given,
            family_name=family,
            sex=pair["sex"],
            birth_precision="year",
            birth_year=int(pair["birth_year_a"]),
            nationality=Nationality.objects.get(code="ml"),
        )
        register_migrant(migrant=person, centre_code="PAI", by=None, consent=None, place=Place())
        searches.append(Search(f"{pair['name_b']} {SEX[pair['sex']]} {pair['birth_year_b']}", person))
    return searches


class Facilitator:
    """Whoever sees every dossier."""

    def has_perm(self, permission: str) -> bool:
        return permission == "registry.view_migrant"


def measure_kind(searches: list[Search]) -> dict[str, float]:
    """Recall among the twenty shown, and the milliseconds of the search and of the raw SQL, one after the other."""
    from django.db import connection

    from registry.search import search_people

    found, ours, raw = 0, [], []
    for search in searches:
        begun = time.perf_counter()
        result = search_people(search.typed, user=Facilitator())
        ours.append(time.perf_counter() - begun)
        found += search.meant in result.people
        with connection.cursor() as cursor:
            begun = time.perf_counter()
            cursor.execute(RAW, [search.meant.full_name])
            cursor.fetchall()
            raw.append(time.perf_counter() - begun)
    return {
        "searches": len(searches),
        "recall": found / len(searches),
        **times("ours", ours),
        **times("raw", raw),
    }


def measure_admin(searches: dict[str, list[Search]]) -> dict[str, float]:
    """The searches of a stock admin: each word in either column, the count of all, a page of a hundred."""
    from django.db.models import Q

    from registry.models import Migrant

    taken = []
    for search in searches["noms seuls"][:ADMIN_SEARCHES]:
        matches = Migrant.objects.order_by("-registered_on", "-number")
        for word in search.typed.split():
            matches = matches.filter(Q(family_name__icontains=word) | Q(given_names__icontains=word))
        begun = time.perf_counter()
        Migrant.objects.count()
        matches.count()
        list(matches[:100])
        taken.append(time.perf_counter() - begun)
    return times("admin", taken)


def times(name: str, seconds: list[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    return {
        f"{name}_p50_ms": round(statistics.median(ordered) * 1000, 1),
        f"{name}_p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
    }


def show(figures: dict[str, Any]) -> None:
    print(f"{figures['people']} personnes inventées, écrites en {figures['fill_s']} s")
    print(f"{'recherche':32}{'trouvée parmi 20':>18}{'p50 / p95 ms':>18}{'SQL seul':>18}")
    for name, one in figures["kinds"].items():
        ours, raw = (f"{one[f'{who}_p50_ms']} / {one[f'{who}_p95_ms']}" for who in ("ours", "raw"))
        print(f"{name:32}{one['recall']:>17.1%} {ours:>18}{raw:>18}")
    admin = figures["admin"]
    print(f"{'admin de Django, noms seuls':50}{admin['admin_p50_ms']} / {admin['admin_p95_ms']}")


if __name__ == "__main__":
    main()
