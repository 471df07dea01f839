from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from registry.enums import JournalAction
from registry.models import JournalEntry
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SIGN_IN = "/connexion/"


def journal() -> list[tuple[str, str]]:
    """Actions and object ids of the journal, oldest first."""
    return list(JournalEntry.objects.order_by("id").values_list("action", "object_id"))


def sign_in(client: Client, username: str, password: str = PASSWORD, **data: str):
    return client.post(SIGN_IN, {"username": username, "password": password, **data})


def test_right_password_opens_a_session(client: Client) -> None:
    user = UserFactory(username="animateur")
    response = sign_in(client, "Animateur")
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert journal() == [(JournalAction.SIGNED_IN, str(user.pk))]


def test_sessions_of_the_past_are_removed(client: Client) -> None:
    UserFactory(username="animateur")
    now = timezone.now()
    for key, hours in (("passee", -1), ("ouverte", 1)):
        Session.objects.create(session_key=key, expire_date=now + timedelta(hours=hours))
    sign_in(client, "animateur")
    keys = set(Session.objects.values_list("session_key", flat=True))
    assert "ouverte" in keys and "passee" not in keys


@pytest.mark.parametrize("username", ["animateur", "inconnu"])
def test_failure_says_the_same_for_known_and_unknown(client: Client, username: str) -> None:
    UserFactory(username="animateur")
    response = sign_in(client, username, "mauvais mot de passe")
    assert response.status_code == 200
    assert "Identifiant ou mot de passe inexact" in response.content.decode()


def test_inactive_account_is_refused_like_a_wrong_password(client: Client) -> None:
    UserFactory(username="animateur", is_active=False)
    assert "Identifiant ou mot de passe inexact" in sign_in(client, "animateur").content.decode()


def test_what_was_typed_is_stored_nowhere(client: Client) -> None:
    sign_in(client, "mon-secret-tape-ici", "un autre secret", kept="saisie")
    assert journal() == [(JournalAction.SIGN_IN_FAILED, "")]
    for row in [*AccessAttempt.objects.values(), *AccessFailureLog.objects.values()]:
        assert "secret" not in str(row)
        assert "saisie" not in str(row)


def test_empty_form_is_not_a_failure(client: Client) -> None:
    response = sign_in(client, "animateur", "")
    assert "Écrivez votre mot de passe." in response.content.decode()
    assert journal() == []


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/compte/", "/compte/"),
        ("https://ailleurs.example/", "/"),
        ("//ailleurs.example/", "/"),
        ("javascript:x", "/"),
    ],
)
def test_goes_only_to_pages_of_ours(client: Client, asked: str, given: str) -> None:
    UserFactory(username="animateur")
    assert sign_in(client, "animateur", next=asked)["Location"] == given


def test_signed_in_person_is_sent_on(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(SIGN_IN, {"next": "/compte/"})["Location"] == "/compte/"


def test_session_key_changes_at_sign_in(client: Client) -> None:
    UserFactory(username="animateur")
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(client, "animateur")
    assert client.session.session_key != before


def test_sign_in_asks_for_the_token(client: Client) -> None:
    UserFactory(username="animateur")
    assert sign_in(Client(enforce_csrf_checks=True), "animateur").status_code == 403


def test_sign_out_closes_and_is_recorded(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    response = client.post("/deconnexion/")
    assert response["Location"] == SIGN_IN
    assert response["Clear-Site-Data"] == '"cache"'
    assert client.get("/compte/").status_code == 302
    assert journal() == [(JournalAction.SIGNED_OUT, str(user.pk))]


def test_sign_out_is_a_post(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get("/deconnexion/").status_code == 405


def test_account_shows_who_i_am_and_my_sign_ins(client: Client) -> None:
    UserFactory(username="animateur", full_name="Awa Inventée")
    sign_in(client, "animateur", "mauvais mot de passe")
    sign_in(client, "animateur")
    page = client.get("/compte/").content.decode()
    assert "Awa Inventée" in page
    assert "Animateur du CIOM" in page
    assert page.count("Échec de connexion") == 1
    assert page.count(">Connexion<") == 1


def test_private_page_asks_to_sign_in(client: Client) -> None:
    assert client.get("/compte/")["Location"] == "/connexion/?next=/compte/"


def test_deactivated_account_is_out_at_once(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert client.get("/compte/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/compte/").status_code == 302


def test_role_change_is_felt_at_once(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert client.get(reverse("admin:index")).status_code == 404
    User.objects.filter(pk=user.pk).update(role="administrator")
    assert client.get(reverse("admin:index")).status_code == 200
