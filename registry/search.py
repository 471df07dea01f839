"""Finding people: by name in any order and any listed spelling, by phone, by CIOM number."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from registry.models import Migrant, NumberSeries
from registry.models.people import MigrantQuerySet
from registry.names import spellings
from registry.numbering import format_number, has_right_check_letter
from registry.searched_text import SearchedText, read_searched_text

LIMIT = 20
NOBODY = Q(pk__in=[])
NOTHING_TO_READ = "Écrivez un nom, un téléphone ou un numéro CIOM\u00a0: il n’y en a pas dans ce texte."
WRONG_CHECK_LETTER = "Le caractère de contrôle ne correspond pas\u00a0: vérifiez le numéro."

# The persons named by a number of another kind, typed whole; None when the text is no such number.
Finder = Callable[[str, Any], MigrantQuerySet | None]
_finders: list[Finder] = []


def add_finder(finder: Finder) -> None:
    """Called once by each app whose numbers lead to a person, when it starts."""
    _finders.append(finder)


@dataclass(frozen=True)
class SearchResult:
    """At most `LIMIT` persons; `more` when others match too; `warning` in French when there is one.

    `is_understood` is False when nothing could be looked for.
    """

    people: list[Migrant]
    more: bool = False
    warning: str = ""
    is_understood: bool = True


def search_people(text: str, *, user: Any) -> SearchResult:
    """The persons that `user` may see and that match what was typed, newest registration first."""
    searched = read_searched_text(text)
    if searched.is_empty:
        return SearchResult([], warning=NOTHING_TO_READ, is_understood=False)
    for finder in _finders:
        found = finder(text, user)
        if found is not None:
            return _page(found.with_identity())
    everyone = Migrant.objects.visible_to(user).with_identity()
    if searched.number:
        warning = "" if has_right_check_letter(searched.number) else WRONG_CHECK_LETTER
        found = everyone.filter(number__startswith=searched.number[:-1])
        return _page(found, warning=warning)
    if not searched.words:
        return _page(everyone.filter(_by_phone(searched) | Q(number__in=_numbers_ending(searched))))
    return _page(everyone.filter(same_names(searched.words)))


def same_names(words: tuple[str, ...]) -> Q:
    """Persons who bear each of these folded words, in any listed spelling and any order."""
    alternatives = (reduce(or_, (Q(search_key__contains=one) for one in spellings(word))) for word in words)
    return reduce(and_, alternatives, Q())


def _by_phone(searched: SearchedText) -> Q:
    return reduce(or_, (Q(phone_digits__contains=digits) for digits in searched.phone_forms), NOBODY)


def _numbers_ending(searched: SearchedText) -> list[str]:
    """The CIOM numbers, of any series and year, of which only the sequence was typed."""
    if searched.sequence is None:
        return []
    return [
        format_number(series.prefix, series.year, searched.sequence)
        for series in NumberSeries.objects.filter(last__gte=searched.sequence)
    ]


def _page(matches: MigrantQuerySet, *, warning: str = "") -> SearchResult:
    people = list(matches[: LIMIT + 1])
    return SearchResult(people[:LIMIT], more=len(people) > LIMIT, warning=warning)
