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

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƴ": "y", "ı": "i"}
)
# A digit between letters is a letter misread by a scanner or a tired eye.
_DIGITS_READ_AS_LETTERS = str.maketrans("013458", "oieasb")

TITLES = frozenset(
    [
        "el",
        "hadj",
        "hadji",
        "hadja",
        "elhadj",
        "elhadji",
        "elh",
        "alhadji",
        "alhaji",
        "alhaja",
        "hadjia",
        "mme",
        "mlle",
        "mr",
        "monsieur",
        "madame",
        "mademoiselle",
        "dr",
        "docteur",
        "oustaz",
        "imam",
        "feu",
    ]
)
_NICKNAME = frozenset(["dit", "dite", "alias", "surnomme", "surnommee"])
_SPOUSE = frozenset(["epouse", "ep", "epse", "veuve", "vve", "femme"])
_BIRTH_NAME = frozenset(["nee", "ne"])


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
    """`fold` for a name: digits inside a word are read as the letters they resemble.

    >>> fold_name("Ali0u Clssé")
    'aliou clsse'
    """
    words = fold(text).split()
    return " ".join(word if word.isdigit() else word.translate(_DIGITS_READ_AS_LETTERS) for word in words)


# Ordered: each rule sees what the ones before it left. Capitals are sounds that later rules must not touch.
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"[sc]h|sc(?=[eiy])|c(?=[eiy])", "s"),  # Chiaka is Siaka, Cissé is Sissé
        (r"(?<=[aeiouy])h(?=[aeiouy])", "H"),  # the h of Mahamadou, who is not Mamadou, is heard
        (r"h", ""),
        (r"ck|qu|c|q", "k"),
        (r"x", "ks"),
        (r"v", "w"),
        (r"at(ou|u)$", "ata"),  # Ramata and Ramatou, Aminata and Aminatou
        (r"(?<=[a-z]{3}[bdfgjklmnprstz])(ou|u)$", ""),  # Salif and Salifou, Karim and Karimou
        (r"oua|oa", "wa"),
        (r"aou", "au"),
        (r"oue(?=[a-z])", "we"),
        (r"oo|ou|w(?![aeiou])", "u"),
        (r"au", "o"),
        (r"ee(?=[a-z])", "i"),
        (r"dj|dy(?=[aeiou])|di(?=[aeou])", "j"),  # Diallo, Djalo, Jallow
        (r"gn|n[yi](?=[aeou])", "N"),
        (r"t[iy](?=[aeou])", "T"),
        (r"gu(?=[eiy])", "g"),
        (r"n(?=[bp])", "m"),
        (r"(?<=[aeou])y(?=[aeou])", "Y"),
        (r"(ai|aye|aYe)$", "aY"),  # Abdoulaye and Abdulai; but Touray is Touré
        (r"[ae][iy]", "e"),
        (r"ie$|y", "i"),
        (r"u", "o"),
        (r"(?<=..)e$", ""),  # a final e is silent or has lost its accent: Usman and Ousmane, Kone and Koné
        (r"(.)\1+", r"\1"),
    )
)


@cache
def skeleton(word: str) -> str:
    """How a folded word sounds, whatever the spelling. A skeleton is its own skeleton.

    >>> skeleton("koulibaly") == skeleton("coulibali") == skeleton("kulibali")
    True
    >>> skeleton("mahamadou") == skeleton("mamadou")
    False
    """
    sound = word
    for pattern, replacement in _SOUNDS:
        sound = pattern.sub(replacement, sound)
    return sound if sound == word else skeleton(sound)


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


@cache
def spellings(word: str) -> frozenset[str]:
    """The listed spellings of a folded word's name, the word itself included: where to look for it."""
    names = canonical(word)
    return frozenset({word}.union(*(_spellings_of()[name] for name in names)))


@cache
def _spellings_of() -> dict[str, frozenset[str]]:
    by_name: dict[str, set[str]] = {}
    for spelling, names in _spellings()[0].items():
        for name in names:
            by_name.setdefault(name, set()).add(spelling)
    return {name: frozenset(written) for name, written in by_name.items()}


def listed_kinds(word: str) -> frozenset[str]:
    """As what a folded word is listed: "nom", "prenom", both, or not at all."""
    return frozenset().union(*(_kinds()[name] for name in canonical(word)))


@cache
def _kinds() -> dict[str, frozenset[str]]:
    kinds: dict[str, frozenset[str]] = {}
    for row in read_reference("noms_equivalences.csv"):
        name = fold_name(row["canonical"]).replace(" ", "")
        kinds[name] = kinds.get(name, frozenset()) | {row["kind"]}
    return kinds


@dataclass(frozen=True)
class NameParts:
    """The words of a name. `core` identifies the person; `optional` may be there or not."""

    core: tuple[str, ...]
    optional: tuple[str, ...] = ()


@cache
def split_name(text: str) -> NameParts:
    """Words of a full name in any order; titles dropped, nickname ("dit Baba") and husband's name set apart.

    A title that is all there is besides one name stays: Hadja is also a given name.
    """
    core: list[str] = []
    optional: list[str] = []
    titles: list[str] = []
    words = iter(_joined(fold_name(text).split(), initials_dotted="." in text))
    for word in words:
        if word in _NICKNAME | _SPOUSE:
            optional.extend(after for after in [next(words, "")] if after)
        elif word in TITLES:
            titles.append(word)
        elif word not in _BIRTH_NAME or not core:
            core.append(word)
    if len(core) < 2:
        core = titles[-1:] + core
    return NameParts(tuple(core), tuple(optional))


def _joined(words: list[str], *, initials_dotted: bool) -> list[str]:
    """Two words that are one name: Abdoul Karim, as the list has it, and N Diaye. "N. Diarra" is an initial."""
    joined: list[str] = []
    for word in words:
        before = joined[-1] if joined else ""
        pair = before + word
        listed = pair in _spellings()[0]
        prefix = (before == "n" and word[0] in "dfgjktyz") or (before == "m" and word[0] in "bp")
        if (before in ("abdoul", "abdul") and listed) or (
            prefix and not initials_dotted and (listed or not canonical(word))
        ):
            joined[-1] = pair
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


def is_one_slip_away(a: str, b: str) -> bool:
    """Whether one letter added, lost or changed, or two neighbours exchanged, turns a word into another."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b[1:]
        or rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or (rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:])
    )
