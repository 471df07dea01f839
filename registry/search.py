"""Finding people: by names, by phone, by CIOM number, by paper, each with the reason why they were found."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from registry.document_numbers import looks_like_a_number
from registry.equivalences import refresh_names
from registry.models import IdentityDocument, Migrant, NumberSeries
from registry.models.people import MigrantQuerySet
from registry.name_options import Closeness
from registry.name_search import Namesake, find_namesakes
from registry.numbering import format_number, has_right_check_letter, numbers_a_digit_away
from registry.searched_text import SearchedText, read_searched_text

LIMIT = 20
NOTHING_TO_READ = "Écrivez un nom, un téléphone ou un numéro CIOM\u00a0: il n’y en a pas dans ce texte."
ADD_A_NAME = "Écrivez aussi un nom\u00a0: l’année de naissance et le sexe ne suffisent pas."
WRONG_CHECK_LETTER = "Le caractère de contrôle ne correspond pas\u00a0: vérifiez le numéro."
# A further birth year than this is that of another person.
YEARS_APART = 3

# The persons named by a number of another kind, typed whole; None when the text is no such number.
Finder = Callable[[str, Any], MigrantQuerySet | None]
_finders: list[Finder] = []


def add_finder(finder: Finder) -> None:
    """Called once by each app whose numbers lead to a person, when it starts."""
    _finders.append(finder)


@dataclass(frozen=True)
class Found:
    """A person who was found, why (in French, without any name), and whether only a neighbouring name agrees."""

    migrant: Migrant
    why: str
    is_near: bool = False


@dataclass(frozen=True)
class SearchResult:
    """At most `LIMIT` persons, the likeliest first; `more` when others match too; a `warning` in French or "".

    `is_understood` is False when nothing could be looked for.
    """

    found: tuple[Found, ...] = ()
    more: bool = False
    warning: str = ""
    is_understood: bool = True

    @property
    def people(self) -> list[Migrant]:
        return [one.migrant for one in self.found]

    @property
    def same(self) -> list[Found]:
        return [one for one in self.found if not one.is_near]

    @property
    def near(self) -> list[Found]:
        return [one for one in self.found if one.is_near]


def search_people(text: str, *, user: Any) -> SearchResult:
    """The persons that `user` may see and that match what was typed."""
    papers = _by_paper(text, user=user)
    if papers:
        return _result(papers)
    refresh_names()
    searched = read_searched_text(text)
    missing = ADD_A_NAME if searched.lacks_a_name else ""
    if searched.is_empty:
        return SearchResult(warning=missing or NOTHING_TO_READ, is_understood=False)
    for finder in _finders:
        slip = finder(text, user)
        if slip is not None:
            return _result(
                Found(person, "Numéro de sa fiche d’orientation") for person in slip.with_identity()
            )
    people = Migrant.objects.visible_to(user).with_identity()
    if searched.number:
        return _by_number(people, searched.number)
    if not searched.words:
        numbers = _numbers_of_sequence(searched)
        digits = _has_phone(searched) | Q(number__in=numbers) | _once_numbered(number__in=numbers)
        found = [
            Found(person, _why_digits(person, searched)) for person in people.filter(digits)[: LIMIT + 1]
        ]
        return replace(_result(found, warning=missing), is_understood=bool(found or not missing))
    return _by_names(people, searched)


def _by_paper(text: str, *, user: Any) -> list[Found]:
    """The persons who hold a paper with exactly this number."""
    if not looks_like_a_number(text):
        return []
    holders = list(IdentityDocument.objects.numbered(text).values_list("migrant", flat=True)[:LIMIT])
    if not holders:
        return []
    people = Migrant.objects.visible_to(user).with_identity().filter(pk__in=holders)
    return [Found(person, "Même numéro de pièce") for person in people[:LIMIT]]


def _by_number(people: MigrantQuerySet, number: str) -> SearchResult:
    found = [
        Found(person, "Même numéro CIOM") for person in people.filter(number__startswith=number[:-1])[:1]
    ] or [
        Found(person, f"Son ancien numéro\u00a0: {number}")
        for person in people.filter(_once_numbered(number__startswith=number[:-1]))[:1]
    ]
    if has_right_check_letter(number):
        return _result(found)
    others = people.filter(number__in=numbers_a_digit_away(number))[:LIMIT]
    found += [Found(person, "Numéro CIOM à un chiffre près", is_near=True) for person in others]
    return _result(found, warning=WRONG_CHECK_LETTER)


def _by_names(people: MigrantQuerySet, searched: SearchedText) -> SearchResult:
    if searched.phone_forms:
        people = people.filter(_has_phone(searched))
    if searched.sex:
        people = people.filter(sex=searched.sex)
    if searched.birth_year:
        people = people.filter(born_about(searched.birth_year))
    namesakes = find_namesakes(
        searched.words, among=people, limit=LIMIT + 1, birth_year=searched.birth_year or None
    )
    return _result(
        Found(one.migrant, _why_named(one), is_near=one.closeness >= Closeness.ONE_LETTER)
        for one in namesakes
    )


def _once_numbered(**numbers: Any) -> Q:
    """Persons into whose dossier one with such a number was merged."""
    return Q(pk__in=Migrant.objects.merged().filter(**numbers).values("merged_into"))


def born_about(year: int) -> Q:
    """Persons who may be born in this year: declared ages are off by three years easily."""
    return Q(birth_year__range=(year - YEARS_APART, year + YEARS_APART)) | Q(birth_year__isnull=True)


def _has_phone(searched: SearchedText) -> Q:
    return reduce(or_, (Q(phone_digits__contains=digits) for digits in searched.phone_forms), Q(pk__in=[]))


def _numbers_of_sequence(searched: SearchedText) -> list[str]:
    """The CIOM numbers, of any series and year, of which only the sequence was typed."""
    if searched.sequence is None:
        return []
    return [
        format_number(series.prefix, series.year, searched.sequence)
        for series in NumberSeries.objects.filter(last__gte=searched.sequence)
    ]


def _why_digits(person: Migrant, searched: SearchedText) -> str:
    in_phone = any(digits in person.phone_digits for digits in searched.phone_forms)
    return "Téléphone qui contient ces chiffres" if in_phone else "Même numéro d’ordre"


_WHY_NAMED = {
    Closeness.SAME: ("Même nom", "Mêmes noms"),
    Closeness.OTHER_SPELLING: ("Même nom écrit autrement", "Mêmes noms écrits autrement"),
    Closeness.BEGINNING: ("Nom qui commence ainsi", "Nom qui commence ainsi"),
    Closeness.ONE_LETTER: ("Nom à une lettre près", "Noms à une lettre près"),
    Closeness.ONE_LETTER_OF_A_SPELLING: ("Nom à une lettre près", "Noms à une lettre près"),
    Closeness.TWO_LETTERS: ("Nom à deux lettres près", "Noms à deux lettres près"),
    Closeness.TWO_LETTERS_OF_A_SPELLING: ("Nom à deux lettres près", "Noms à deux lettres près"),
    Closeness.MISSING: ("", "Un nom de moins"),
}


def _why_named(one: Namesake) -> str:
    return _WHY_NAMED[one.closeness][len(one.names) > 1]


def _result(found: Iterable[Found], *, warning: str = "") -> SearchResult:
    people = tuple(found)
    return SearchResult(people[:LIMIT], more=len(people) > LIMIT and not people[-1].is_near, warning=warning)
