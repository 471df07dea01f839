"""The list of pairs to review: which dossiers may be of one person, and what somebody decided. Nothing is merged here."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from registry.duplicates import Lookalike, evidence_of, lookalikes, open_stays
from registry.enums import PairDecision
from registry.matching import Comparison, Decision, compare
from registry.models import Migrant, PossibleDuplicate, Stay

# Fewer points than this is only a common name: not worth somebody's time.
POINTS_WORTH_A_LOOK = 3
BATCH = 500
COUNTED = 1000

Progress = Callable[[int], None]


def find_pairs(*, on_batch: Progress = lambda done: None) -> int:
    """Look through the whole register; returns how many pairs are open in the end.

    May be stopped and run again at any time: each batch is kept, and a pair is never proposed twice. Open pairs that no
    longer look alike leave the list. `on_batch` is told how many persons were looked at.
    """
    _review_open_pairs()
    done = 0
    for people in _batches(Migrant.objects.present().with_identity().prefetch_related("documents")):
        stays = open_stays(people)
        with transaction.atomic():
            for person in people:
                propose_pairs(person, stays.get(person.pk))
        done += len(people)
        on_batch(done)
    return PossibleDuplicate.objects.open().count()


def count_open_pairs(user: Any) -> int:
    """How many pairs wait for this user; one more than `COUNTED` stands for any greater number."""
    return PossibleDuplicate.objects.visible_to(user).open()[: COUNTED + 1].count()


def propose_pairs(migrant: Migrant, open_stay: Stay | None) -> None:
    """Put on the list whoever may be this registered person, unless somebody has already decided."""
    found = lookalikes(migrant, open_stay, among=Migrant.objects.present())
    found = [one for one in found if is_worth_a_look(one.comparison)]
    others = known_others(migrant)
    PossibleDuplicate.objects.bulk_create(
        [_pair(migrant, one) for one in found if one.migrant.pk not in others], ignore_conflicts=True
    )


def is_worth_a_look(comparison: Comparison) -> bool:
    return comparison.decision is not Decision.DIFFERENT and comparison.points >= POINTS_WORTH_A_LOOK


def known_others(migrant: Migrant) -> set[UUID]:
    """Persons of whom somebody said that they are not this one, were it of a dossier merged since."""
    own = {migrant.pk, *migrant.absorbed.values_list("pk", flat=True)}
    pairs = PossibleDuplicate.objects.filter(Q(first__in=own) | Q(second__in=own))
    decided = pairs.filter(decision=PairDecision.NOT_SAME)
    others: set[UUID] = set()
    for pair in decided.select_related("first", "second"):
        other = pair.second if pair.first_id in own else pair.first
        others.add(other.merged_into_id or other.pk)
    return others


def decide_not_same(pair: PossibleDuplicate, *, by: Any) -> None:
    """Two persons: never proposed again. A pair that a colleague has decided meanwhile stays as it is."""
    PossibleDuplicate.objects.open().filter(pk=pair.pk).update(
        decision=PairDecision.NOT_SAME, decided_at=timezone.now(), decided_by=by
    )


def remember_not_same(migrant: Migrant, others: Sequence[Lookalike], *, by: Any) -> None:
    """Keep what was answered while the person was registered: none of those shown is this one."""
    for other in others:
        pair = _pair(migrant, other)
        pair.decision, pair.decided_at, pair.decided_by = PairDecision.NOT_SAME, timezone.now(), by
        pair.save(force_insert=True)


def _pair(migrant: Migrant, other: Lookalike) -> PossibleDuplicate:
    first, second = sorted((migrant, other.migrant), key=lambda one: one.pk)
    return PossibleDuplicate(
        first=first,
        second=second,
        points=other.comparison.points,
        reasons=list(other.comparison.reasons),
    )


def _review_open_pairs() -> None:
    """What the dossiers say may have changed since the pair was proposed."""
    for pairs in _batches(PossibleDuplicate.objects.open().with_people()):
        stays = open_stays([person for pair in pairs for person in (pair.first, pair.second)])
        with transaction.atomic():
            for pair in pairs:
                _review(pair, stays)


def _review(pair: PossibleDuplicate, stays: dict[UUID, Stay]) -> None:
    first, second = (evidence_of(one, stays.get(one.pk)) for one in (pair.first, pair.second))
    comparison = compare(first, second)
    # A decision may have come meanwhile.
    still_open = PossibleDuplicate.objects.open().filter(pk=pair.pk)
    if not is_worth_a_look(comparison):
        still_open.delete()
    elif (pair.points, pair.reasons) != (comparison.points, list(comparison.reasons)):
        still_open.update(points=comparison.points, reasons=list(comparison.reasons))


def _batches(rows: QuerySet) -> Iterator[list[Any]]:
    """All rows in the order of their keys, so many at a time, without a cursor held open."""
    rows = rows.order_by("pk")
    batch = list(rows[:BATCH])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:BATCH])
