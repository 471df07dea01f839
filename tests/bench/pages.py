"""What the daily pages cost above their SQL, in empty pages of the same run; the statements of a dossier; the list."""

from collections.abc import Iterable

from django.test import Client
from django.urls import reverse

from referrals.models import Referral
from tests.bench.figures import Figure, Statements, run_sql, take_turns, watched_statements
from tests.bench.peers import STOCK, TUNED

ROUNDS = 30
ROUNDS_OF_LISTS = 8
EMPTY = "/mesures/vide/"
LIST = """
    SELECT person.id, number, given_names, family_name, sex, birth_year, label FROM registry_migrant AS person
    JOIN registry_nationality ON registry_nationality.id = nationality_id
    WHERE erased_at IS NULL AND merged_into_id IS NULL ORDER BY number DESC, person.id DESC LIMIT 21
"""


def measure_pages(centre: Client, service: Client, peers: Client) -> Iterable[Figure]:
    """Figures of the pages that the centre and a service open every day."""
    referral = Referral.objects.order_by("number").first()
    assert referral is not None
    pages = {
        "accueil": (centre, "/"),
        "recherche vide": (centre, reverse("registry:migrants")),
        "inscription": (centre, reverse("registry:new_migrant")),
        "dossier": (centre, reverse("registry:dossier", args=[referral.migrant_id])),
        "répertoire": (centre, reverse("registry:directory")),
        "orientations": (centre, reverse("referrals:list")),
        "demande": (centre, reverse("referrals:referral", args=[referral.pk])),
        "accueil d’un service": (service, "/"),
        "orientations reçues": (service, reverse("referrals:inbox")),
    }
    statements: dict[str, list[Statements]] = {name: [] for name in pages}

    def ask(name: str) -> None:
        client, url = pages[name]
        with watched_statements() as seen:
            assert client.get(url).status_code == 200, url
        statements[name].append(seen)

    for name in pages:
        ask(name)
    statements = {name: [] for name in pages}
    times = take_turns(
        {"vide": lambda: centre.get(EMPTY)} | {name: lambda name=name: ask(name) for name in pages}
        for _ in range(ROUNDS)
    )
    for name in pages:
        own = sorted(
            taken - seen.seconds for taken, seen in zip(times[name].seconds, statements[name], strict=True)
        )
        ratio = own[len(own) // 2] * 1000 / times["vide"].p50
        count = statements[name][-1].count
        beside = f"page {times[name]}, vide {times['vide']}, {count} requêtes SQL"
        yield Figure(
            f"page «\u00a0{name}\u00a0» sans son SQL, en pages vides", ratio, "fois", 10, beside=beside
        )
        if name == "dossier":
            yield Figure("dossier\u00a0: requêtes SQL", count, "requêtes", 12)
    yield from _list_beside_peers(centre, peers)


def _list_beside_peers(centre: Client, peers: Client) -> Iterable[Figure]:
    """The first page of the list of persons; the budget is that of any page."""
    with watched_statements() as seen:
        centre.get(reverse("registry:directory"))
    times = take_turns(
        {
            "site": lambda: centre.get(reverse("registry:directory")),
            "sql": lambda: run_sql(LIST),
            "stock": lambda: peers.get(STOCK),
            "tuned": lambda: peers.get(TUNED),
        }
        for _ in range(ROUNDS_OF_LISTS)
    )
    yield Figure(
        "liste des personnes\u00a0: requêtes qui sautent des lignes (OFFSET)",
        sum("OFFSET" in sql for sql in seen.texts),
        "requêtes",
        0,
        beside=f"site {times['site']}, SQL {times['sql']}, admin {times['stock']}, admin réglé {times['tuned']}",
    )
