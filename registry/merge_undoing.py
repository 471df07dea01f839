"""Undoing a merge: two dossiers again, each with what it had. What was noted since stays with the kept one."""

from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry import journal
from registry.enums import JournalAction, PairDecision
from registry.merging import MergeRefused, links_to_a_person, lock_dossiers, pairs_of
from registry.models import Merge, Migrant

# What the database computes, or what says when the row was written.
_NOT_RESTORED = ("updated_at", "merged_into", "erased_at")

_TIED = "Ce qui a été noté depuis la fusion tient aux deux dossiers à la fois\u00a0: ils ne peuvent plus être séparés."


def undo_merge(merge: Merge, *, by: Any) -> Merge:
    """Give back what was moved and changed, exactly. Raises MergeRefused when what came since makes it impossible."""
    try:
        with transaction.atomic():
            return _undo(merge, by=by)
    except IntegrityError as error:
        raise MergeRefused(_TIED) from error


def _undo(merge: Merge, *, by: Any) -> Merge:
    kept, absorbed = lock_dossiers(merge.kept_id, merge.absorbed_id)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if merge.undone_at is not None:
        raise MergeRefused("Cette fusion est déjà défaite.")
    if kept.erased_at is not None:
        raise MergeRefused("Cette personne est effacée.")
    if absorbed.merged_into_id != kept.pk:
        raise MergeRefused("Le dossier gardé a été fusionné à son tour\u00a0: défaites d’abord cette fusion.")
    _restore_columns(merge, kept)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by", "updated_at"])
    absorbed.merged_into = None
    absorbed.save(update_fields=["merged_into", "updated_at"])
    for name, field in links_to_a_person().items():
        keys = merge.moved.get(name, [])
        rows = field.model._default_manager.filter(pk__in=keys, **{field.name: kept})
        if rows.update(**{field.name: absorbed}) != len(keys):
            raise MergeRefused(
                f"{str(field.model._meta.verbose_name).capitalize()}\u00a0: une ligne a été effacée depuis la fusion."
            )
    for change in merge.changed:
        _take_back(change)
    if _is_leaned_on(merge.moved, absorbed):
        raise MergeRefused(_TIED)
    pairs_of(kept, absorbed).update(decision=PairDecision.OPEN, decided_at=None, decided_by=None)
    journal.record(actor=by, action=JournalAction.UNMERGED, target=merge, people=[kept.pk, absorbed.pk])
    return merge


def _is_leaned_on(moved: dict[str, list[str]], absorbed: Migrant) -> bool:
    """Whether a row of another person rests on one that was given back: a request since, on an interview of before."""
    links = links_to_a_person()
    return any(
        link.model._default_manager.filter(**{f"{leaning.name}__in": moved.get(name, [])})
        .exclude(**{link.name: absorbed})
        .exists()
        for name, field in links.items()
        for link in links.values()
        for leaning in link.model._meta.concrete_fields
        if leaning is not link and leaning.is_relation and leaning.related_model is field.model
    )


def _restore_columns(merge: Merge, kept: Migrant) -> None:
    """What the merge wrote into the kept dossier, unless somebody has corrected it since."""
    history = apps.get_model("registry", "MigrantEvent")._default_manager
    before, after = history.get(pgh_id=merge.before), history.get(pgh_id=merge.after)
    for field in Migrant._meta.concrete_fields:
        if field.generated or field.name in _NOT_RESTORED:
            continue
        was, became = getattr(before, field.attname), getattr(after, field.attname)
        if was == became:
            continue
        if getattr(kept, field.attname) != became:
            raise MergeRefused(
                f"«\u00a0{str(field.verbose_name).capitalize()}\u00a0» a été corrigé depuis la fusion\u00a0: elle ne peut plus être défaite."
            )
        setattr(kept, field.attname, was)
    kept.save()


def _take_back(change: dict[str, Any]) -> None:
    model = apps.get_model(change["table"])
    column = model._meta.get_field(change["column"])
    row = model._default_manager.filter(pk=change["key"]).first()
    if row is None or getattr(row, column.name) != column.to_python(change["after"]):
        raise MergeRefused(
            f"{str(model._meta.verbose_name).capitalize()}\u00a0: une ligne a été changée depuis la fusion, elle ne peut plus être défaite."
        )
    setattr(row, column.name, column.to_python(change["before"]))
    row.save(update_fields=[column.name])
