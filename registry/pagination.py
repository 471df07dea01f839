"""Keyset pages: as fast on the last page as on the first, and no count of the whole table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet

ModelT = TypeVar("ModelT", bound=Model)
PAGE_SIZE = 20


@dataclass(frozen=True)
class Page(Generic[ModelT]):
    """One page of a list. `next_cursor` is empty on the last page."""

    items: list[ModelT]
    next_cursor: str
    is_first: bool


def keyset_page(
    queryset: QuerySet[ModelT], *, order: Sequence[str], cursor: str, size: int = PAGE_SIZE
) -> Page[ModelT]:
    """The page of `queryset` that follows `cursor` (empty: the first), in this order ("-sent_at": descending).

    Equals follow each other by key. No field of the order may be null. Cursors are signed for their list and
    its order: any other text gives the first page.
    """
    fields = [*order, "-pk" if order[-1].startswith("-") else "pk"]
    salt = f"{queryset.model._meta.label_lower}.{','.join(order)}"
    position = _read(cursor, salt)
    if position is not None:
        queryset = queryset.filter(_after(fields, position))
    items = list(queryset.order_by(*fields)[: size + 1])
    more = len(items) > size
    items = items[:size]
    return Page(items, _write(items[-1], fields, salt) if more else "", position is None)


def _after(fields: list[str], position: list[str]) -> Q:
    """What comes later: greater by the first field, or equal by it and later by the rest."""
    name, value = fields[0].lstrip("-"), position[0]
    comparison = "lt" if fields[0].startswith("-") else "gt"
    later = Q(**{f"{name}__{comparison}": value})
    return later | (Q(**{name: value}) & _after(fields[1:], position[1:])) if len(fields) > 1 else later


def _write(item: Model, fields: list[str], salt: str) -> str:
    return signing.dumps([str(getattr(item, name.lstrip("-"))) for name in fields], salt=salt)


def _read(cursor: str, salt: str) -> list[str] | None:
    try:
        return signing.loads(cursor, salt=salt)
    except signing.BadSignature:
        return None
