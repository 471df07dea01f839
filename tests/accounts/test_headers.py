import pytest
from django.test import Client

from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(UserFactory(role="administrator"))
    return client


@pytest.mark.parametrize("path", ["/compte/", "/compte/mot-de-passe/", "/admin/", "/n-existe-pas/"])
def test_pages_of_a_signed_in_person_are_never_stored(signed_in: Client, path: str) -> None:
    assert signed_in.get(path)["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("path", ["/connexion/", "/sante/", "/admin/", "/n-existe-pas/"])
def test_every_answer_bears_the_policies(signed_in: Client, path: str) -> None:
    response = signed_in.get(path)
    policy = dict(
        part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip()
    )
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "object-src": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client: Client) -> None:
    UserFactory(username="animateur")
    client.get("/connexion/")
    client.post("/connexion/", {"username": "animateur", "password": PASSWORD})
    assert {"session", "csrf"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_session_ends_with_the_browser(client: Client) -> None:
    UserFactory(username="animateur")
    client.post("/connexion/", {"username": "animateur", "password": PASSWORD})
    assert client.cookies["session"]["max-age"] == ""
