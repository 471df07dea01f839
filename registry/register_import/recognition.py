"""Finding, among the persons already registered, those whom a row of a register may describe."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from registry.duplicates import evidence_of, open_stays
from registry.matching import Comparison, Decision, Evidence, compare
from registry.models import Migrant
from registry.names import name_keys
from registry.register_import.entry import Entry
from registry.register_import.namesakes import Namesakes
from registry.register_import.remarks import Remark
from registry.search import YEARS_APART

# Fewer points than this is only a common name: not worth a remark in the dossier.
POINTS_WORTH_A_REMARK = 3
MOST_REMARKED = 3


@dataclass(frozen=True)
class Recognition:
    """Who the row describes, if that is sure, and otherwise who it may describe, likeliest first."""

    person: Migrant | None
    comparison: Comparison | None
    possible: tuple[tuple[Migrant, Comparison], ...] = ()

    @property
    def is_certain(self) -> bool:
        """Whether the person is known by a phone or a paper too, not by name and circumstances only."""
        return self.comparison is not None and self.comparison.has_hard_clue

    @property
    def reason(self) -> str:
        return ", ".join(self.comparison.reasons) if self.comparison else ""

    def remarks(self) -> list[Remark]:
        """What a person should look at: who may be the same, and why. Their numbers must be known."""
        return [
            Remark(f"Doublon possible avec {migrant.number}", ", ".join(comparison.reasons))
            for migrant, comparison in self.possible
        ]


class KnownPeople:
    """Persons of the registry as the import meets them; those it will create are found again by later rows.

    The database is asked by phone and by listed spellings of the names; within the file, any spelling that sounds
    alike is found too.
    """

    def __init__(self) -> None:
        self._namesakes = Namesakes()
        self._people: list[tuple[Migrant, Evidence]] = []
        self._ranks: dict[UUID, int] = {}
        self._by_key: dict[str, set[int]] = {}

    def add(self, migrant: Migrant, evidence: Evidence) -> None:
        """Remember a person, and what a further row adds about them."""
        rank = self._ranks.setdefault(migrant.pk, len(self._people))
        if rank == len(self._people):
            self._people.append((migrant, evidence))
        _, known = self._people[rank]
        evidence = replace(known, phone=known.phone or evidence.phone, place=evidence.place or known.place)
        self._people[rank] = (migrant, evidence)
        for key in _keys(evidence):
            self._by_key.setdefault(key, set()).add(rank)

    def fetch(self, entries: Sequence[Entry]) -> None:
        """Bring in the persons of the database whom these rows may describe, by phone or by names in any spelling."""
        rows = [entry.evidence() for entry in entries]
        phones = {row.phone for row in rows if row.phone}
        whole = [phone for phone in phones if phone.startswith("+")]
        # Digits that make no whole number are looked for among those that were typed.
        typed = (Q(phone_digits__contains=digits) for digits in phones.difference(whole))
        by_phone = reduce(or_, typed, Q(phone_number__in=whole))
        known = Migrant.objects.present().with_identity().prefetch_related("documents")
        people = known.filter(Q(pk__in=self._namesakes.find(rows)) | by_phone).exclude(
            pk__in=list(self._ranks)
        )
        stays = open_stays(strangers := list(people))
        for migrant in strangers:
            self.add(migrant, evidence_of(migrant, stays.get(migrant.pk)))

    def recognise(self, entry: Entry) -> Recognition:
        """The person of a row, among those brought in. Several persons who fit equally well make none sure."""
        wanted = entry.evidence()
        ranks = set().union(*(self._by_key.get(key, set()) for key in _keys(wanted)))
        compared = []
        for rank in sorted(ranks):
            migrant, evidence = self._people[rank]
            if not _may_be(wanted, evidence):
                continue
            comparison = compare(wanted, evidence)
            if comparison.decision is not Decision.DIFFERENT:
                compared.append((migrant, comparison))
        compared.sort(key=lambda pair: pair[1].points, reverse=True)
        sure = [pair for pair in compared if pair[1].decision is Decision.SAME]
        if sure and (len(sure) == 1 or sure[0][1].points > sure[1][1].points):
            return Recognition(*sure[0])
        worth = tuple(pair for pair in compared if pair[1].points >= POINTS_WORTH_A_REMARK)
        return Recognition(None, None, worth[:MOST_REMARKED])


def _keys(evidence: Evidence) -> list[str]:
    return [*name_keys(evidence.name), *([evidence.phone] if evidence.phone else [])]


def _may_be(a: Evidence, b: Evidence) -> bool:
    """What `compare` asks of two persons without a phone in common, told at once: most namesakes stop here."""
    if a.phone and a.phone == b.phone:
        return True
    if a.sex and b.sex and a.sex != b.sex:
        return False
    return a.birth_year is None or b.birth_year is None or abs(a.birth_year - b.birth_year) <= YEARS_APART
