"""Every address of the site, asked by every role and by a visitor, for their own object and for another's."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from ciom.accounts.models import User
from ciom.accounts.roles import STAFF_ROLES
from tests.access.answers import ANONYMOUS, PERSONAS, Answer, read
from tests.access.expected import EXPECTED, NEXT_PAGE
from tests.access.objects import OBJECTS
from tests.accounts.factories import UserFactory

ADMIN = "admin:"


def walk(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Full name and pattern of every route; an unnamed route bears its pattern."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from walk(pattern, inner)
        else:
            yield ":".join([*namespaces, pattern.name or str(pattern.pattern)]), pattern


def routes() -> list[str]:
    return sorted({name for name, _ in walk(get_resolver()) if not name.startswith(ADMIN)})


def admin_addresses() -> list[str]:
    """Every named page of the administration, and an address that is none."""
    found = {"/admin/nulle-part/", "/admin/nulle-part"}
    guesses = [
        {},
        {"object_id": uuid4()},
        {"app_label": "accounts"},
        {"content_type_id": 1, "object_id": uuid4()},
    ]
    for name, pattern in walk(get_resolver()):
        if not name.startswith(ADMIN) or not pattern.name:
            continue
        for kwargs in guesses:
            try:
                found.add(reverse(name, kwargs=kwargs))
            except NoReverseMatch:
                continue
    return sorted(found)


def client_of(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def make_user(persona: str) -> User | None:
    return None if persona == ANONYMOUS else UserFactory(role=persona)


def test_every_route_is_in_the_table() -> None:
    assert set(routes()) == set(EXPECTED)


@pytest.mark.django_db
@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_route(name: str, persona: str) -> None:
    expected = EXPECTED[name]
    user = make_user(persona)
    make_kwargs = OBJECTS.get(name, lambda user, own: {})
    found, wanted = {}, {}
    for own, method, answers in [
        (True, "get", expected.get),
        (True, "post", expected.post),
        (False, "get", expected.other_get),
        (False, "post", expected.other_post),
    ]:
        if answers is None:
            continue
        path = reverse(name, kwargs=make_kwargs(user, own))
        case = f"{method} {'own' if own else 'other'}"
        response = getattr(client_of(user), method)(path)
        found[case] = read(response, next_pages=NEXT_PAGE.get(name, set()))
        wanted[case] = answers[persona]
    assert found == wanted


@pytest.mark.django_db
@pytest.mark.parametrize("persona", PERSONAS)
def test_administration(persona: str) -> None:
    """Strangers do not see that it exists; a visitor is asked to sign in; staff never meets an error."""
    user = make_user(persona)
    for path in admin_addresses():
        for method in ("get", "post"):
            answer = read(getattr(client_of(user), method)(path))
            if persona == ANONYMOUS:
                assert answer in (Answer.SIGN_IN, Answer.NOT_FOUND), path
            elif persona not in STAFF_ROLES:
                assert answer == Answer.NOT_FOUND, path
            else:
                assert isinstance(answer, Answer), path
