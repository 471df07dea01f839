"""The numbers of a slip, typed where people are looked for."""

from typing import Any

from django.db.models import Q

from referrals.models import Referral
from referrals.models.referrals import SHORT_CODE_ALPHABET
from registry.models import Migrant
from registry.models.people import MigrantQuerySet
from registry.numbering import read_number

_CODE_LENGTH = 8


def people_of_slip(text: str, user: Any) -> MigrantQuerySet | None:
    """The person whose slip bears this number or code; None when no slip that `user` may see does."""
    code = "".join(text.split()).upper()
    number = read_number(text)
    if number is not None:
        wanted = Q(number=number)
    elif len(code) == _CODE_LENGTH and set(code) <= set(SHORT_CODE_ALPHABET):
        wanted = Q(short_code=code)
    else:
        return None
    found = Referral.objects.visible_to(user).filter(wanted).first()
    return Migrant.objects.visible_to(user).filter(pk=found.migrant_id) if found else None
