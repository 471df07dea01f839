"""Who filled each section of a dossier, and when, read from the history that the database keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import CharField, Model, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from registry.models import Migrant


@dataclass(frozen=True)
class Mark:
    """The last change of a section. `author` is empty when nobody was signed in, as in an import."""

    author: str
    at: datetime


def last_changes(migrant: Migrant, fields_of: Mapping[str, Iterable[str]]) -> dict[str, Mark]:
    """For each named group of columns of the dossier, its last change; one query.

    A group that has never held anything has no mark.
    """
    known = {field.attname for field in Migrant._meta.concrete_fields}
    columns = {name: tuple(known.intersection(fields)) for name, fields in fields_of.items()}
    marks: dict[str, Mark] = {}
    before: dict[str, Any] = {}
    for event in _events(migrant, {field for fields in columns.values() for field in fields}):
        for name, fields in columns.items():
            now = [event[field] for field in fields]
            was = [before.get(field) for field in fields]
            if now != was and (before or any(value not in (None, "", "unknown") for value in now)):
                marks[name] = Mark(event["author"] or "", event["pgh_created_at"])
        before = event
    return marks


def with_last_change_of_languages(people: QuerySet) -> QuerySet:
    """Each person with `languages_by` and `languages_at`: who last added or removed a language, and when."""
    events = _with_author(apps.get_model("registry", "MigrantLanguageEvent"))
    newest = events.filter(migrant=OuterRef("pk")).order_by("-pgh_id")
    return people.annotate(
        languages_by=Subquery(newest.values("author")[:1]),
        languages_at=Subquery(newest.values("pgh_created_at")[:1]),
    )


def last_change_of_languages(migrant: Any) -> Mark | None:
    """Of a person fetched `with_last_change_of_languages`."""
    return Mark(migrant.languages_by or "", migrant.languages_at) if migrant.languages_at else None


def _events(migrant: Migrant, fields: Iterable[str]) -> Iterable[dict[str, Any]]:
    events = _with_author(apps.get_model("registry", "MigrantEvent")).filter(pgh_obj_id=migrant.pk)
    return events.order_by("pgh_id").values("author", "pgh_created_at", *fields)


def _with_author(history: type[Model]) -> QuerySet:
    users = get_user_model()._default_manager.annotate(key=Cast("pk", CharField()))
    author = users.filter(key=OuterRef("user_key")).values("full_name")[:1]
    return history._default_manager.annotate(user_key=KT("pgh_context__user")).annotate(
        author=Subquery(author)
    )
