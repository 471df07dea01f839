"""A number or a code read on a slip finds its person."""

import pytest

from ciom.accounts.models import User
from registry.search import search_people
from tests.factories import make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db


def test_a_number_of_a_slip_finds_its_person(facilitator: User) -> None:
    referral = make_referral(by=facilitator)
    make_migrant(by=facilitator)
    spaced = f"{referral.short_code[:4].lower()} {referral.short_code[4:]}"
    for typed in (referral.number, referral.number[:-2].lower(), spaced):
        assert search_people(typed, user=facilitator).people == [referral.migrant]
    assert search_people(referral.number, user=make_agent("inps")).people == []
