"""Closed lists are closed in the database too: a column with choices takes no other value, whatever writes to it."""

import pghistory.models
import pytest
from django.apps import apps
from django.db import connection, models

TRADES = ("registry", "orientation", "referrals", "ciom")
OURS = {config.label for config in apps.get_app_configs() if config.name.split(".")[0] in TRADES}
COLUMNS = [
    (model, field)
    for model in apps.get_models()
    if model._meta.app_label in OURS and not issubclass(model, pghistory.models.Event)
    for field in model._meta.local_fields
    if field.choices
]


def test_the_columns_of_all_trades_are_looked_at() -> None:
    assert {"registry", "orientation", "referrals", "accounts"} <= {m._meta.app_label for m, _ in COLUMNS}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "field"), COLUMNS, ids=lambda part: getattr(part, "__name__", None) or part.name
)
def test_the_database_holds_the_list(model: type[models.Model], field: models.Field) -> None:
    """Add `known_values` (registry/models/base.py) to the constraints of the table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
            [model._meta.db_table],
        )
        rules = [rule for (rule,) in cursor.fetchall()]
    values = [f"'{value}'" for value, _ in field.flatchoices if value != ""]
    of_column = [
        rule for rule in rules if f"({field.column})::text" in rule or f'("{field.column}")::text' in rule
    ]
    assert any(all(value in rule for value in values) for rule in of_column)
