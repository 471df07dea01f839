"""Cards: the size of a bank card, ten a sheet, the number alone in the code, and a line of the journal."""

from collections.abc import Callable
from typing import Any

import pytest
import segno
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from registry.cards.rendering import render_card, render_sheets
from registry.enums import JournalAction
from registry.models import JournalEntry, Migrant
from tests.factories import make_migrant
from tests.pdf import pages, sizes

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/migrants/cartes/"


def test_the_card_of_a_person_is_printed_and_journalled(
    facilitator: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, coded, make = make_migrant(by=facilitator, family_name="Canari"), [], segno.make
    monkeypatch.setattr(segno, "make", lambda text, **how: coded.append(text) or make(text, **how))
    client = signed_in(facilitator)
    dossier = client.get(reverse("registry:dossier", args=[person.pk])).content.decode()
    url = reverse("registry:card", args=[person.pk])
    assert f'href="{url}"' in dossier
    answer = client.get(url)
    assert answer["Content-Type"] == "application/pdf" and b"pdfuaid" in answer.content
    assert sizes(answer.content) == [[85.6, 54.0]]
    assert "Canari" not in str(answer.headers) and person.number in answer["Content-Disposition"]
    assert coded == [person.number]
    line = JournalEntry.objects.get(action=JournalAction.PRINT)
    assert (line.people, line.object_id, line.page) == ([person.pk], str(person.pk), "GET registry:card")


def test_the_cards_of_a_list_are_ten_a_sheet(facilitator: User, signed_in: SignIn) -> None:
    women = {make_migrant(by=facilitator).pk for _ in range(11)}
    make_migrant(by=facilitator, sex="M")
    client = signed_in(facilitator)
    assert f"{URL}?sex=F" in client.get("/migrants/repertoire/?sex=F").content.decode()
    answer = client.get(f"{URL}?sex=F")
    assert b"pdfuaid" in answer.content and sizes(answer.content) == [[210.0, 297.0]] * 2
    line = JournalEntry.objects.get(action=JournalAction.PRINT)
    assert (set(line.people), line.page) == (women, "GET registry:cards")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "3 cartes au plus"),
        ("sex=M", "Personne ne correspond"),
        ("nationality=atlantide", "Choisissez une ligne de la liste."),
    ],
)
def test_too_many_or_nobody_is_said_in_the_directory(
    query: str, words: str, facilitator: User, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.cards.views.MOST_CARDS", 3)
    for _ in range(4):
        make_migrant(by=facilitator)
    answer = signed_in(facilitator).get(f"{URL}?{query}", follow=True)
    assert answer.redirect_chain[0][0].startswith("/migrants/repertoire/")
    assert not JournalEntry.objects.filter(action=JournalAction.PRINT).exists()
    assert words in answer.content.decode()


@pytest.mark.parametrize("letter", ["W", "a ", "Ɛ", "张"])
def test_the_longest_names_stay_on_their_cards(letter: str) -> None:
    def unsaved(**names: Any) -> Migrant:
        return Migrant(number="KAY-26-00042-S", **names)

    longest = unsaved(family_name=(letter * 120)[:120].strip(), given_names=(letter * 120)[:120].strip())
    assert sizes(render_card(longest)) == [[85.6, 54.0]]
    assert pages(render_sheets([longest] * 20)) == 2
