"""What all tests share: reference lists, accounts, pages asked by an account."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from registry.models import Nationality
from tests.accounts.factories import UserFactory


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The reference lists are there for every test, loaded once."""
    with django_db_blocker.unblock():
        load_reference_lists()


def load_reference_lists() -> None:
    if not Nationality.objects.exists():
        call_command("load_reference_data", verbosity=0, stdout=StringIO())


@pytest.fixture
def reference_lists(transactional_db: None) -> None:
    """For tests that commit: the flush of the one before has emptied the lists."""
    load_reference_lists()


@pytest.fixture
def facilitator(db: None) -> User:
    return UserFactory(role=Role.FACILITATOR)


@pytest.fixture
def secretary(db: None) -> User:
    return UserFactory(role=Role.UNION_SECRETARY)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which the account is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(autouse=True)
def whole_pages(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every page of ours that a test receives has a language, a title of its own and a main heading."""
    ask = Client.request

    def request(self: Client, **details: Any) -> Any:
        response = ask(self, **details)
        path = details.get("PATH_INFO", "")
        is_html = response.get("Content-Type", "").startswith("text/html") and response.status_code == 200
        is_page = is_html and "HTTP_HX_REQUEST" not in details
        if is_page and response.content and not path.startswith("/admin/"):
            page = response.content.decode()
            assert '<html lang="fr">' in page, path
            assert "<title> – CIOM" not in page, path
            assert page.count("<h1") == 1, path
        return response

    monkeypatch.setattr(Client, "request", request)
    yield
