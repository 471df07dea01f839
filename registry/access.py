"""Fetching is authorising: what a user may not see does not exist for them, and the attempt is recorded."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404

ModelT = TypeVar("ModelT", bound=Model)


class AccessRefused(Http404):
    """An existing object was asked for by someone who may not see it. Answered as 404, recorded."""

    def __init__(self, target: Model) -> None:
        super().__init__("Cette page n’existe pas.")
        self.target = target


def fetch_visible(queryset: QuerySet[ModelT], *, user: Any, **key: Any) -> ModelT:
    """The object of `queryset` with this key (`pk=…`, or another unique field), if `visible_to(user)` holds it.

    Raises AccessRefused (404) when it exists but is out of the user's scope, Http404 when it does not exist.
    """
    found = queryset.visible_to(user).filter(**key).first()  # type: ignore[attr-defined]
    if found is not None:
        return found
    hidden = queryset.model._default_manager.filter(**key).first()
    if hidden is not None:
        raise AccessRefused(hidden)
    raise Http404("Cette page n’existe pas.")
