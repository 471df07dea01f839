"""What is printed on a slip, typed by hand: the number of the referral, or its short code."""

from typing import Any

from django.db.models import Q

from referrals.models import Referral
from referrals.models.referrals import SHORT_CODE_ALPHABET
from registry.models import Migrant
from registry.models.people import MigrantQuerySet
from registry.numbering import read_number

_CODE_LENGTH = 8


def referral_of_slip(text: str) -> Q | None:
    """Which referral bears this number or code, in small letters or not, spaced or not; None when it is neither."""
    code = "".join(text.replace("-", " ").split()).upper()
    number = read_number(text)
    if number is not None:
        return Q(number=number)
    if len(code) == _CODE_LENGTH and set(code) <= set(SHORT_CODE_ALPHABET):
        return Q(short_code=code)
    return None


def people_of_slip(text: str, user: Any) -> MigrantQuerySet | None:
    """The person whose slip bears this number or code; None when no slip that `user` may see does."""
    wanted = referral_of_slip(text)
    found = Referral.objects.visible_to(user).filter(wanted).first() if wanted is not None else None
    return Migrant.objects.visible_to(user).filter(pk=found.migrant_id) if found else None
