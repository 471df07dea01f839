"""Saving a form: once, however often it arrives, and with the rules of the database said in its words."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django import forms
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError, transaction
from django.db.models import BaseConstraint, CheckConstraint, F, Func, Model, QuerySet, UniqueConstraint
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from registry.models import SentForm

# What may differ between two sendings of the same content.
_NOT_CONTENT = ("csrfmiddlewaretoken", "id", "not_same")


class FormReused(Exception):
    """The key of a form has already served for something else.

    `record` is what it saved then, when its author sends it again and may see it.
    """

    def __init__(self, record: Model | None = None) -> None:
        super().__init__()
        self.record = record


def is_first_sending(request: HttpRequest, key: UUID, *, visible: QuerySet) -> bool:
    """Whether the form with this key still has to be saved; False when it was, by this user, with this content.

    `visible` are the rows that the user may see, among them the one that the form saves. Call it in the
    transaction that saves: a second sending at the same moment waits here until the first is written.

    Raises FormReused when the key has served for another content, another address or another user.
    """
    user: Any = request.user
    digest = _digest(request)
    sent, is_first = SentForm.objects.get_or_create(key=key, defaults={"digest": digest, "by": user})
    if is_first and not visible.model._default_manager.filter(pk=key).exists():
        return True
    record = visible.filter(pk=key).first() if not is_first and sent.by_id == user.pk else None
    if record is None or sent.digest != digest:
        raise FormReused(record)
    return False


def _digest(request: HttpRequest) -> str:
    """What was sent, and to which address, as a keyed digest; outer spaces and empty fields do not count."""
    fields = sorted(
        (name, value.strip())
        for name, values in request.POST.lists()
        for value in values
        if name not in _NOT_CONTENT and value.strip()
    )
    content = json.dumps([request.get_full_path(), fields])
    return salted_hmac("registry.saving", content, algorithm="sha256").hexdigest()


@contextmanager
def saving(form: forms.BaseForm) -> Iterator[None]:
    """One transaction; when it is refused, nothing of it stays and the form says why.

    A rule of the database without words of its own for the user is raised again.
    """
    try:
        with transaction.atomic():
            yield
    except FormReused as reused:
        form.begin_again(reused.record)  # type: ignore[attr-defined]
    except IntegrityError as error:
        constraint = _violated(error)
        if constraint is None:
            raise
        form.add_error(_field_of(constraint, form), str(constraint.violation_error_message))


def _violated(error: IntegrityError) -> BaseConstraint | None:
    """The constraint of our models that was broken, when it has a message of its own."""
    diagnosis = getattr(error.__cause__, "diag", None)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if diagnosis is not None and constraint.name == diagnosis.constraint_name:
                has_words = constraint.violation_error_message != constraint.default_violation_error_message
                return constraint if has_words else None
    return None


def _field_of(constraint: BaseConstraint, form: forms.BaseForm) -> str | None:
    """The first field of the form that the constraint is about; None when it is about the whole."""
    concerned: set[str] = set()
    if isinstance(constraint, UniqueConstraint):
        concerned = set(constraint.fields)
    elif isinstance(constraint, CheckConstraint):
        concerned = constraint.condition.referenced_base_fields  # type: ignore[union-attr]
    elif isinstance(constraint, ExclusionConstraint):
        wholes = [whole for whole, _ in constraint.expressions if isinstance(whole, Func)]
        parts: list[Any] = [part for whole in wholes for part in whole.source_expressions]
        concerned = {part.name for part in parts if isinstance(part, F)}  # type: ignore[attr-defined]
    return next((name for name in form.fields if name in concerned), None)
