"""Two people change one account at the same moment: neither undoes what the other did."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from ciom.accounts import views
from ciom.accounts.forms import OwnPasswordForm
from ciom.accounts.models import User
from ciom.accounts.roles import Role
from tests.accounts.factories import PASSWORD, UserFactory

NEW = "quatre mots sans rapport"


def changing_password(client: Client) -> Any:
    data = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    return client.post("/compte/mot-de-passe/", data)


def meanwhile(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, act: Callable[[], Any]) -> None:
    """`act` happens just before `owner.name` is called, after the page has read the account."""
    original = getattr(owner, name)

    def late(*args: Any, **kwargs: Any) -> Any:
        act()
        return original(*args, **kwargs)

    monkeypatch.setattr(owner, name, late)


@pytest.mark.django_db
def test_choosing_a_password_undoes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = UserFactory()
    client.force_login(user)
    theirs = {"is_active": False, "role": Role.SERVICE_AGENT, "session_generation": 7}
    change = User.objects.filter(pk=user.pk).update
    meanwhile(monkeypatch, OwnPasswordForm, "save", lambda: change(**theirs))
    changing_password(client)
    user.refresh_from_db()
    assert {name: getattr(user, name) for name in theirs} == theirs
    assert user.check_password(NEW)


@pytest.mark.django_db
@pytest.mark.parametrize("theirs", [{"is_active": False}, {"session_generation": 7}])
def test_a_session_closed_meanwhile_chooses_no_password(
    client: Client, monkeypatch: pytest.MonkeyPatch, theirs: dict[str, Any]
) -> None:
    user = UserFactory()
    client.force_login(user)
    change = User.objects.filter(pk=user.pk).update
    meanwhile(monkeypatch, views, "get_user", lambda: change(**theirs))
    assert changing_password(client)["Location"] == "/connexion/"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.django_db
def test_a_provisional_password_undoes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = UserFactory()
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    change = User.objects.filter(pk=user.pk).update
    meanwhile(monkeypatch, User, "set_password", lambda: change(is_active=False))
    data = {"action": "give_new_password", "_selected_action": [user.pk]}
    assert client.post("/admin/accounts/user/", data).status_code == 200
    user.refresh_from_db()
    assert not user.is_active and user.must_change_password


@pytest.mark.django_db
def test_two_administrators_change_one_account(client: Client) -> None:
    user = UserFactory(full_name="Nom Inventé")
    client.force_login(UserFactory(role=Role.ADMINISTRATOR))
    page = f"/admin/accounts/user/{user.pk}/change/"
    shown = client.get(page).context["adminform"].form
    fields = {shown.add_prefix(name): shown[name].value() or "" for name in shown.fields}
    initials = {shown.add_initial_prefix(name): shown[name].value() or "" for name in shown.fields}
    assert str(fields["role"]) == Role.FACILITATOR
    # The other administrator takes the role away while this page is open.
    User.objects.filter(pk=user.pk).update(role=Role.SERVICE_AGENT, is_active=False)
    answer = client.post(page, {**fields, **initials, "full_name": "Autre Nom"})
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.full_name, user.role, user.is_active) == ("Autre Nom", Role.SERVICE_AGENT, False)


@pytest.mark.django_db(transaction=True)
def test_a_password_waits_for_the_deactivation(client: Client, reference_lists: None) -> None:
    user = UserFactory()
    client.force_login(user)
    found = []

    def choose() -> None:
        found.append(changing_password(client)["Location"])
        connection.close()

    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        other = threading.Thread(target=choose)
        other.start()
        other.join(0.5)
        assert other.is_alive(), "the other change must wait"
        User.objects.filter(pk=user.pk).update(is_active=False)
    other.join(10)
    assert found == ["/connexion/"]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
