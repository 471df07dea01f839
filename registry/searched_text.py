"""What was typed in the search box: a CIOM number, a telephone, or names, perhaps with a sex and a year of birth."""

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from registry.enums import BirthPrecision, Sex
from registry.names import fold_name, listed_kinds, split_name
from registry.numbering import read_number
from registry.phones import international_number

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DIGITS_ONLY = re.compile(r"[\d\s+()./-]+")
# A short name beside a telephone or a year looks like a CIOM number.
_THREE_LETTERS_AND_DIGITS = re.compile(r"[A-Za-z]{3}\s+((\d[\s.-]?){8}|(19|20)\d\d)")
_AGE = re.compile(r"(?<!\w)(\d{1,2})\s*ans(?!\w)", re.IGNORECASE)
_YEAR = re.compile(
    r"(?<!\w)(?:née?\s+(?:le\s+|en\s+|vers\s+)?)?(?:\d{1,2}[/.-]\d{1,2}[/.-])?((?:19|20)\d\d)(?!\w)",
    re.IGNORECASE,
)
_A_YEAR = re.compile(r"(19|20)\d\d")
_SEX = re.compile(r"(?<!\w)(femme|homme)(?!\w)", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)\+?\d[\d\s().-]*\d(?!\w)")
# Fewer digits are shared by thousands of telephones.
SHORTEST_PART_OF_A_PHONE = 4
LONGEST_SEQUENCE = 6


@dataclass(frozen=True)
class SearchedText:
    """`number` is a CIOM number whose check character may be wrong; `sequence` is the middle of one.

    `phone_forms` are digits of which a telephone contains one. `words` are folded names, `names` the same as typed;
    `sex` and `birth_year` were typed beside them, or "" and None.
    """

    number: str = ""
    sequence: int | None = None
    phone: str = ""
    phone_forms: tuple[str, ...] = ()
    names: str = ""
    words: tuple[str, ...] = ()
    sex: str = ""
    birth_year: int | None = None

    @property
    def lacks_a_name(self) -> bool:
        """Whether a year of birth or a sex was typed, and nothing else: digits like these are a year above all."""
        if self.words or self.number:
            return False
        return bool(self.sex or self.birth_year or _A_YEAR.fullmatch(self.phone))

    @property
    def is_empty(self) -> bool:
        return not (self.number or self.sequence is not None or self.phone_forms or self.words)


def read_searched_text(text: str) -> SearchedText:
    """Understand what was typed. Signs alone, or too few digits for a telephone, give an empty result."""
    typed = _CONTROL.sub(" ", text).strip()
    is_of_the_centre = typed.upper().startswith(settings.CENTRE_CODE)
    is_a_name = _THREE_LETTERS_AND_DIGITS.fullmatch(typed) and not is_of_the_centre
    number = None if is_a_name else read_number(typed)
    if number is not None:
        return SearchedText(number=number)
    if _DIGITS_ONLY.fullmatch(typed):
        sequence = int(typed) if typed.isdecimal() and len(typed) <= LONGEST_SEQUENCE else None
        return SearchedText(sequence=sequence, phone=typed, phone_forms=_phone_forms(typed))
    age, typed = _take(_AGE, typed)
    year, typed = _take(_YEAR, typed)
    sex, typed = _take(_SEX, typed)
    phone, typed = _take(_PHONE, typed)
    return SearchedText(
        phone=phone,
        phone_forms=_phone_forms(phone),
        names=typed,
        words=split_name(typed).core,
        sex={"femme": Sex.FEMALE, "homme": Sex.MALE}.get(sex.lower(), ""),
        birth_year=int(year) if year else timezone.localdate().year - int(age) if age else None,
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The first group of the first match (the match when it has none), or "", and the text without the match."""
    match = pattern.search(text)
    if match is None:
        return "", text
    return match[match.re.groups and 1], f"{text[: match.start()]} {text[match.end() :]}".strip()


def _phone_forms(phone: str) -> tuple[str, ...]:
    digits = re.sub(r"\D", "", phone)
    if len(digits) < SHORTEST_PART_OF_A_PHONE:
        return ()
    forms = {digits, digits.removeprefix("00"), international_number(phone).removeprefix("+")}
    return tuple(sorted(form for form in forms if len(form) >= SHORTEST_PART_OF_A_PHONE))


def fields_of_a_new_person(text: str) -> dict[str, object]:
    """What was searched, as a beginning of a registration, to be corrected by hand."""
    searched = read_searched_text(text)
    if searched.number:
        return {}
    given, family = _given_and_family(searched.names.split())
    fields = {
        "given_names": " ".join(given)[:120],
        "family_name": " ".join(family)[:120],
        "sex": searched.sex,
        "phone": searched.phone[:40] if searched.phone_forms else "",
        "birth_year": searched.birth_year,
        "birth_precision": BirthPrecision.ESTIMATED if searched.birth_year else "",
    }
    return {name: value for name, value in fields.items() if value}


def _given_and_family(words: list[str]) -> tuple[list[str], list[str]]:
    """Given names and family name.

    Capitals tell them apart, then the list of names; else the last word is the family's.
    """
    words = [word for word in words if fold_name(word)]
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    family = capitals if len(capitals) < len(words) else []
    if not family:
        kinds = [listed_kinds(fold_name(word).replace(" ", "")) for word in words]
        family = [word for word, kind in zip(words, kinds, strict=True) if kind == {"nom"}]
        if not family and not (len(words) == 1 and kinds[0] == {"prenom"}):
            family = words[-1:]
    return [word for word in words if word not in family], family
