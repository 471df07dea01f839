"""What was typed in the search box: a CIOM number, a telephone, or names."""

import re
from dataclasses import dataclass

from registry.names import fold_name, listed_kinds
from registry.numbering import read_number
from registry.phones import international_number

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PHONE = re.compile(r"[\d\s+()./-]+")
# Fewer digits are shared by thousands of telephones.
SHORTEST_PART_OF_A_PHONE = 4
LONGEST_SEQUENCE = 6


@dataclass(frozen=True)
class SearchedText:
    """At most one of `number`, `phone_forms` and `words` is set, but a short row of digits may be two things.

    `number` is a CIOM number whose check character may be wrong; `sequence` is the middle of one. `phone_forms` are
    digits that a telephone may contain. `words` are folded names.
    """

    typed: str
    number: str = ""
    sequence: int | None = None
    phone_forms: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.number or self.sequence is not None or self.phone_forms or self.words)


def read_searched_text(text: str) -> SearchedText:
    """Understand what was typed. Signs alone, or too few digits for a telephone, give an empty result."""
    typed = _CONTROL.sub(" ", text).strip()
    number = read_number(typed)
    if number is not None:
        return SearchedText(typed, number=number)
    if _PHONE.fullmatch(typed):
        digits = re.sub(r"\D", "", typed)
        sequence = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_SEQUENCE else None
        return SearchedText(typed, sequence=sequence, phone_forms=_phone_forms(typed, digits))
    return SearchedText(typed, words=tuple(fold_name(typed).split()))


def _phone_forms(typed: str, digits: str) -> tuple[str, ...]:
    if len(digits) < SHORTEST_PART_OF_A_PHONE:
        return ()
    forms = {digits, digits.removeprefix("00"), international_number(typed).removeprefix("+")}
    return tuple(sorted(form for form in forms if len(form) >= SHORTEST_PART_OF_A_PHONE))


def fields_of_a_new_person(text: str) -> dict[str, str]:
    """What was searched, as a beginning of a registration: names or telephone, to be corrected by hand."""
    searched = read_searched_text(text)
    if searched.phone_forms:
        return {"phone": searched.typed[:40]}
    if not searched.words:
        return {}
    given, family = _given_and_family(searched.typed.split())
    return {"given_names": " ".join(given)[:120], "family_name": " ".join(family)[:120]}


def _given_and_family(words: list[str]) -> tuple[list[str], list[str]]:
    """Given names and family name: capitals tell them apart, then the list of names, else the last word is the family's."""
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    family = capitals if len(capitals) < len(words) else []
    if not family:
        kinds = [listed_kinds(fold_name(word).replace(" ", "")) for word in words]
        family = [word for word, kind in zip(words, kinds, strict=True) if kind == {"nom"}]
        if not family and not (len(words) == 1 and kinds[0] == {"prenom"}):
            family = words[-1:]
    return [word for word in words if word not in family], family
