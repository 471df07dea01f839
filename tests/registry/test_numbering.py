"""CIOM numbers: the check character, what is typed, and never the same number twice."""

import threading

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from registry.models import Migrant
from registry.numbering import (
    format_number,
    has_right_check_letter,
    read_number,
    take_numbers,
)
from tests.factories import make_migrant

sequences = st.integers(1, 99_999)
years = st.integers(2020, 2099)


@given(years, sequences, st.data())
def test_any_wrong_digit_is_caught(year: int, sequence: int, data: st.DataObject) -> None:
    number = format_number("KAY", year, sequence)
    place = data.draw(st.sampled_from([i for i, c in enumerate(number) if c.isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    assert has_right_check_letter(number)
    assert not has_right_check_letter(number[:place] + digit + number[place + 1 :])


@given(years, sequences)
def test_neighbouring_digits_exchanged_are_caught(year: int, sequence: int) -> None:
    number = format_number("KAY", year, sequence)
    digits = number[7:12]
    for place in range(4):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        if swapped != digits:
            assert not has_right_check_letter(number[:7] + swapped + number[12:])


@pytest.mark.parametrize("typed", ["KAY-26-00042-{}", "kay 26 00042 {}", " KAY2600042{} ", "kay.26.00042.{}"])
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    number = format_number("KAY", 2026, 42)
    assert read_number(typed.format(number[-1].lower())) == number


def test_a_name_or_a_phone_is_not_a_number() -> None:
    assert read_number("Diallo") is None
    assert read_number("70 12 34 56") is None


@pytest.mark.django_db
def test_numbers_follow_each_other_and_start_again_each_year() -> None:
    first, second = take_numbers("TST", 2026, 2)
    assert (first[:12], second[:12]) == ("TST-26-00001", "TST-26-00002")
    assert take_numbers("TST", 2027)[0].startswith("TST-27-00001")


def test_twenty_registrations_at_once_never_share_a_number(reference_lists: None) -> None:
    barrier = threading.Barrier(20)
    failures: list[Exception] = []

    def register() -> None:
        try:
            barrier.wait(timeout=30)
            make_migrant()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = list(Migrant.objects.values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == 20
