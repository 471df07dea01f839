"""Fetching is authorising: what a user may not see does not exist for them, and the attempt is recorded.

Every page that shows who somebody is goes through `open_person`, every list through `show_people`; a dossier,
which shows both, writes one line of its own.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import user_passes_test
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from registry import journal
from registry.enums import JournalAction
from registry.models import Migrant

ModelT = TypeVar("ModelT", bound=Model)
ViewT = TypeVar("ViewT", bound=Callable[..., Any])


class AccessRefused(Http404):
    """An existing object, or page, was asked for by someone who may not see it. Answered as 404, recorded."""

    def __init__(self, target: Model | None = None) -> None:
        super().__init__("Cette page n’existe pas.")
        self.target = target


def allowed(may: Callable[[Any], bool]) -> Callable[[ViewT], ViewT]:
    """Guard of a view: 403 unless `may` says yes of the signed-in user."""

    def holds(user: Any) -> bool:
        if may(user):
            return True
        raise PermissionDenied

    return user_passes_test(holds)


def any_permission_required(*permissions: str) -> Callable[[ViewT], ViewT]:
    """Guard of a view: 403 unless the signed-in user holds one of these permissions."""
    return allowed(lambda user: any(user.has_perm(permission) for permission in permissions))


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


def living_dossier(target: Model | None, *, user: Any) -> Migrant | None:
    """The dossier into which this one was merged, if the user may see it; None for anything else."""
    if not isinstance(target, Migrant) or target.merged_into_id is None:
        return None
    return Migrant.objects.visible_to(user).filter(pk=target.merged_into_id).first()


def open_person(
    request: HttpRequest, queryset: QuerySet[ModelT], *, action: str = JournalAction.READ, **key: Any
) -> ModelT:
    """The object of one person that a page is about to show, as `fetch_visible` gives it, with its journal line.

    Raises AccessRefused or Http404, as `fetch_visible` does.
    """
    found = fetch_visible(queryset, user=request.user, **key)
    journal.record(actor=request.user, action=action, target=found, request=request)
    return found


def show_people(request: HttpRequest, people: Iterable[UUID]) -> None:
    """One journal line for all the persons that a list is about to show; none when it shows nobody."""
    shown = sorted(set(people))
    if shown:
        journal.record(actor=request.user, action=JournalAction.LISTED, people=shown, request=request)
