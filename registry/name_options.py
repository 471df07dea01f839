"""What a word typed may stand for, among the words that people are called by."""

from collections.abc import Collection, Sequence
from enum import IntEnum

from django.db import connection
from django.db.models import Q

from registry.letters import letters_apart
from registry.models import NameWord
from registry.name_agreement import Agreement, compare_words
from registry.name_sounds import skeleton
from registry.names import spellings

# A shorter beginning is that of thousands of names.
SHORTEST_BEGINNING = 3
# The fewest letters of a word in which one letter may be a slip, or two.
SHORTEST_WITH_SLIPS = {1: 4, 2: 6}


class Closeness(IntEnum):
    """How close a word that someone is called by is to the word typed."""

    SAME = 0
    OTHER_SPELLING = 1
    BEGINNING = 2  # begins with what was typed, or is its initial
    ONE_LETTER = 3
    ONE_LETTER_OF_A_SPELLING = 4  # another spelling of a word that one letter parts from the one typed
    TWO_LETTERS = 5
    TWO_LETTERS_OF_A_SPELLING = 6
    MISSING = 7  # the person is not called by any such name


# The words that one typed word may stand for. Of a single letter, an initial, they are not listed.
Options = dict[str, Closeness]
_SLIPS = {1: Closeness.ONE_LETTER, 2: Closeness.TWO_LETTERS}
_SLIPS_OF_A_SPELLING = {
    1: Closeness.ONE_LETTER_OF_A_SPELLING,
    2: Closeness.TWO_LETTERS_OF_A_SPELLING,
}


def options_for(words: Sequence[str]) -> list[Options]:
    """For each folded word, the words of the vocabulary that it may stand for, and how close they are."""
    near = _words_a_slip_away(words)
    known = _known_words(words, near)
    options = [_options(word, near[word], known) if len(word) > 1 else {} for word in words]
    if len(words) > 1:
        for word, option in zip(words, options, strict=True):
            option.setdefault(word[0], Closeness.BEGINNING)
    return options


def other_spellings(words: Collection[str]) -> dict[str, set[str]]:
    """For each folded word, the words of the vocabulary that are the same name; many words at once.

    One letter that makes the same sound, or that a tired eye misreads, is forgiven.
    """
    if not words:
        return {}
    near = _words_a_slip_away(words)
    candidates = {word: {word, *spellings(word), *near[word]} for word in words}
    wanted = Q(word__in=set().union(*candidates.values())) | Q(sound__in={*map(skeleton, words)})
    by_sound: dict[str, set[str]] = {}
    known: set[str] = set()
    for word, sound in NameWord.objects.filter(wanted).values_list("word", "sound"):
        known.add(word)
        by_sound.setdefault(sound, set()).add(word)
    return {
        word: {
            other
            for other in (candidates[word] & known) | by_sound.get(skeleton(word), set())
            if compare_words(word, other) >= Agreement.EQUIVALENT
        }
        for word in words
    }


def _words_a_slip_away(words: Collection[str]) -> dict[str, dict[str, int]]:
    """For each word, those of the vocabulary that one or two letters part from it, with how many."""
    near: dict[str, dict[str, int]] = {word: {} for word in words}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT typed.word, known.word FROM unnest(%s) AS typed (word),"
            " unnest(ciom_forms(typed.word)) AS formed (form)"
            " JOIN registry_nameform AS known ON known.form = formed.form",
            [list(near)],
        )
        pairs = cursor.fetchall()
    for typed, word in pairs:
        apart = letters_apart(typed, word)
        if apart in SHORTEST_WITH_SLIPS and len(typed) >= SHORTEST_WITH_SLIPS[apart]:
            near[typed][word] = apart
    return near


def _known_words(words: Sequence[str], near: dict[str, dict[str, int]]) -> list[tuple[str, str]]:
    """The words of the vocabulary, with their sounds, that begin like `words`, or are spellings of them or of `near`."""
    written = {*words}.union(*near.values())
    written = written.union(*map(spellings, written))
    wanted = Q(word__in=written) | Q(sound__in={skeleton(word) for word in written})
    for word in words:
        if len(word) >= SHORTEST_BEGINNING:
            wanted |= Q(word__startswith=word)
    return list(NameWord.objects.filter(wanted).values_list("word", "sound"))


def _options(word: str, near: dict[str, int], known: list[tuple[str, str]]) -> Options:
    slips: dict[str, int] = {}
    for other, apart in sorted(near.items(), key=lambda item: -item[1]):
        slips |= dict.fromkeys((*spellings(other), skeleton(other)), apart)
    options: Options = {}
    for candidate, sound in known:
        agreement = compare_words(word, candidate)
        if agreement is Agreement.EQUAL:
            options[candidate] = Closeness.SAME
        elif agreement is Agreement.EQUIVALENT:
            options[candidate] = Closeness.OTHER_SPELLING
        elif len(word) >= SHORTEST_BEGINNING and candidate.startswith(word):
            options[candidate] = Closeness.BEGINNING
        elif apart := min(slips.get(candidate, 3), slips.get(sound, 3)) % 3:
            is_direct = near.get(candidate) == apart
            options[candidate] = _SLIPS[apart] if is_direct else _SLIPS_OF_A_SPELLING[apart]
    return options
