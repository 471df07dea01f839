"""Saving a form once, however often it arrives."""

from django.db import IntegrityError, transaction

from registry.models.base import Record


def insert_once(record: Record) -> bool:
    """Insert a record whose key was made with its form; False when that form has already saved it.

    Raises IntegrityError when another rule of the database is broken.
    """
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        if type(record)._default_manager.filter(pk=record.pk).exists():
            return False
        raise
    return True
