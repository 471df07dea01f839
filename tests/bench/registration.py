"""Registering one person on the site, from the form sent to the row kept, beside the bare insert of an administration."""

import itertools
import uuid
from collections.abc import Callable, Iterable
from typing import Any

from django.test import Client
from django.urls import reverse

from registry.models import Migrant, Nationality
from registry.numbering import format_number
from tests.bench.figures import Figure, take_turns
from tests.bench.peers import STOCK
from tests.bench.people import Person, invent_people

REGISTRATIONS = 60


def measure_registration(site: Client, peers: Client) -> Iterable[Figure]:
    """Persons of whom nobody reminds: the others are asked about, and registered by a second sending."""
    nationalities = dict(Nationality.objects.values_list("code", "pk"))
    numbers = itertools.count(1)
    saved, asked = 0, 0

    def register(person: Person) -> None:
        nonlocal saved, asked
        answer = site.post(reverse("registry:new_migrant"), _form(person, nationalities[person.nationality]))
        saved, asked = saved + (answer.status_code == 302), asked + (answer.status_code == 200)

    def insert(person: Person) -> None:
        number = format_number("ADM", 2026, next(numbers))
        answer = peers.post(f"{STOCK}add/", _bare_form(person, nationalities[person.nationality], number))
        assert answer.status_code == 302, answer.content

    before = Migrant.objects.count()
    times = take_turns(
        {"site": _act(register, person), "stock": _act(insert, person)}
        for person in invent_people(REGISTRATIONS, seed=1)
    )
    assert Migrant.objects.count() == before + saved
    yield Figure(
        "inscrire une personne\u00a0: site / admin de Django",
        times["site"].p50 / times["stock"].p50,
        "fois",
        1,
        beside=f"site {times['site']}, admin {times['stock']}, {asked} fois une question d’abord",
    )


def _act(act: Callable[[Person], None], person: Person) -> Callable[[], None]:
    return lambda: act(person)


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
