"""Personal names of West Africa in French and English spelling: what is the same name written otherwise.

Names are stored as they were given; what is computed here only compares. Three layers, coarser and coarser:
`fold` (letters only), `skeleton` (how it sounds), `canonical` (the family of spellings listed in
`reference/noms_equivalences.csv`, where Jallow is Diallo, yet Amadou is not Mamadou).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from registry.reference_files import read_reference

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƴ": "y", "ı": "i"})
# A digit between letters is a letter misread by a scanner or a tired eye.
_DIGITS_READ_AS_LETTERS = str.maketrans("01358", "oiesb")

TITLES = frozenset(
    "el hadj hadji hadja elhadj elhadji elh alhadji alhaji alhaja hadjia mme mlle mr monsieur madame "
    "mademoiselle dr docteur oustaz imam feu".split()
)
_NICKNAME = frozenset("dit dite alias surnomme surnommee".split())
_SPOUSE = frozenset("epouse ep epse veuve vve femme".split())
_BIRTH_NAME = frozenset("nee ne".split())


def fold(text: str) -> str:
    """Lower case, no accent, no apostrophe; anything else than a letter or a digit becomes one space.

    >>> fold("  N’Diaye-KONATÉ ")
    'ndiaye konate'
    """
    lowered = text.lower().translate(_LIGATURES)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    bare = re.sub(r"[’'ʼ‘`´ʹ]", "", bare)
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def fold_name(text: str) -> str:
    """`fold` for a name: digits inside a word are read as the letters they resemble, and the lone N or M of
    "N Diaye" joins its word.

    >>> fold_name("Ali0u N Diaye")
    'aliou ndiaye'
    """
    words = [
        word.translate(_DIGITS_READ_AS_LETTERS) if not word.isdigit() else word for word in fold(text).split()
    ]
    return re.sub(r"\b([nm]) (?=[bcdfgjkpstvyz][a-z]{2})", r"\1", " ".join(words))


# Ordered: each rule sees what the ones before it left.
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"[sc]h|sc(?=[eiy])|ç|c(?=[eiy])", "s"),
        (r"(?<=[aeiouy])h(?=[aeiouy])", "H"),  # Mahamadou is not Mamadou: this h is heard
        (r"h", ""),
        (r"ck|qu|c|q", "k"),
        (r"x", "ks"),
        (r"v", "w"),
        (r"aou", "au"),
        (r"oua|oa", "wa"),
        (r"oue(?=[a-z])", "we"),
        (r"oo|ou|w(?![aeiou])", "u"),
        (r"ow\b|au|aw|oh\b", "o"),
        (r"ee(?=[a-z])", "i"),
        (r"dj|dy(?=[aeiou])|di(?=[aeou])", "j"),
        (r"gn|n[yi](?=[aeou])", "N"),
        (r"t[iy](?=[aeou])", "T"),
        (r"gu(?=[eiy])", "g"),
        (r"n(?=[bp])", "m"),
        (r"(?<=[aeou])y(?=[aeou])", "Y"),
        (r"[ae][iy](?![a-z]?\b[aeou])", "e"),
        (r"ie\b|y", "i"),
        (r"u", "o"),
        (r"(?<=.)e\b", ""),  # a final e is silent or an accent lost: Usman and Ousmane, Kone and Koné
        (r"(.)\1+", r"\1"),
    )
)


@cache
def skeleton(word: str) -> str:
    """How a folded word sounds, whatever the spelling; idempotent once folded again.

    >>> skeleton("koulibaly") == skeleton("coulibali") == skeleton("kulibali")
    True
    >>> skeleton("mahamadou") == skeleton("mamadou")
    False
    """
    sound = word
    for pattern, replacement in _SOUNDS:
        sound = pattern.sub(replacement, sound)
    return sound


@cache
def _spellings() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Canonical names by folded spelling, and by skeleton where the skeleton belongs to one of them only."""
    by_spelling: dict[str, set[str]] = {}
    by_sound: dict[str, set[str]] = {}
    for row in read_reference("noms_equivalences.csv"):
        name = fold_name(row["canonical"]).replace(" ", "")
        spelling = fold_name(row["variant"]).replace(" ", "")
        by_spelling.setdefault(spelling, set()).add(name)
        by_sound.setdefault(skeleton(spelling), set()).add(name)
    return (
        {spelling: frozenset(names) for spelling, names in by_spelling.items()},
        {sound: frozenset(names) for sound, names in by_sound.items()},
    )


@cache
def canonical(word: str) -> frozenset[str]:
    """The listed names that a folded word may be a spelling of; empty when it is not a listed name.

    Several when the spelling is shared: "abdou" is a family name of Niger and a given name.
    """
    by_spelling, by_sound = _spellings()
    return by_spelling.get(word) or by_sound.get(skeleton(word)) or frozenset()


@dataclass(frozen=True)
class NameParts:
    """The words of a name. `core` identifies the person; `optional` may be there or not."""

    core: tuple[str, ...]
    optional: tuple[str, ...] = ()


@cache
def split_name(text: str) -> NameParts:
    """Words of a full name in any order, titles, nicknames ("dit Baba") and husband's names set apart.

    A title that is all there is besides one name stays: Hadja is also a given name.
    """
    core: list[str] = []
    optional: list[str] = []
    titles: list[str] = []
    target = core
    for word in _joined_abdoul(fold_name(text).split()):
        if word in _NICKNAME or word in _SPOUSE:
            target = optional
        elif word in _BIRTH_NAME and core:
            target = core
        elif word in TITLES:
            titles.append(word)
        else:
            target.append(word)
    if len(core) < 2:
        core = titles[-1:] + core
    return NameParts(tuple(core), tuple(optional))


def _joined_abdoul(words: list[str]) -> list[str]:
    """`abdoul karim` written as one word, as the list of equivalences has it."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] in ("abdoul", "abdul", "abd") and f"{joined[-1]}{word}" in _spellings()[0]:
            joined[-1] += word
        else:
            joined.append(word)
    return joined


def name_key(word: str) -> str:
    """One indexable key for a folded word: its canonical name, else its skeleton."""
    names = canonical(word)
    return min(names) if names else skeleton(word)


def name_keys(full_name: str) -> list[str]:
    """The keys of the identifying words of a name, sorted, each once: equal keys mean a likely equal name."""
    return sorted({name_key(word) for word in split_name(full_name).core if len(word) > 1})
