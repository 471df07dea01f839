"""Do two full names, written in any order, name the same person? Names only: see `matching` for the rest."""

from enum import IntEnum
from functools import lru_cache
from itertools import permutations

from registry.letters import is_one_slip_away
from registry.name_sounds import skeleton
from registry.name_table import NameTable
from registry.names import name_table, split_name

# More words than this is a sentence, not a name; comparing every order of it would take too long.
MAX_WORDS = 6
# In a shorter sound, one letter makes another name.
_SHORTEST_WITH_A_SLIP = 5


class Agreement(IntEnum):
    """How well two names agree, from not at all to letter for letter."""

    DIFFERENT = 0
    SINGLE = 1  # one of the two is a single name, and the other has it
    NEAR = 2  # one letter of one name away: a slip of the pen, or another name
    INITIAL = 3  # "M. Samaké" for Mamadou Samaké
    INCLUDED = 4  # one has a further name: Mohamed Oumar Barry, Oumar Barry
    EQUIVALENT = 5  # the same names in other spellings or another order
    EQUAL = 6


# What a scanner or a tired hand makes of a letter.
_CONFUSED = (("rn", "m"), ("m", "rn"), ("l", "i"), ("i", "l"), ("cl", "d"), ("vv", "w"), ("ii", "u"))


def compare_names(a: str, b: str) -> Agreement:
    """The agreement of two full names; the order of the words, titles and spelling do not count."""
    short, long = sorted((split_name(a).core[:MAX_WORDS], split_name(b).core[:MAX_WORDS]), key=len)
    if not short:
        return Agreement.DIFFERENT
    best = max(
        min(compare_words(x, y) for x, y in zip(short, order, strict=True))
        for order in permutations(long, len(short))
    )
    if best is Agreement.DIFFERENT:
        return best
    if len(short) == 1:
        return Agreement.SINGLE
    return min(best, Agreement.INCLUDED) if len(short) < len(long) else best


def compare_words(a: str, b: str) -> Agreement:
    """The agreement of two folded words. Two listed names agree only when the list says so."""
    return _compare_words(a, b, name_table())


@lru_cache(maxsize=100_000)
def _compare_words(a: str, b: str, table: NameTable) -> Agreement:
    if a == b:
        return Agreement.EQUAL
    if len(a) == 1 or len(b) == 1:
        return Agreement.INITIAL if _begins_alike(a, b) else Agreement.DIFFERENT
    names_a, names_b = table.canonical(a), table.canonical(b)
    if names_a and names_b:
        return Agreement.EQUIVALENT if names_a & names_b else Agreement.DIFFERENT
    if skeleton(a) == skeleton(b) or _misread(a, b, table) or _misread(b, a, table):
        return Agreement.EQUIVALENT
    near = len(skeleton(a)) >= _SHORTEST_WITH_A_SLIP and is_one_slip_away(skeleton(a), skeleton(b))
    return Agreement.NEAR if near else Agreement.DIFFERENT


def _begins_alike(a: str, b: str) -> bool:
    return a[0] == b[0] or skeleton(a)[0] == skeleton(b)[0]


def _misread(unlisted: str, word: str, table: NameTable) -> bool:
    """Whether undoing one confusion of letters in a name that is not listed gives the other word."""
    if table.canonical(unlisted):
        return False
    for wrong, right in _CONFUSED:
        at = unlisted.find(wrong)
        while at >= 0:
            corrected = unlisted[:at] + right + unlisted[at + len(wrong) :]
            if corrected == word or table.canonical(corrected) & table.canonical(word):
                return True
            at = unlisted.find(wrong, at + 1)
    return False
