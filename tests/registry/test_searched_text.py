"""What is typed in the search box is understood whatever it is."""

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.searched_text import read_searched_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "names", "year"),
    [
        ("Awa 1990", "Awa", 1990),
        ("Awa 12/03/1990", "Awa", 1990),
        ("Awa Koné née le 12/03/1990", "Awa Koné", 1990),
        ("Awa née en 1990", "Awa", 1990),
        ("Awa Koné", "Awa Koné", None),
    ],
)
def test_a_birth_typed_beside_the_names(typed: str, names: str, year: int | None) -> None:
    searched = read_searched_text(typed)
    assert (searched.names, searched.birth_year) == (names, year)


@pytest.mark.parametrize("typed", ["Awa 5ans", "Awa 5 ans", "5 ans Awa"])
def test_an_age(typed: str) -> None:
    assert read_searched_text(typed).birth_year == timezone.localdate().year - 5


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="aéZ09 /.-+()ansnéefm", max_size=24))
def test_nothing_typed_is_an_error(typed: str) -> None:
    read_searched_text(typed)
