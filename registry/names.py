"""Personal names of West Africa in French and English spelling: what is the same name written otherwise.

Names are stored as they were given; what is computed here only compares. Three layers, coarser and coarser:
`fold` (letters only), `skeleton` (how it sounds), `canonical` (the family of listed spellings, where Jallow is
Diallo, yet Amadou is not Mamadou).
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from registry.name_sounds import skeleton
from registry.name_table import NameTable
from registry.reference_files import read_reference

# Kind ("nom" or "prenom"), name, spelling, as written.
NameRow = tuple[str, str, str]

_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng", "ɓ": "b", "ɗ": "d", "ƴ": "y", "ı": "i"}
    | {"ß": "ss", "ø": "o", "đ": "d", "ł": "l"}
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

    The database folds alike (SQL function `ciom_fold`).

    >>> fold("  N’Diaye-KONATÉ ")
    'ndiaye konate'
    """
    whole = unicodedata.normalize("NFKC", re.sub(r"[’'ʼ‘`´ʹ]", "", text)).lower().replace("ñ", "ny")
    lowered = unicodedata.normalize("NFKD", whole).lower().translate(_LIGATURES)
    bare = "".join(c for c in lowered if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def fold_name(text: str) -> str:
    """`fold` for a name: digits inside a word are read as the letters they resemble.

    >>> fold_name("Ali0u Clssé")
    'aliou clsse'
    """
    words = fold(text).split()
    return " ".join(word if word.isdigit() else word.translate(_DIGITS_READ_AS_LETTERS) for word in words)


@cache
def _listed_in_the_project() -> NameTable:
    return NameTable(
        _folded((row["kind"], row["canonical"], row["variant"]))
        for row in read_reference("noms_equivalences.csv")
    )


def _folded(row: NameRow) -> NameRow:
    kind, name, spelling = row
    return kind, fold_name(name).replace(" ", ""), fold_name(spelling).replace(" ", "")


_edited: NameTable | None = None


def use_names(rows: Iterable[NameRow] | None) -> None:
    """Compare names by these rows from now on; by those delivered with the project when there are none."""
    global _edited
    _edited = None if rows is None else NameTable(map(_folded, rows))


def name_table() -> NameTable:
    """The listed names in use."""
    return _edited if _edited is not None else _listed_in_the_project()


def canonical(word: str) -> frozenset[str]:
    """The listed names that a folded word may be a spelling of; empty when it is not a listed name."""
    return name_table().canonical(word)


def spellings(word: str) -> frozenset[str]:
    """The listed spellings of a folded word's name, the word itself included: where to look for it."""
    return name_table().spellings(word)


def listed_kinds(word: str) -> frozenset[str]:
    """As what a folded word is listed: "nom", "prenom", both, or not at all."""
    return name_table().kinds(word)


@dataclass(frozen=True)
class NameParts:
    """The words of a name. `core` identifies the person; `optional` may be there or not."""

    core: tuple[str, ...]
    optional: tuple[str, ...] = ()


def split_name(text: str) -> NameParts:
    """Words of a full name in any order; titles dropped, nickname ("dit Baba") and husband's name set apart.

    A title that is all there is besides one name stays: Hadja is also a given name.
    """
    return _split_name(text, name_table())


@lru_cache(maxsize=50_000)
def _split_name(text: str, table: NameTable) -> NameParts:
    core: list[str] = []
    optional: list[str] = []
    titles: list[str] = []
    words = iter(_joined(fold_name(text).split(), initials_dotted="." in text, table=table))
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


def _joined(words: list[str], *, initials_dotted: bool, table: NameTable) -> list[str]:
    """Two words that are one name: Abdoul Karim, as the list has it, and N Diaye. "N. Diarra" is an initial."""
    joined: list[str] = []
    for word in words:
        before = joined[-1] if joined else ""
        pair = before + word
        listed = table.lists(pair)
        prefix = (before == "n" and word[0] in "dfgjktyz") or (before == "m" and word[0] in "bp")
        if (before in ("abdoul", "abdul") and listed) or (
            prefix and not initials_dotted and (listed or not table.canonical(word))
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
