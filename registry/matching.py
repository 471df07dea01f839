"""Are two descriptions those of one person? Points for what agrees, a veto for what cannot be.

The outcome is advice with its reasons in French, without any name, for someone to act upon. Only the import of a
register acts upon `SAME` by itself, and says why in its report.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from registry.enums import BirthPrecision
from registry.name_agreement import Agreement, compare_names


class Decision(StrEnum):
    SAME = "same"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True)
class Evidence:
    """What is known of a person. Anything but the name may be missing.

    `nationality`, `place` and `profession` are codes; an undeclared nationality is "". `phone` is E.164, or the
    digits as typed; `documents` are keys that tell one paper from another, never plain numbers.
    """

    name: str
    sex: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    birth_precision: str = BirthPrecision.UNKNOWN
    nationality: str = ""
    phone: str = ""
    documents: frozenset[str] = field(default=frozenset())
    place: str = ""
    profession: str = ""


@dataclass(frozen=True)
class Comparison:
    """The outcome: `points` orders the possible ones, `reasons` are short French phrases without any name.

    `has_hard_clue` says that both have the same phone or paper.
    """

    decision: Decision
    points: int = 0
    reasons: tuple[str, ...] = ()
    has_hard_clue: bool = False


# One point is what people of one site share by chance; five together are hardly a coincidence.
DOCUMENT, PHONE, PARTIAL_PHONE = 6, 4, 2
BIRTH_DAY, BIRTH_MONTH, BIRTH_YEAR, BIRTH_CLOSE = 4, 3, 2, 1
NATIONALITY = PLACE = PROFESSION = 1

# Points besides the name from which the person is held to be the same.
POINTS_FOR_SAME = {
    Agreement.EQUAL: 5,
    Agreement.EQUIVALENT: 5,
    Agreement.INCLUDED: 6,
    Agreement.INITIAL: 7,
    Agreement.NEAR: 7,
}
# A declared age is off by three years easily; a year read on a paper, by one.
YEARS_OFF = {BirthPrecision.ESTIMATED: 3, BirthPrecision.YEAR: 1}
_KEPT_DIGITS_OF_A_PHONE = 8


def compare(a: Evidence, b: Evidence) -> Comparison:
    """Weigh all the evidence on two persons. Symmetric: compare(a, b) == compare(b, a).

    Without a second clue (phone or paper), another sex, a far birth or another nationality makes two homonyms two
    persons; so do two given names that are not the same name, whatever else twins share.
    """
    names = compare_names(a.name, b.name)
    clue_points, clue_reasons = _hard_clues(a, b)
    clue = clue_points > 0
    veto = _veto(names, a, b)
    if veto:
        # The same paper under two names is worth a look; a phone is lent.
        decision = Decision.POSSIBLE if a.documents & b.documents else Decision.DIFFERENT
        return Comparison(decision, clue_points, (*clue_reasons, veto), clue)

    objections: list[str] = []
    agreements = list(clue_reasons)
    points = clue_points
    for gained, reason in (_compare_birth(a, b), *_soft_clues(a, b)):
        (objections if gained < 0 else agreements).append(reason)
        points += max(gained, 0)
    reasons = tuple(filter(None, (_NAME_REASONS[names], *agreements, *objections)))
    needs_a_clue = (
        bool(objections)
        or names in (Agreement.SINGLE, Agreement.NEAR)
        or (names is Agreement.INITIAL and a.birth_year != b.birth_year)
    )
    if needs_a_clue and not clue:
        return Comparison(Decision.DIFFERENT, points, reasons)
    sure = not objections and points >= POINTS_FOR_SAME.get(names, points + 1)
    return Comparison(Decision.SAME if sure else Decision.POSSIBLE, points, reasons, clue)


def _veto(names: Agreement, a: Evidence, b: Evidence) -> str:
    """Why two descriptions cannot be of one person, or nothing."""
    if names is Agreement.DIFFERENT:
        return "noms différents"
    return "sexe différent" if a.sex and b.sex and a.sex != b.sex else ""


_NAME_REASONS = {
    Agreement.SINGLE: "un seul nom connu, le même",
    Agreement.NEAR: "noms à une lettre près",
    Agreement.INITIAL: "même nom, prénom en initiale",
    Agreement.INCLUDED: "mêmes noms, l’un a un prénom de plus",
    Agreement.EQUIVALENT: "mêmes noms écrits autrement",
    Agreement.EQUAL: "mêmes noms",
}


def _hard_clues(a: Evidence, b: Evidence) -> tuple[int, tuple[str, ...]]:
    """Points and reasons for what two persons hardly share: a paper, a phone."""
    points, reasons = 0, []
    if a.documents & b.documents:
        points += DOCUMENT
        reasons.append("même pièce d’identité")
    if a.phone and a.phone == b.phone:
        whole = sum(c.isdigit() for c in a.phone) >= _KEPT_DIGITS_OF_A_PHONE
        points += PHONE if whole else PARTIAL_PHONE
        reasons.append("même téléphone" if whole else "même numéro de téléphone incomplet")
    return points, tuple(reasons)


def _soft_clues(a: Evidence, b: Evidence) -> Iterator[tuple[int, str]]:
    """Points and reasons for what people of one site share easily; -1 for another nationality."""
    if a.nationality and b.nationality:
        same = a.nationality == b.nationality
        yield (NATIONALITY, "même nationalité") if same else (-1, "nationalité différente")
    if a.place and a.place == b.place:
        yield PLACE, "même lieu"
    if a.profession and a.profession == b.profession:
        yield PROFESSION, "même profession"


def _compare_birth(a: Evidence, b: Evidence) -> tuple[int, str]:
    """Points for births that agree within what their precision allows, -1 when they cannot; with the reason."""
    if a.birth_year is None or b.birth_year is None:
        return 0, ""
    if (a.birth_year, a.birth_month, a.birth_day) == (b.birth_year, b.birth_month, b.birth_day):
        if a.birth_day is not None:
            return BIRTH_DAY, "même date de naissance"
        if a.birth_month is not None:
            return BIRTH_MONTH, "même mois de naissance"
        return BIRTH_YEAR, "même année de naissance"
    apart = abs(a.birth_year - b.birth_year)
    if apart == 0:
        return _compare_day_and_month(a, b)
    allowed = max(
        YEARS_OFF.get(BirthPrecision(a.birth_precision), 0),
        YEARS_OFF.get(BirthPrecision(b.birth_precision), 0),
    )
    if apart <= allowed:
        return BIRTH_CLOSE, "années de naissance proches"
    return -1, "années de naissance éloignées"


def _compare_day_and_month(a: Evidence, b: Evidence) -> tuple[int, str]:
    """Births of the same year that are not written the same."""
    if None not in (a.birth_day, b.birth_day):
        if (a.birth_day, a.birth_month) == (b.birth_month, b.birth_day):
            return BIRTH_CLOSE, "même naissance, jour et mois échangés"
        return -1, "même année, autre jour de naissance"
    if None not in (a.birth_month, b.birth_month):
        if a.birth_month == b.birth_month:
            return BIRTH_MONTH, "même mois de naissance"
        return -1, "même année, autre mois de naissance"
    return BIRTH_YEAR, "même année de naissance"
