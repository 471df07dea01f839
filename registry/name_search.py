"""Finding people by their names: in any order and spelling, begun or mistyped, the closest first."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import or_
from typing import cast
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import DateField, F, Func, IntegerField, Q, TextField, Value
from django.db.models.functions import Abs, Coalesce

from registry.models import Migrant
from registry.models.people import MigrantQuerySet
from registry.name_agreement import Agreement, compare_words
from registry.name_options import Closeness, Options, options_for

# More words than this is a sentence, not a name.
MAX_WORDS = 6
# So many people of one condition are looked through for the closest.
LOOKED_THROUGH = 150
# Of so many persons the one meant is likely: names that are further away are not looked for.
ENOUGH = 5
# More people bear a frequent name.
FREQUENT = 5000
# A birth year that is not known comes after all those that are near.
FAR = 100


# For each word typed, how close the closest of a person's names is.
Names = tuple[Closeness, ...]


@dataclass(frozen=True)
class Namesake:
    """A person found by name."""

    migrant: Migrant
    names: Names

    @property
    def closeness(self) -> Closeness:
        return max(self.names)


def find_namesakes(
    words: Sequence[str], *, among: MigrantQuerySet, limit: int, birth_year: int | None = None
) -> list[Namesake]:
    """At most `limit` persons of `among` who bear these folded words as names, closest first.

    Of those who are equally close, the one born nearest `birth_year` comes first, and who bears no further name; then
    the newest registration.
    """
    words = words[:MAX_WORDS]
    among = among.alias(names=_ONE_TEXT)
    found: dict[UUID, Names] = {}
    for furthest, condition, options in _widening(words):
        if furthest > Closeness.ONE_LETTER_OF_A_SPELLING and len(found) >= ENOUGH:
            break
        wanted = among.filter(condition).exclude(pk__in=list(found))
        is_frequent = furthest is Closeness.SAME and len(words) == 1 and wanted[FREQUENT:].exists()
        wanted = _in_order(wanted, words, birth_year, is_frequent=is_frequent)
        # Without what a line of a list shows: that is fetched once, for those who stay.
        rows = wanted.select_related(None).values_list("pk", "name_words")
        rows = rows[: limit if furthest is Closeness.SAME else LOOKED_THROUGH]
        measured = [(pk, _closest(names, words, options)) for pk, names in rows]
        measured.sort(key=lambda one: (max(one[1]), sum(one[1])))
        found |= dict(measured[: limit - len(found)])
        if len(found) >= limit:
            break
    people = among.in_bulk(list(found))
    return [Namesake(cast(Migrant, people[pk]), names) for pk, names in found.items() if pk in people]


def find_same_names(
    words: Sequence[str], *, among: MigrantQuerySet, limit: int, birth_year: int | None = None
) -> list[Migrant]:
    """At most `limit` persons of `among` whose names `compare_names` may find the same, nearest birth first.

    First those who bear every word or its initial; then, of three words and more, those who bear two.
    """
    words = words[:MAX_WORDS]
    among = among.alias(names=_ONE_TEXT)
    options = [
        {known: near for known, near in option.items() if compare_words(word, known) >= Agreement.INITIAL}
        for word, option in zip(words, options_for(words), strict=True)
    ]
    people: dict[UUID, Migrant] = {}
    for at_least in sorted({len(words), min(len(words), 2)}, reverse=True):
        wanted = among.filter(bearing(words, options, at_least=at_least)).exclude(pk__in=list(people))
        wanted = _in_order(wanted, words, birth_year)
        people |= {person.pk: person for person in wanted[: limit - len(people)]}
    return list(people.values())


def _widening(words: Sequence[str]) -> Iterator[tuple[Closeness, Q, list[Options]]]:
    """Conditions that more and more people meet: how close their names are at least, and what each word stands for."""
    yield Closeness.SAME, Q(name_words__contains=list(words)), [{word: Closeness.SAME} for word in words]
    options = options_for(words)
    before: list[Options] = []
    for furthest in (
        Closeness.OTHER_SPELLING,
        Closeness.BEGINNING,
        Closeness.ONE_LETTER_OF_A_SPELLING,
        Closeness.TWO_LETTERS_OF_A_SPELLING,
    ):
        within = [{word: near for word, near in option.items() if near <= furthest} for option in options]
        if within != before and all(
            option or len(word) == 1 for word, option in zip(words, within, strict=True)
        ):
            yield furthest, bearing(words, within), within
        if furthest is Closeness.ONE_LETTER_OF_A_SPELLING and len(words) > 2:
            yield Closeness.MISSING, bearing(words, within, at_least=len(words) - 1), within
        before = within


def bearing(words: Sequence[str], options: Sequence[Options], *, at_least: int | None = None) -> Q:
    """Persons called by an option of each word, or of at least so many words. Needs the alias `names`.

    Initials count only beside a name: everybody has some.
    """
    called = [
        (word, Q(name_words__overlap=_texts(option)) if len(word) > 1 else Q(names__regex=rf"\m{word}"))
        for word, option in zip(words, options, strict=True)
    ]
    groups = combinations(called, at_least or len(called))
    told = [group for group in groups if any(len(word) > 1 for word, _ in group)]
    return reduce(or_, (Q(*(condition for _, condition in group)) for group in told), Q(pk__in=[]))


def _texts(words: Iterable[str]) -> Value:
    """An array as one parameter: a list would be written word by word."""
    return Value(list(words), output_field=ArrayField(TextField()))


def _closest(called: Sequence[str], words: Sequence[str], options: Sequence[Options]) -> Names:
    """For each word typed, how close the closest of the words is that somebody is called by."""
    closest = []
    for word, option in zip(words, options, strict=True):
        if len(word) == 1 and any(name.startswith(word) for name in called):
            closest.append(Closeness.BEGINNING)
        else:
            closest.append(
                min((option[name] for name in called if name in option), default=Closeness.MISSING)
            )
    return tuple(closest)


def _in_order(
    people: MigrantQuerySet, words: Sequence[str], birth_year: int | None, *, is_frequent: bool = False
) -> MigrantQuerySet:
    """A further name parts as much as a year: whoever bears no other name than those typed comes first."""
    further = Func(F("name_words"), function="cardinality", output_field=IntegerField()) - len(words)
    if birth_year is not None:
        apart = Coalesce(Abs(F("birth_year") - birth_year), FAR) + further
        return people.order_by(apart, "-registered_on", "-number")
    # Along the index of the newest persons, those of a frequent name are soon met. Others hardly ever, and several
    # names perhaps never in one person, which the database cannot know: an expression keeps it off that index.
    if is_frequent:
        return people.order_by("-registered_on", "-number")
    day = Func(F("registered_on"), template="(%(expressions)s + 0)", output_field=DateField())
    return people.order_by(further, day.desc(), "-number")


_ONE_TEXT = Func(F("name_words"), Value(" "), function="array_to_string", output_field=TextField())
