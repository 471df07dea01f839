"""Keyset pages: as fast on the last page as on the first, and no count of the whole table."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

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
    queryset: QuerySet[ModelT], *, field: str, cursor: str, descending: bool = False, size: int = PAGE_SIZE
) -> Page[ModelT]:
    """The page of `queryset` that follows `cursor` (empty: the first), by `field` then key.

    Cursors are signed for their list: any other text gives the first page.
    """
    salt = f"{queryset.model._meta.label_lower}.{field}"
    comparison, sign = ("lt", "-") if descending else ("gt", "")
    position = _read(cursor, salt)
    if position is not None:
        value, key = position
        queryset = queryset.filter(
            Q(**{f"{field}__{comparison}": value}) | Q(**{field: value, f"pk__{comparison}": key})
        )
    items = list(queryset.order_by(f"{sign}{field}", f"{sign}pk")[: size + 1])
    more = len(items) > size
    items = items[:size]
    return Page(items, _write(items[-1], field, salt) if more else "", position is None)


def _write(item: Model, field: str, salt: str) -> str:
    return signing.dumps([str(getattr(item, field)), str(item.pk)], salt=salt)


def _read(cursor: str, salt: str) -> tuple[Any, Any] | None:
    try:
        value, key = signing.loads(cursor, salt=salt)
    except signing.BadSignature:
        return None
    return value, key
