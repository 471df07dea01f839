"""The inbox of a service with many referrals: the SQL of its first page and of the counts of what waits."""

from collections.abc import Iterable

from django.test import Client
from django.urls import reverse

from referrals.models import Referral
from tests.bench.figures import Figure, Times, watched_statements

ROUNDS = 30


def measure_inbox(service: Client) -> Iterable[Figure]:
    """Figures of the page as the agent opens it, session and journal left out."""
    seconds = []
    for _ in range(ROUNDS):
        with watched_statements() as seen:
            answer = service.get(reverse("referrals:inbox"))
        assert answer.status_code == 200
        seconds.append(
            sum(
                taken
                for sql, taken in zip(seen.texts, seen.times, strict=True)
                if 'FROM "referrals_referral"' in sql
            )
        )
    times = Times(tuple(seconds))
    yield Figure(
        "boîte de réception\u00a0: SQL de la page et des comptes",
        times.p50,
        "ms",
        5,
        beside=f"{times}, {Referral.objects.count()} demandes, {seen.count} requêtes SQL en tout",
    )
