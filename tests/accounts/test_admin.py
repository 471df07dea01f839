import re

import pytest
from django.contrib import admin
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from referrals.models import ServiceAgent, TechnicalService
from registry.enums import JournalAction
from registry.models import JournalEntry, Migrant
from registry.models.base import Record
from tests.accounts.factories import UserFactory
from tests.factories import make_agent

pytestmark = pytest.mark.django_db

LIST = "/admin/accounts/user/"


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
    """Neither a person, nor an act, nor anything that leads to one."""
    for model in admin.site._registry:
        assert not issubclass(model, Record), model
        assert Migrant not in {field.related_model for field in model._meta.fields}, model
        assert User(role=Role.ADMINISTRATOR).has_perm(
            f"{model._meta.app_label}.change_{model._meta.model_name}"
        ), model


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


def new_agent(service: str | None, role: str = "service_agent") -> dict[str, object]:
    """What the form of a new account sends."""
    chosen = TechnicalService.objects.get(code=service).pk if service else ""
    return {"username": "agent", "full_name": "Nom Inventé", "role": role, "union": "", "service": chosen}


def test_an_agent_is_made_with_a_service(office: Client) -> None:
    assert shown_password(office.post(f"{LIST}add/", new_agent("drt")))
    assert User.objects.get(username="agent").service_agent.service.code == "drt"
    page = office.get(LIST).content.decode()
    assert '<td class="field-belongs_to">DRT</td>' in page


@pytest.mark.parametrize(
    ("service", "role", "words"),
    [
        (None, "service_agent", "Choisissez le service de cet agent."),
        ("drt", "facilitator", "Seul un agent de service technique est rattaché à un service."),
    ],
)
def test_only_an_agent_has_a_service(office: Client, service: str | None, role: str, words: str) -> None:
    assert words in office.post(f"{LIST}add/", new_agent(service, role)).content.decode()
    assert not User.objects.filter(username="agent").exists()


def test_an_agent_changes_service_then_role(office: Client) -> None:
    user = make_agent("drt")
    page, same = f"{LIST}{user.pk}/change/", {"username": user.username}
    assert office.post(page, new_agent("inps") | same).status_code == 302
    assert ServiceAgent.objects.get(user=user).service.code == "inps"
    assert office.post(page, new_agent(None, "facilitator") | same).status_code == 302
    assert not ServiceAgent.objects.filter(user=user).exists()


def test_the_page_of_an_account_offers_its_acts(office: Client, administrator: User) -> None:
    user = UserFactory()
    page = f"{LIST}{user.pk}/change/"
    offered = re.compile(r'name="action" value="(\w+)"')
    assert offered.findall(office.get(page).content.decode()) == [
        "give_new_password",
        "close_sessions",
        "deactivate",
    ]
    sent = re.search(r'name="_selected_action" value="([^"]+)"', office.get(page).content.decode())
    office.post(LIST, {"action": "deactivate", "_selected_action": sent[1]})
    user.refresh_from_db()
    assert not user.is_active
    assert offered.findall(office.get(page).content.decode()) == ["reactivate"]
    own = office.get(f"{LIST}{administrator.pk}/change/").content.decode()
    assert offered.findall(own) == []


STOCK_WORDS = re.compile(
    r"objet|Sélectionnez|Assurez-vous|avec succès|alt=\"(?:True|False|Search)\"|Fil d'Ariane", re.I
)


def test_the_pages_speak_our_words(office: Client) -> None:
    agent = make_agent("drt")
    service = TechnicalService.objects.get(code="drt")
    services = "/admin/referrals/technicalservice/"
    said = [
        office.get(path).content.decode()
        for path in (
            "/admin/", LIST, f"{LIST}?q=a", f"{LIST}add/", f"{LIST}{agent.pk}/change/", f"{LIST}{agent.pk}/history/",
            services, f"{services}add/", f"{services}{service.pk}/change/",
        )
    ]  # fmt: skip
    said.append(office.post(LIST, {"action": "deactivate"}, follow=True).content.decode())
    data = {"username": agent.username, "full_name": "x" * 300, "role": agent.role, "service": service.pk}
    said.append(office.post(f"{LIST}{agent.pk}/change/", data).content.decode())
    data["full_name"] = "Autre Nom"
    said.append(office.post(f"{LIST}{agent.pk}/change/", data, follow=True).content.decode())
    assert "Modifié\u00a0:" in said[-1] and "C’est trop long" in said[-2]
    assert [STOCK_WORDS.findall(page) for page in said] == [[]] * len(said)


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
    page = client.get(f"{LIST}{user.pk}/change/")
    assert page.status_code == 200 and b"deactivate" not in page.content
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
