import re

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from registry.enums import JournalAction
from registry.models import JournalEntry
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"
ADMINISTERED = {
    "accounts.user",
    "referrals.technicalservice",
    "referrals.serviceagent",
    "referrals.serviceneed",
    "registry.nationality",
    "registry.profession",
    "registry.documenttype",
    "registry.contracttype",
    "registry.language",
    "registry.cercle",
    "registry.commune",
    "registry.miningsite",
    "orientation.need",
}


@pytest.fixture
def administrator() -> User:
    return UserFactory(username="chef", role=Role.ADMINISTRATOR)


@pytest.fixture
def office(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def act(client: Client, name: str, *users: User):
    data = {"action": name, "_selected_action": [user.pk for user in users]}
    return client.post(LIST, data, follow=True)


def shown_password(response) -> str:
    return re.search(r"<code>([a-z0-9-]+)</code>", response.content.decode())[1]


def test_no_personal_model_is_administered() -> None:
    assert {model._meta.label_lower for model in admin.site._registry} <= ADMINISTERED


def test_nothing_can_be_deleted(rf, administrator: User) -> None:
    request = rf.get("/admin/")
    request.user = administrator
    for model_admin in admin.site._registry.values():
        assert not model_admin.has_delete_permission(request)
        assert "delete_selected" not in model_admin.get_actions(request)


def test_new_account_gets_a_password_shown_once(office: Client, administrator: User) -> None:
    data = {
        "username": "Nouveau",
        "full_name": "Nom Inventé",
        "role": "facilitator",
        "union": "",
        "email": "",
    }
    response = office.post(f"{LIST}add/", {**data, "phone": "70 12 34 56"})
    assert response.status_code == 200, response.content.decode()
    password = shown_password(response)
    user = User.objects.get(username="nouveau")
    assert user.check_password(password)
    assert user.must_change_password
    assert user.phone.as_e164 == "+22370123456"
    assert password not in office.get(LIST).content.decode()
    assert not [session for session in Session.objects.all() if password in str(session.get_decoded())]
    entry = JournalEntry.objects.get()
    assert (entry.actor_id, entry.action) == (administrator.pk, JournalAction.PASSWORD_CHANGED)
    assert entry.object_id == str(user.pk)


def test_author_of_a_change_is_in_its_history(office: Client, administrator: User) -> None:
    user = UserFactory()
    act(office, "deactivate", user)
    event = user.events.latest("pgh_id")
    assert event.pgh_label == "update"
    assert event.pgh_context["user"] == str(administrator.pk)
    assert event.pgh_context["path"] == LIST
    assert len(event.pgh_context["request"]) == 36


def test_union_mistake_is_explained(office: Client) -> None:
    data = {"username": "sg", "full_name": "Nom Inventé", "role": "union_secretary", "union": ""}
    assert "Indiquez la centrale" in office.post(f"{LIST}add/", data).content.decode()


def test_username_is_compared_without_case(office: Client) -> None:
    UserFactory(username="animateur")
    data = {"username": "ANIMATEUR", "full_name": "Nom Inventé", "role": "facilitator", "union": ""}
    assert "Cet identifiant est déjà pris." in office.post(f"{LIST}add/", data).content.decode()


def test_deactivate_and_reactivate(office: Client) -> None:
    user = UserFactory()
    theirs = Client()
    theirs.force_login(user)
    key = theirs.session.session_key
    act(office, "deactivate", user)
    user.refresh_from_db()
    assert not user.is_active
    act(office, "reactivate", user)
    user.refresh_from_db()
    assert user.is_active
    theirs.cookies["session"] = key
    assert theirs.get("/compte/").status_code == 302, "a session of before must stay closed"


def test_close_sessions(office: Client) -> None:
    user = UserFactory()
    theirs = Client()
    theirs.force_login(user)
    act(office, "close_sessions", user)
    assert theirs.get("/compte/").status_code == 302


def test_new_provisional_password(office: Client) -> None:
    user = UserFactory()
    theirs = Client()
    theirs.force_login(user)
    password = shown_password(act(office, "give_new_password", user))
    user.refresh_from_db()
    assert user.check_password(password)
    assert user.must_change_password
    assert theirs.get("/compte/").status_code == 302


@pytest.mark.parametrize("name", ["deactivate", "close_sessions", "give_new_password"])
def test_own_account_is_left_alone(office: Client, administrator: User, name: str) -> None:
    page = act(office, name, administrator).content.decode()
    assert "Votre propre compte n’a pas été touché." in page
    administrator.refresh_from_db()
    assert administrator.is_active
    assert not administrator.must_change_password


def test_own_role_cannot_be_changed(office: Client, administrator: User) -> None:
    data = {"username": "chef", "full_name": "Nom Inventé", "role": "facilitator", "union": ""}
    office.post(f"{LIST}{administrator.pk}/change/", data)
    administrator.refresh_from_db()
    assert administrator.role == Role.ADMINISTRATOR


def test_posting_other_columns_changes_nothing(office: Client) -> None:
    user = UserFactory()
    before = User.objects.values().get(pk=user.pk)
    data = {"username": user.username, "full_name": "Autre Nom", "role": user.role, "union": ""}
    forced = {
        "is_active": "",
        "is_demo": "on",
        "must_change_password": "on",
        "password": "x",
        "session_generation": 9,
    }
    office.post(f"{LIST}{user.pk}/change/", {**data, **forced})
    assert User.objects.values().get(pk=user.pk) == {**before, "full_name": "Autre Nom"}


def test_data_protection_officer_reads_only(client: Client) -> None:
    user = UserFactory()
    client.force_login(UserFactory(role=Role.DATA_PROTECTION_OFFICER))
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}{user.pk}/change/").status_code == 200
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{user.pk}/change/", {"username": "x"}).status_code == 403
    act(client, "deactivate", user)
    user.refresh_from_db()
    assert user.is_active


def test_sign_in_of_the_administration_is_ours(client: Client, office: Client) -> None:
    page = Client().get("/admin/accounts/user/", follow=True)
    assert page.redirect_chain[-1][0] == f"/connexion/?next={LIST}"
    assert office.get(reverse("admin:password_change"))["Location"] == "/compte/mot-de-passe/"
    assert office.post(reverse("admin:logout"))["Location"] == "/connexion/"
