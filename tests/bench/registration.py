"""Registering one person on the site, from the form sent to the row kept, beside the bare insert of an administration."""

import itertools
import uuid
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.test import Client
from django.urls import reverse

from registry.models import Migrant, Nationality
from registry.numbering import format_number
from tests.bench.figures import Figure, Times, take_turns
from tests.bench.peers import STOCK
from tests.bench.people import Person, invent_people

REGISTRATIONS = 100


def measure_registration(site: Client, peers: Client) -> Iterable[Figure]:
    """The times of those who are registered at once; of the others the site asks first whether it is the same person."""
    nationalities = dict(Nationality.objects.values_list("code", "pk"))
    numbers = itertools.count(1)
    is_saved: list[bool] = []

    def register(person: Person) -> None:
        answer = site.post(reverse("registry:new_migrant"), _form(person, nationalities[person.nationality]))
        is_saved.append(answer.status_code == 302)

    def insert(person: Person) -> None:
        number = format_number("ADM", 2026, next(numbers))
        answer = peers.post(f"{STOCK}add/", _bare_form(person, nationalities[person.nationality], number))
        assert answer.status_code == 302

    register(next(invent_people(1, seed=2)))
    is_saved.clear()
    before = Migrant.objects.count()
    times = take_turns(
        {"site": partial(register, person), "stock": partial(insert, person)}
        for person in invent_people(REGISTRATIONS, seed=1)
    )
    assert Migrant.objects.count() == before + sum(is_saved)
    saved = Times(tuple(itertools.compress(times["site"].seconds, is_saved)))
    yield Figure(
        "inscrire une personne\u00a0: site / admin de Django",
        saved.p50 / times["stock"].p50,
        "fois",
        1,
        beside=f"site {saved}, admin {times['stock']}, {is_saved.count(False)} fois une question d’abord",
    )


def _form(person: Person, nationality: int) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "consent_given": "yes",
        "consent_means": "spoken",
        "given_names": person.given_names,
        "family_name": person.family_name,
        "sex": person.sex,
        "nationality": nationality,
        "birth_precision": "year" if person.birth_year else "unknown",
        "birth_year": person.birth_year or "",
        "phone": person.phone,
    }


def _bare_form(person: Person, nationality: int, number: str) -> dict[str, Any]:
    return {
        "number": number,
        "registered_on": "2026-11-24",
        "given_names": person.given_names,
        "family_name": person.family_name,
        "sex": person.sex,
        "nationality": nationality,
        "birth_year": person.birth_year or "",
        "phone": person.phone,
    }
