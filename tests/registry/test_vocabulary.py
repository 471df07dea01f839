"""The database knows the words that people are called by, as Python reads them, and forgets them with the last bearer."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from ciom.accounts.models import User
from registry.models import Migrant, NameForm, NameSpelling, NameWord
from registry.name_sounds import skeleton
from registry.names import fold
from registry.reference_files import read_reference
from tests.factories import make_migrant

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)
WRITTEN = st.text("aeioubcdfghjklmnpqrstvwxyzÀÉÈÏÔÇÑñßøđłœÆɛƐɔƆɲƝŋŊɓɗƴ’'ʼ-. 0123أحمد", max_size=30)


def answer(sql: str, value: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql}", [value])
        return cursor.fetchone()[0]


class TestSameInBothLanguages(HypothesisTestCase):
    @given(WRITTEN)
    def test_folding(self, text: str) -> None:
        assert answer("ciom_fold(%s)", text) == fold(text)

    @given(LETTERS)
    def test_sounds(self, word: str) -> None:
        assert answer("ciom_sound(%s)", word) == skeleton(word)


@pytest.mark.django_db
def test_the_sound_of_every_listed_spelling() -> None:
    words = {fold(row["variant"]).replace(" ", "") for row in read_reference("noms_equivalences.csv")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, ciom_sound(word) FROM unnest(%s) AS word", [list(words)])
        assert dict(cursor.fetchall()) == {word: skeleton(word) for word in words}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("sow", {"sow"}),
        ("kone", {"kone", "one", "kne", "koe", "kon"}),
        ("a" * 30, {"a" * 30}),
    ],
)
def test_forms_of_short_and_endless_words(word: str, forms: set[str]) -> None:
    assert set(answer("ciom_forms(%s)", word)) == forms  # type: ignore[call-overload]


@pytest.mark.django_db
def test_forms_have_up_to_two_letters_fewer() -> None:
    forms = set(answer("ciom_forms(%s)", "traore"))  # type: ignore[call-overload]
    assert {"traore", "traor", "trao", "taoe"} <= forms
    assert min(map(len, forms)) == 4


def known(word: str) -> bool:
    has_word = NameWord.objects.filter(word=word).exists()
    assert NameForm.objects.filter(word=word).exists() == has_word
    return has_word


def test_words_are_learnt_and_forgotten_with_their_last_bearer(facilitator: User) -> None:
    one = make_migrant(by=facilitator, given_names="Wwalk’Ya", family_name="Zzyxou", consent=None)
    other = make_migrant(by=facilitator, given_names="Wwalk’Ya", family_name="Zzyxandra", consent=None)
    assert known("wwalkya") and known("zzyxou")
    Migrant.objects.filter(pk=one.pk).update(family_name="Zzyxola", note="corrigé")
    assert known("zzyxola") and not known("zzyxou") and known("wwalkya")
    Migrant.objects.filter(pk=one.pk).update(note="autre")
    assert known("zzyxola")
    with connection.cursor() as cursor:  # as an erasure does, whatever its means
        for person in (one, other):
            cursor.execute("DELETE FROM registry_stay WHERE migrant_id = %s", [person.pk])
        cursor.execute("DELETE FROM registry_migrant WHERE id = %s", [one.pk])
        assert not known("zzyxola") and known("wwalkya")
        cursor.execute("DELETE FROM registry_migrant WHERE id = %s", [other.pk])
        assert not known("wwalkya") and not known("zzyxandra")


def test_listed_spellings_stay_known_without_a_bearer(facilitator: User) -> None:
    assert known("jallow")
    spelling = NameSpelling.objects.create(kind="nom", name="Zzyxou", spelling="Zedsou")
    assert known("zedsou")
    spelling.delete()
    assert not known("zedsou")


def test_joined_and_parted_writings_are_one_word_too(facilitator: User) -> None:
    person = make_migrant(by=facilitator, given_names="Abdoul Karim", family_name="N Diaye")
    assert {"abdoul", "karim", "abdoulkarim", "ndiaye"} <= set(person.name_words)
