"""Two dossiers of one person become one. Somebody chose; everything is kept, and can be undone (`merge_undoing`).

Whatever table hangs on a person is found through the relations of the model, so that none is forgotten. A row that
cannot stand beside one of the kept dossier (the same paper, the same language) stays with the absorbed dossier, as do
its agreement to be in the register when the kept one has its own, and what is only ever added to: readings with a
reason, rows of paper registers. Two requests to one service for one need must be settled first: the database refuses.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pghistory.models
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, UniqueConstraint
from django.utils import timezone

from registry import journal
from registry.enums import ConsentDecision, ConsentPurpose, JournalAction, PairDecision
from registry.models import Consent, IdentityDocument, Merge, Migrant, PossibleDuplicate, Stay

# About two dossiers as such: a decision stays the decision that was taken.
ABOUT_TWO_DOSSIERS: tuple[type[models.Model], ...] = (Merge, PossibleDuplicate)


class MergeRefused(Exception):
    """These dossiers cannot be merged, or not be parted again, now; the message, in French, says why."""


@dataclass(frozen=True)
class Taken:
    """What is taken from the absorbed dossier: columns of the person, and the states of papers (`paper_key`)."""

    columns: Collection[str] = ()
    states_of_papers: Collection[str] = ()


@transaction.atomic
def merge_dossiers(
    *, kept: Migrant, absorbed: Migrant, taken: Taken, by: Any, id: UUID | None = None
) -> Merge:
    """Make one dossier of two. Of two people who merge at once, one wins.

    Raises MergeRefused, or IntegrityError when a rule of the database forbids to put two rows together.
    """
    kept, absorbed = lock_dossiers(kept.pk, absorbed.pk)
    _refuse_if_impossible(kept, absorbed)
    merge = Merge.objects.create(
        id=id or uuid4(), kept=kept, absorbed=absorbed, created_by=by, before=last_event(kept)
    )
    merge.changed = [*_join_stays(kept, absorbed), *_take_states(kept, absorbed, taken.states_of_papers)]
    merge.moved = {name: _move(field, kept, absorbed) for name, field in links_to_a_person().items()}
    for column in taken.columns:
        setattr(kept, column, getattr(absorbed, column))
    kept.clean()
    kept.save()
    absorbed.merged_into = kept
    absorbed.save(update_fields=["merged_into", "updated_at"])
    merge.after = last_event(kept)
    merge.save(update_fields=["moved", "changed", "after", "updated_at"])
    pairs_of(kept, absorbed).update(decision=PairDecision.MERGED, decided_at=timezone.now(), decided_by=by)
    journal.record(actor=by, action=JournalAction.MERGED, target=merge, people=[kept.pk, absorbed.pk])
    return merge


def lock_dossiers(*keys: UUID) -> list[Migrant]:
    """These dossiers, locked in one order whoever asks, and given in the order asked for."""
    locked = Migrant.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = {migrant.pk: migrant for migrant in locked}
    return [found[key] for key in keys]


def last_event(migrant: Migrant) -> int | None:
    """The key of what the history last kept of a dossier."""
    history: Any = migrant.events  # type: ignore[attr-defined]
    return history.order_by("-pgh_id").values_list("pgh_id", flat=True).first()


def pairs_of(one: Migrant, other: Migrant) -> models.QuerySet:
    """The row that says whether these two are one person, when there is one."""
    first, second = sorted((one.pk, other.pk))
    return PossibleDuplicate.objects.filter(first=first, second=second)


def links_to_a_person() -> dict[str, models.ForeignKey]:
    """Every column that says whose a row is, by its name "app.model.column"; rows that others point to come first."""
    fields = [relation.field for relation in reverse_relations() if not stays_behind(relation.related_model)]
    moved = {field.model for field in fields}
    fields.sort(key=lambda field: (_depth(field.model, moved), field.model._meta.label_lower, field.name))
    return {f"{field.model._meta.label_lower}.{field.name}": field for field in fields}


def reverse_relations() -> list[Any]:
    """All the relations by which rows of any table hang on a person, hidden ones included."""
    return [
        relation
        for relation in Migrant._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)
    ]


def stays_behind(model: type[models.Model]) -> bool:
    """Whether the rows of a table keep pointing to the absorbed dossier: history, append-only, about two dossiers."""
    return (
        issubclass(model, pghistory.models.Event)
        or getattr(model, "append_only", False)
        or model in ABOUT_TWO_DOSSIERS
    )


def _depth(model: type[models.Model], moved: Collection[type[models.Model]]) -> int:
    """How many moved tables a row leans on: the agreement changes person before the request that rests on it."""
    parents = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
    return max((1 + _depth(parent, moved) for parent in parents & set(moved) - {model}), default=0)  # type: ignore[arg-type]


def _refuse_if_impossible(kept: Migrant, absorbed: Migrant) -> None:
    if any(one.erased_at or one.merged_into_id for one in (kept, absorbed)):
        raise MergeRefused("L’un de ces dossiers vient d’être fusionné ou effacé.")
    answers = [one.registration_consent for one in (kept, absorbed)]
    if len({answer.decision == ConsentDecision.GIVEN for answer in answers if answer}) > 1:
        raise MergeRefused(
            "Les deux dossiers ne disent pas la même chose de l’accord d’être au registre\u00a0: "
            "redemandez-le à la personne, notez sa réponse, puis fusionnez."
        )


def _move(field: models.ForeignKey, kept: Migrant, absorbed: Migrant) -> list[str]:
    """Give the rows of one table to the kept dossier; returns their keys. Some stay: see the top of this module."""
    rows = field.model._default_manager.filter(**{field.name: absorbed})
    keys = list(rows.exclude(_that_stay(field, kept)).order_by("pk").values_list("pk", flat=True))
    field.model._default_manager.filter(pk__in=keys).update(**{field.name: kept})
    return [str(key) for key in keys]


def _that_stay(field: models.ForeignKey, kept: Migrant) -> Q:
    """The rows that cannot stand beside those of the kept dossier."""
    if field.model is Consent and kept.registration_consent:
        return Q(purpose=ConsentPurpose.REGISTRATION)
    if field.model is Stay:
        return Q(since__in=list(kept.stays.values_list("since", flat=True)))
    stay = Q(pk__in=[])
    if field.unique and field.model._default_manager.filter(**{field.name: kept}).exists():
        stay = Q()
    for constraint in field.model._meta.constraints:
        if (
            isinstance(constraint, UniqueConstraint)
            and not constraint.condition
            and field.name in constraint.fields
        ):
            others = {name: OuterRef(name) for name in constraint.fields if name != field.name}
            stay |= Q(Exists(field.model._default_manager.filter(**{field.name: kept}, **others)))
    return stay


def _join_stays(kept: Migrant, absorbed: Migrant) -> list[dict[str, Any]]:
    """Each stay ends, at the latest, when the next begins. Of two that begin on one day, that of the kept dossier counts."""
    of_kept = list(kept.stays.all())
    together = of_kept + list(absorbed.stays.exclude(since__in=[stay.since for stay in of_kept]))
    beginnings = sorted(stay.since for stay in together)
    following = dict(zip(beginnings, beginnings[1:], strict=False))
    changes = []
    for stay in together:
        following_day: datetime.date | None = following.get(stay.since)
        if following_day and (stay.until is None or stay.until > following_day):
            changes.append(change(stay, "until", following_day))
    return changes


def same_papers(one: Migrant, other: Migrant) -> Iterable[tuple[IdentityDocument, IdentityDocument]]:
    """The papers that both dossiers name: of one type, with one number or none."""
    theirs = {paper_key(document): document for document in other.documents.select_related("type")}
    for document in one.documents.select_related("type"):
        if paper_key(document) in theirs:
            yield document, theirs[paper_key(document)]


def paper_key(document: IdentityDocument) -> str:
    """What tells one paper of a person from another."""
    return f"{document.type_id}-{document.number_digest}"


def _take_states(kept: Migrant, absorbed: Migrant, papers: Collection[str]) -> list[dict[str, Any]]:
    return [
        change(own, "state", other.state)
        for own, other in same_papers(kept, absorbed)
        if paper_key(own) in papers and own.state != other.state
    ]


def change(row: models.Model, column: str, value: Any) -> dict[str, Any]:
    """Write a value into a row; returns what is needed to take it back."""
    before = getattr(row, column)
    setattr(row, column, value)
    row.save(update_fields=[column])
    return {
        "table": row._meta.label_lower,
        "key": str(row.pk),
        "column": column,
        "before": before and str(before),
        "after": value and str(value),
    }
