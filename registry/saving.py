"""Saving a form once, however often it arrives."""

from django.db import IntegrityError, transaction

from registry.models.base import Record
from registry.numbering import take_numbers


def insert_once(record: Record, *, series: tuple[str, int] | None = None) -> bool:
    """Insert a record whose key was made with its form; False when that form has already saved it.

    With a `series` (prefix and year) the record takes its number there; a form that comes again takes none.
    Raises IntegrityError when another rule of the database is broken.
    """
    try:
        with transaction.atomic():
            if series is not None:
                record.number = take_numbers(*series)[0]  # type: ignore[attr-defined]
            record.save(force_insert=True)
    except IntegrityError:
        if type(record)._default_manager.filter(pk=record.pk).exists():
            return False
        raise
    return True
