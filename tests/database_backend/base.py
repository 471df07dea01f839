"""Django backend of the tests: flushes even the append-only tables, whose triggers refuse TRUNCATE."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Iterable[str], **kwargs: Any) -> list[str]:
        statements = super().sql_flush(style, tables, **kwargs)
        return ["SET LOCAL session_replication_role = replica", *statements] if statements else []


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
