"""Papers of a dossier: noted, corrected, found again by their number, watched; the number is never in clear."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from registry.document_numbers import number_digest, open_number, seal_number
from registry.duplicates import possible_same_people
from registry.models import DocumentType, IdentityDocument, Migrant
from registry.registration import Place
from registry.search import search_people
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db
NUMBER = "sn-12 3456 B"


@pytest.fixture
def client(facilitator: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(facilitator)


def make_paper(
    migrant: Migrant | None = None, *, number: str = "", code: str = "passeport", **fields: Any
) -> Any:
    paper = IdentityDocument(
        migrant=migrant or make_migrant(), type=DocumentType.objects.get(code=code), **fields
    )
    paper.set_number(number)
    paper.save()
    return paper


def typed(**fields: Any) -> dict[str, Any]:
    passport = DocumentType.objects.get(code="passeport").pk
    return {"id": str(uuid.uuid4()), "type": passport, "number": NUMBER, "state": "shown", **fields}


def adding(migrant: Migrant) -> str:
    return reverse("registry:add_row", args=[migrant.pk, "pieces"])


def correcting(paper: IdentityDocument) -> str:
    return reverse("registry:correct_row", args=[paper.migrant_id, "pieces", paper.pk])


def in_the_table(words: str) -> int:
    with connection.cursor() as cursor:
        lines = "SELECT (SELECT count(*) FROM {0} l WHERE l::text ILIKE %s)"
        total = 0
        for table in ("registry_identitydocument", "registry_identitydocumentevent"):
            cursor.execute(lines.format(table), [f"%{words}%"])
            total += cursor.fetchone()[0]
        return total


def test_a_paper_is_noted_and_its_number_encrypted(client: Client, facilitator: User) -> None:
    migrant = make_migrant()
    answer = client.post(adding(migrant), typed(expires_on="2031-05-02"), follow=True)
    page = answer.content.decode()
    assert NUMBER in page and "2\u00a0mai 2031" in page.replace("\u202f", "\u00a0")
    paper = migrant.documents.get()
    assert (paper.number, paper.created_by) == (NUMBER, facilitator)
    assert in_the_table(NUMBER) == in_the_table("SN123456B") == in_the_table("12 3456") == 0


def test_nobody_without_the_dossier_sees_the_number(
    secretary: User, signed_in: Callable[[User], Client]
) -> None:
    paper = make_paper(number=NUMBER)
    assert signed_in(secretary).get(correcting(paper)).status_code == 403


def test_a_paper_of_another_dossier_is_not_reached_through_this_one(client: Client) -> None:
    paper, other = make_paper(number=NUMBER), make_migrant()
    url = reverse("registry:correct_row", args=[other.pk, "pieces", paper.pk])
    assert client.get(url).status_code == 404
    client.post(reverse("registry:remove_row", args=[other.pk, "pieces", paper.pk]))
    assert IdentityDocument.objects.filter(pk=paper.pk).exists()


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert number_digest("SN 123-456/b") == number_digest("sn123456B") != number_digest("SN123457B")
    assert seal_number(NUMBER) != seal_number(NUMBER)


def test_old_keys_still_open_and_the_digest_stays(settings: Any) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.DOCUMENT_KEYS = [old]
    sealed, digest = seal_number(NUMBER), number_digest(NUMBER)
    settings.DOCUMENT_KEYS = [new, old]
    assert open_number(sealed) == NUMBER and number_digest(NUMBER) == digest
    settings.DOCUMENT_KEYS = [new]
    paper = IdentityDocument(number_sealed=sealed, number_digest=digest)
    assert paper.number == "", "a missing key closes no dossier"
    paper.set_number("")
    assert paper.number_sealed == sealed, "a number that cannot be read is not lost by saving the rest"


def test_correcting_without_touching_the_number_leaves_it_as_it_was(client: Client) -> None:
    paper = make_paper(number=NUMBER)
    opened = client.get(correcting(paper)).context["form"]
    sent = typed(opened=opened["opened"].value(), state="lost")
    assert client.post(correcting(paper), sent).status_code == 302
    after = IdentityDocument.objects.get()
    assert (after.state, after.number_sealed) == ("lost", paper.number_sealed)


def test_two_people_at_once_the_second_chooses(client: Client) -> None:
    paper = make_paper(number=NUMBER)
    opened = client.get(correcting(paper)).context["form"]["opened"].value()
    client.post(correcting(paper), typed(opened=opened, number="NOUVEAU 1"))
    page = client.post(correcting(paper), typed(opened=opened, number="NOUVEAU 2"))
    [difference] = page.context["differences"]
    assert (difference.mine, difference.theirs) == ("NOUVEAU 2", "NOUVEAU 1")
    assert IdentityDocument.objects.get().number == "NOUVEAU 1"


def test_a_paper_noted_by_mistake_is_removed_once(client: Client) -> None:
    paper = make_paper(number=NUMBER)
    url = reverse("registry:remove_row", args=[paper.migrant_id, "pieces", paper.pk])
    assert [client.post(url).status_code for _ in range(2)] == [302, 302]
    assert not IdentityDocument.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"type": ""}, "type", "Choisissez la pièce."),
        ({"number": "--"}, "number", "Écrivez le numéro avec ses lettres"),
        ({"issued_on": "2025-01-02", "expires_on": "2025-01-01"}, "expires_on", "doit suivre"),
        ({"issued_on": "2999-01-01"}, "issued_on", "dans le futur"),
    ],
)
def test_a_mistake_is_said_beside_its_field(
    client: Client, fields: dict[str, str], field: str, words: str
) -> None:
    page = client.post(adding(make_migrant()), typed(**fields))
    assert words in page.context["form"].errors[field][0]
    assert not IdentityDocument.objects.exists()


def test_the_same_paper_twice_is_said_beside_its_field(client: Client) -> None:
    migrant = make_migrant()
    make_paper(migrant, number=NUMBER)
    page = client.post(adding(migrant), typed())
    assert "déjà notée" in page.context["form"].errors["type"][0]
    assert client.post(adding(migrant), typed(number="AUTRE 77")).status_code == 302, "an old and a new one"


def test_a_number_of_another_dossier_is_asked_about(client: Client) -> None:
    holder, migrant = make_migrant(), make_migrant()
    make_paper(holder, number="SN123456B")
    form = typed()
    page = client.post(adding(migrant), form)
    assert holder.number in page.content.decode() and "Est-ce la même personne" in page.content.decode()
    assert not migrant.documents.exists()
    assert client.post(adding(migrant), {**form, "is_somebody_else": "on"}).status_code == 302


def test_the_same_number_makes_two_dossiers_look_alike(facilitator: User) -> None:
    one = make_migrant(given_names="Kadiatou", family_name="Barry", sex="F")
    two = make_migrant(given_names="Modou", family_name="Seck", sex="M")
    alike = [lookalike.migrant for lookalike in possible_same_people(two, Place(), user=facilitator)]
    assert one not in alike
    make_paper(one, number=NUMBER)
    make_paper(two, number=NUMBER.upper())
    found = possible_same_people(two, Place(), user=facilitator)
    why = {lookalike.migrant: lookalike.why for lookalike in found}
    assert "même pièce d’identité" in why[one]


def test_a_person_is_found_by_the_number_of_a_paper(facilitator: User, secretary: User) -> None:
    migrant = make_paper(number=NUMBER).migrant
    [found] = search_people("SN123456B", user=facilitator).found
    assert (found.migrant, found.why) == (migrant, "Même numéro de pièce")
    assert search_people("SN123456", user=facilitator).people == []
    assert search_people("SN123456B", user=secretary).people == []


def test_papers_to_watch_are_on_the_home_page(client: Client, facilitator: User) -> None:
    today = timezone.localdate()
    days = {"today": 0, "soon": 60, "later": 61, "over": -1}
    papers = {
        name: make_paper(expires_on=today + datetime.timedelta(days=count)) for name, count in days.items()
    }
    taken = make_paper(state="confiscated")
    response = client.get(reverse("home"))
    assert [paper.pk for paper in response.context["papers"]] == [
        papers["today"].pk,
        papers["soon"].pk,
        taken.pk,
    ]
    assert response.context["papers_count"] == 3
    page = response.content.decode()
    assert (
        "Confisquée" in page and taken.migrant.number in page and papers["later"].migrant.number not in page
    )
