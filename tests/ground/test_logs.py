"""The logs name nobody."""

import logging
import sys

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from ciom.logs import DiscreetFormatter


def logged(message: str, *args: object, whole: bool = False) -> str:
    exception = sys.exc_info() if sys.exc_info()[0] else None
    record = logging.LogRecord("ciom", logging.ERROR, "file.py", 1, message, args, exception)
    return DiscreetFormatter(exception_messages=whole).format(record)


def test_query_strings_and_answer_links_are_left_out() -> None:
    assert logged("Not Found: %s", "/migrants/?q=Traor%C3%A9&page=2") == "Not Found: /migrants/?…"
    assert logged("GET /reponse/s3cr3t-token/fichier 200") == "GET /reponse/…/fichier 200"


def test_the_message_of_an_exception_is_left_out_its_place_is_not() -> None:
    try:
        try:
            int("Zantigui")
        except ValueError as error:
            raise KeyError("Zantigui") from error
    except KeyError:
        text = logged("failed")
        assert "antigui" in logged("failed", whole=True)
    assert "builtins.ValueError" in text
    assert text.endswith("builtins.KeyError")
    assert "test_logs.py" in text
    assert "Zantigui'" not in text.replace('int("Zantigui")', "").replace('KeyError("Zantigui")', "")


@pytest.mark.django_db
def test_a_database_error_gives_its_constraint_and_no_value() -> None:
    User = get_user_model()
    try:
        with transaction.atomic():
            User.objects.create_user("zantigui", role="nobody")
    except IntegrityError:
        text = logged("failed")
    assert "user_role_known" in text
    assert "Failing row" not in text
