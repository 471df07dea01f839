"""Finding people: by name in any order, by phone, by CIOM number."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, TextField, Value

from registry.models import Migrant
from registry.models.people import Fold, MigrantQuerySet
from registry.numbering import has_right_check_letter, read_number

LIMIT = 20
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PHONE = re.compile(r"^[\d\s+().-]{4,}$")


@dataclass(frozen=True)
class SearchResult:
    """At most `LIMIT` persons; `more` when others match too; `warning` in French when there is one."""

    people: list[Migrant]
    more: bool = False
    warning: str = ""


def search_people(text: str, *, user: Any) -> SearchResult:
    """The persons that `user` may see and that match what was typed, newest registration first."""
    text = _CONTROL.sub(" ", text).strip()
    everyone = Migrant.objects.visible_to(user).with_identity()
    if not text:
        return SearchResult([])
    number = read_number(text)
    if number is not None:
        return _by_number(everyone, number)
    if _PHONE.match(text):
        return _page(everyone.filter(phone_number__contains=re.sub(r"\D", "", text).removeprefix("00")))
    return _page(_by_words(everyone, text))


def _by_number(everyone: MigrantQuerySet, number: str) -> SearchResult:
    found = everyone.filter(number__startswith=number[:-1])
    if has_right_check_letter(number):
        return _page(found)
    warning = "La dernière lettre de ce numéro ne correspond pas : relisez-le avant d’ouvrir le dossier."
    return SearchResult(list(found[:1]), warning=warning)


def _by_words(everyone: MigrantQuerySet, text: str) -> MigrantQuerySet:
    matches = everyone
    for word in text.split():
        folded = Fold(Value(word, output_field=TextField()))
        matches = matches.filter(Q(search_key__contains=folded))
    return matches


def _page(matches: MigrantQuerySet) -> SearchResult:
    people = list(matches[: LIMIT + 1])
    return SearchResult(people[:LIMIT], more=len(people) > LIMIT)
