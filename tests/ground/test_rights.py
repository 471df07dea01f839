"""What the application role may do in the tables of the project, after the migrations."""

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from ciom.database import APPLICATION_ROLE
from ciom.database.rights import append_only_models, application_role_exists, grant_application_rights

ROW_RIGHTS = {"SELECT", "INSERT", "UPDATE", "DELETE"}
ADD_ONLY_RIGHTS = {"SELECT", "INSERT"}


@pytest.fixture(autouse=True)
def _role(db: None) -> None:
    if not application_role_exists(connection):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {APPLICATION_ROLE}")
    grant_application_rights(connection)


def rights() -> dict[str, set[str]]:
    """Everything granted to the application role, by table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, array_agg(privilege_type::text) FROM pg_class, aclexplode(relacl)"
            " WHERE grantee = %s::regrole AND relkind IN ('r', 'p', 'v', 'm') GROUP BY relname",
            [APPLICATION_ROLE],
        )
        return {table: set(granted) for table, granted in cursor.fetchall()}


def test_every_table_has_exactly_its_rights() -> None:
    append_only = {model._meta.db_table for model in append_only_models()}
    granted = rights()
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    assert {model._meta.db_table for model in models} <= set(granted)
    assert granted.pop("django_migrations") == {"SELECT"}
    for table, of_table in granted.items():
        assert of_table == (ADD_ONLY_RIGHTS if table in append_only else ROW_RIGHTS), table


def test_history_journal_and_transitions_are_append_only() -> None:
    names = {model.__name__ for model in append_only_models()}
    assert {"JournalEntry", "Transition", "MigrantEvent", "UserEvent"} <= names


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_journalentry SET id = id",
        "DELETE FROM registry_journalentry",
        "TRUNCATE registry_journalentry",
        "TRUNCATE registry_migrant CASCADE",
        "ALTER TABLE registry_migrant ADD COLUMN intruder int",
        "ALTER TABLE registry_journalentry DISABLE TRIGGER ALL",
        "DROP TABLE registry_migrant",
        "DELETE FROM django_migrations",
        "CREATE TABLE intruder (n int)",
    ],
)
def test_database_refuses(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {APPLICATION_ROLE}")
        with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
            cursor.execute(statement)


def test_rights_are_given_back_and_taken_away_at_each_migration() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, DELETE, TRUNCATE ON registry_journalentry TO {APPLICATION_ROLE}")
        cursor.execute(f"REVOKE ALL ON registry_migrant FROM {APPLICATION_ROLE}")
    grant_application_rights(connection)
    granted = rights()
    assert granted["registry_journalentry"] == ADD_ONLY_RIGHTS
    assert granted["registry_migrant"] == ROW_RIGHTS
