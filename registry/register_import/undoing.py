"""Undoing an import as a whole, by its history: what it wrote leaves, what it changed is as before."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pghistory
import pghistory.models
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from registry import journal
from registry.enums import ImportState, JournalAction
from registry.merging import reverse_relations
from registry.models import Migrant, PossibleDuplicate, RegisterImport

_NUMBERS_SAID = 10


class UndoRefused(Exception):
    """Nothing was undone; the message, in French, says why."""


def undo(register_pk: UUID, *, by: Any) -> None:
    """Take back everything that the import wrote, or nothing. Raises UndoRefused when somebody has worked on it since."""
    try:
        with transaction.atomic(), pghistory.context(user=str(by.pk), undone_import=str(register_pk)):
            _undo(RegisterImport.objects.select_for_update().get(pk=register_pk), by=by)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as error:
        raise UndoRefused("Des dossiers de cet import ont servi depuis. Rien n’a été annulé.") from error


def _undo(register: RegisterImport, *, by: Any) -> None:
    if register.state != ImportState.DONE:
        return
    written = list(_written(register))
    created = {row for model, row, before in written if model is Migrant and before is None}
    list(Migrant.objects.select_for_update().filter(pk__in=created).order_by("pk").values_list("pk"))
    used = _changed_since(register, written) | _leaned_on(created, written)
    if used:
        numbers = sorted(Migrant.objects.filter(pk__in=used).values_list("number", flat=True))
        more = "…" if len(numbers) > _NUMBERS_SAID else ""
        raise UndoRefused(
            f"Ces dossiers ont servi depuis l’import\u00a0: {', '.join(numbers[:_NUMBERS_SAID])}{more}. "
            "Rien n’a été annulé."
        )
    PossibleDuplicate.objects.open().filter(
        models.Q(first__in=created) | models.Q(second__in=created)
    ).delete()
    for model, row, before in written:
        if before is None:
            _remove(model, row)
    for model, row, before in written:
        if before is not None:
            _restore(model, row, before)
    register.state, register.undone_at, register.closed_by = ImportState.UNDONE, timezone.now(), by
    register.save()
    journal.record(actor=by, action=JournalAction.IMPORT_UNDONE, target=register)


Written = tuple[type[models.Model], Any, models.Model | None]


def _histories() -> Iterator[tuple[type[models.Model], Any]]:
    """Every table with a history, and its history."""
    for event in apps.get_models():
        tracked: Any = event.pgh_tracked_model if issubclass(event, pghistory.models.Event) else None
        if tracked is not None and tracked is not RegisterImport:
            yield tracked, event._default_manager


def _written(register: RegisterImport) -> Iterator[Written]:
    """Each row that the import wrote, with the state of it before; None when it was not there."""
    for model, history in _histories():
        events = history.filter(pgh_context__register_import=str(register.pk))
        first: dict[Any, Any] = {}
        for event in events.order_by("pgh_id"):
            first.setdefault(event.pgh_obj_id, event)
        for row, event in first.items():
            before = None
            if event.pgh_label != "insert":
                before = history.filter(pgh_obj_id=row, pgh_id__lt=event.pgh_id).order_by("-pgh_id").first()
                if before is None:
                    raise UndoRefused("L’état d’avant d’un dossier n’est pas connu. Rien n’a été annulé.")
            yield model, row, before


def _changed_since(register: RegisterImport, written: list[Written]) -> set[UUID]:
    """The persons of whom a row that the import wrote was changed or removed since."""
    used: set[UUID] = set()
    for model, history in _histories():
        rows = [row for of_model, row, _ in written if of_model is model]
        later = history.filter(pgh_obj_id__in=rows).order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
        for event in later:
            if (event.pgh_context or {}).get("register_import") != str(register.pk):
                used.add(_person(event))
    return used


def _person(event: Any) -> UUID:
    if event.pgh_tracked_model is Migrant:
        return event.pgh_obj_id
    for column in ("migrant_id", "first_id"):
        if hasattr(event, column):
            return getattr(event, column)
    raise UndoRefused("Des accueils de cet import ont été complétés depuis. Rien n’a été annulé.")


def _leaned_on(created: set[Any], written: list[Written]) -> set[UUID]:
    """The new persons on whom something hangs that the import did not write."""
    used: set[UUID] = set()
    for relation in reverse_relations():
        model, column = relation.related_model, relation.field.attname
        if issubclass(model, pghistory.models.Event):
            continue
        ours = [row for of_model, row, _ in written if of_model is model]
        rows = model._default_manager.filter(**{f"{column}__in": created}).exclude(pk__in=ours)
        if model is PossibleDuplicate:
            rows = rows.exclude(decision="open")
        used |= set(rows.values_list(column, flat=True))
    return used


def _remove(model: type[models.Model], row: Any) -> None:
    """Remove one row without those that hang on it: they were written by the import too, and leave by themselves."""
    name = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {name} WHERE id = %s", [row])  # noqa: S608


def _restore(model: type[models.Model], row: Any, before: Any) -> None:
    found = model._default_manager.get(pk=row)
    for field in model._meta.concrete_fields:
        if not field.generated and hasattr(before, field.attname) and not field.primary_key:
            setattr(found, field.attname, getattr(before, field.attname))
    found.save()
