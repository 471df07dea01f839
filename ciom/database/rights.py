"""What the application role may do: read and write rows, only add to the tables that are append-only, nothing else."""

from typing import Any

import pghistory.models
from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from ciom.database import APPLICATION_ROLE

READ_ONLY_TABLES = ("django_migrations",)


def append_only_models() -> list[type[models.Model]]:
    """Change events, and every model whose class says `append_only = True`."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) or getattr(model, "append_only", False)
    ]


def application_role_exists(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE])
        return cursor.fetchone() is not None


def grant_application_rights(connection: BaseDatabaseWrapper) -> None:
    """Give the application role exactly its rights on every table and sequence that the connected role owns.

    Does nothing when the role does not exist (an external server with a single role): a system check says so.
    """
    if not application_role_exists(connection):
        return
    role = connection.ops.quote_name(APPLICATION_ROLE)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = _owned(cursor, kinds="rpvm")
        add_only = [model._meta.db_table for model in append_only_models() if model._meta.db_table in tables]
        read_only = [table for table in READ_ONLY_TABLES if table in tables]
        for statement, names in (
            (f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {{}} TO {role}", tables),
            (f"REVOKE UPDATE, DELETE, TRUNCATE ON TABLE {{}} FROM {role}", add_only),
            (f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON TABLE {{}} FROM {role}", read_only),
            (f"GRANT USAGE, SELECT ON SEQUENCE {{}} TO {role}", _owned(cursor, kinds="S")),
        ):
            if names:
                cursor.execute(statement.format(", ".join(map(connection.ops.quote_name, names))))


def _owned(cursor: Any, *, kinds: str) -> list[str]:
    """Names of the relations of these kinds (letters of pg_class.relkind) that the connected role owns."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        " AND relkind = ANY (%s) AND pg_has_role(relowner, 'USAGE') ORDER BY relname",
        [list(kinds)],
    )
    return [name for (name,) in cursor.fetchall()]


def grant_after_migration(*, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: new tables are closed to the application role until this has run."""
    grant_application_rights(connections[using])
