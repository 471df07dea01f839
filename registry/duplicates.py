"""Who may already be registered under another spelling or another visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from registry.equivalences import refresh_names
from registry.matching import Comparison, Decision, Evidence, compare
from registry.models import Migrant, Nationality, Stay
from registry.models.people import MigrantQuerySet
from registry.name_search import find_same_names
from registry.names import fold, split_name
from registry.phones import comparable_phone
from registry.registration import Place
from registry.search import born_about

SHOWN = 5
COMPARED = 100


@dataclass(frozen=True)
class Lookalike:
    """A registered person who may be the one being registered, and why."""

    migrant: Migrant
    comparison: Comparison

    @property
    def why(self) -> str:
        return ", ".join(self.comparison.reasons)


def possible_same_people(candidate: Migrant, place: Place, *, user: Any) -> list[Lookalike]:
    """Persons who may be the candidate, likeliest first, at most five.

    Looked for by telephone, by paper, and by names in any order and spelling; then weighed one by one.
    """
    stay = Stay(site=place.site, commune=place.commune, place_text=place.text)
    return lookalikes(candidate, stay, among=Migrant.objects.visible_to(user))


def lookalikes(candidate: Migrant, open_stay: Stay | None, *, among: MigrantQuerySet) -> list[Lookalike]:
    """Persons of `among` who may be the candidate, registered or not, likeliest first, at most five."""
    refresh_names()
    everyone = among.exclude(pk=candidate.pk).with_identity().prefetch_related("documents")
    people = _same_clue_or_names(candidate, everyone)
    if not people:
        return []
    stay_of = open_stays(people)
    evidence = evidence_of(candidate, open_stay)
    found = [
        Lookalike(person, compare(evidence, evidence_of(person, stay_of.get(person.pk)))) for person in people
    ]
    likely = [one for one in found if one.comparison.decision != Decision.DIFFERENT]
    return sorted(likely, key=lambda one: -one.comparison.points)[:SHOWN]


def open_stays(people: Iterable[Migrant]) -> dict[UUID, Stay]:
    """Where each of these persons is now, for those of whom it is known."""
    stays = Stay.objects.open().filter(migrant__in=[person.pk for person in people])
    return {stay.migrant_id: stay for stay in stays.select_related("site", "commune")}


def _same_clue_or_names(candidate: Migrant, everyone: MigrantQuerySet) -> list[Migrant]:
    phone = comparable_phone(candidate.phone_number, candidate.phone)
    people = everyone.filter(phone_digits__contains=phone.removeprefix("+"))[:COMPARED] if phone else []
    papers = _papers(candidate)
    holders = everyone.filter(documents__number_digest__in=papers).distinct()[:COMPARED] if papers else []
    alike = everyone.filter(sex=candidate.sex)
    if candidate.birth_year is not None:
        alike = alike.filter(born_about(candidate.birth_year))
    words = split_name(candidate.full_name).core
    namesakes = find_same_names(words, among=alike, limit=COMPARED, birth_year=candidate.birth_year)
    return list({person.pk: person for person in (*holders, *people, *namesakes)}.values())


def _papers(migrant: Migrant) -> frozenset[str]:
    if migrant._state.adding:
        return frozenset()
    return frozenset(paper.number_digest for paper in migrant.documents.all() if paper.number_digest)


def evidence_of(migrant: Migrant, open_stay: Stay | None) -> Evidence:
    """What the registry holds on a person that helps to recognise them. Reads the papers fetched with the person."""
    return Evidence(
        name=migrant.full_name,
        sex=migrant.sex,
        birth_year=migrant.birth_year,
        birth_month=migrant.birth_month,
        birth_day=migrant.birth_day,
        birth_precision=migrant.birth_precision,
        nationality="" if migrant.nationality.code == Nationality.UNDECLARED else migrant.nationality.code,
        phone=comparable_phone(migrant.phone_number, migrant.phone),
        documents=_papers(migrant),
        place=_place_key(open_stay) if open_stay else "",
        profession=migrant.profession.code if migrant.profession else "",
    )


def _place_key(stay: Stay) -> str:
    if stay.site:
        return f"site:{stay.site.code}"
    return f"commune:{stay.commune.code}" if stay.commune else fold(stay.place_text)
