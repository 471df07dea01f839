"""Who may already be registered under another spelling or another visit."""

from typing import Any

from django.db.models import Q, TextField, Value

from registry.models import Migrant
from registry.models.people import Fold

SHOWN = 5
YEARS_APART = 3


def possible_same_people(candidate: Migrant, *, user: Any) -> list[Migrant]:
    """Persons who may be the candidate, at most five: same telephone, or same names in any order.

    Sex and birth year part them when both are known; nationality does not, because it is misdeclared.
    """
    same_names = Q()
    for word in f"{candidate.given_names} {candidate.family_name}".split():
        same_names &= Q(search_key__contains=Fold(Value(word, output_field=TextField())))
    same = same_names
    if candidate.phone_number:
        same |= Q(phone_number=candidate.phone_number)
    people = Migrant.objects.visible_to(user).with_identity().filter(same, sex=candidate.sex)
    if candidate.birth_year is not None:
        near = Q(birth_year__range=(candidate.birth_year - YEARS_APART, candidate.birth_year + YEARS_APART))
        people = people.filter(near | Q(birth_year__isnull=True))
    return list(people[:SHOWN])
