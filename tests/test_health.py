import pytest
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import Client


@pytest.mark.django_db
def test_says_ok_when_the_database_answers(client: Client) -> None:
    response = client.get("/sante/")
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_says_503_when_it_does_not(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr(CursorWrapper, "execute", refuse)
    assert client.get("/sante/").status_code == 503
