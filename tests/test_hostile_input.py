"""Odd addresses and odd words get a calm answer, never a server error."""

import base64
import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from referrals.models import TechnicalService
from tests.accounts.factories import UserFactory
from tests.factories import make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def cursor(*position: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode()


CURSORS = [
    "é",
    "====",
    cursor(),
    cursor("hier", "x"),
    cursor("2026-01-01", "pas-une-clé"),
    cursor([1], {"a": 2}),
    cursor(10**40, 10**40),
    cursor("9" * 5000, "9" * 5000),
    cursor("\x00", "\x00"),
]


@pytest.mark.parametrize("apres", CURSORS)
def test_a_page_mark_that_means_nothing_gives_the_first_page(
    apres: str, facilitator: User, signed_in: SignedIn
) -> None:
    referral = make_referral(by=facilitator)
    centre, service = signed_in(facilitator), signed_in(make_agent())
    for client, url in (
        (centre, reverse("referrals:list")),
        (service, reverse("referrals:inbox")),
        (centre, reverse("privacy:journal")),
    ):
        answer = client.get(url, {"apres": apres})
        assert answer.status_code == 200
    assert referral.number in centre.get(reverse("referrals:list"), {"apres": apres}).content.decode()


@pytest.mark.parametrize("typed", ["\x00", "Awa\x00", "%", "\\", "'; DROP TABLE", "x" * 5000, "🙂", "9" * 60])
def test_any_search_is_answered(typed: str, facilitator: User, signed_in: SignedIn) -> None:
    make_migrant(by=facilitator)
    answer = signed_in(facilitator).post(reverse("registry:migrants"), {"q": typed}, follow=True)
    assert answer.status_code == 200


@pytest.mark.parametrize("code", ["9999-12", "2100-01", "1999-12", "2026-13"])
def test_a_month_out_of_reach_does_not_exist(code: str, secretary: User, signed_in: SignedIn) -> None:
    assert signed_in(secretary).get(f"/rapports/{code}/").status_code == 404


@pytest.mark.parametrize("need", ["\x00", "inconnu", "x" * 3000, "1 OR 1=1"])
def test_an_unknown_need_asks_again(need: str, facilitator: User, signed_in: SignedIn) -> None:
    migrant = make_migrant(by=facilitator)
    url = reverse("referrals:new", args=[migrant.pk])
    answer = signed_in(facilitator).post(url, {"besoin": need, "entretien": need})
    assert answer.status_code == 200
    assert "Quel est le besoin" in answer.content.decode()


@pytest.mark.parametrize("value", ["\x00", "-1", "9" * 30, "🙂", "x" * 20_000, "site:9" + "9" * 30])
def test_any_word_in_any_field_is_answered(value: str, facilitator: User, signed_in: SignedIn) -> None:
    client = signed_in(facilitator)
    migrant = make_migrant(by=facilitator)
    referral = make_referral(by=facilitator)
    service = signed_in(make_agent())
    for browser, url in (
        (client, reverse("registry:new_migrant")),
        (client, reverse("orientation:new_reception", args=[migrant.pk])),
        (client, reverse("orientation:new_interview", args=[migrant.pk])),
        (client, reverse("referrals:new", args=[migrant.pk])),
        (client, reverse("referrals:cancel", args=[referral.pk])),
        (service, reverse("referrals:accept", args=[referral.pk])),
        (service, reverse("referrals:decline", args=[referral.pk])),
    ):
        page = browser.get(url)
        names = [*page.context["form"].fields, "besoins-TOTAL_FORMS", "besoins-INITIAL_FORMS", "not_same"]
        answer = browser.post(url, dict.fromkeys(names, value))
        assert answer.status_code == 200, url
    url = reverse("referrals:new", args=[migrant.pk])
    names = client.post(url, {"besoin": "emploi"}).context["form"].fields
    answer = client.post(url, dict.fromkeys(names, value) | {"besoin": "emploi", "entretien": value})
    assert answer.status_code == 200 and "La demande" in answer.content.decode()
    assert client.post(reverse("referrals:find"), {"code": value}).status_code in (200, 404)


@pytest.mark.parametrize("value", ["\x00", "\u202e", "9" * 5000])
def test_any_word_in_the_forms_of_the_house_is_answered(value: str, signed_in: SignedIn) -> None:
    officer = signed_in(UserFactory(role=Role.DATA_PROTECTION_OFFICER))
    administrator = signed_in(UserFactory(role=Role.ADMINISTRATOR))
    service = TechnicalService.objects.get(code="drt")
    for browser, url in (
        (Client(), reverse("sign_in")),
        (officer, reverse("change_password")),
        (officer, reverse("privacy:open_dossier")),
        (administrator, reverse("admin:accounts_user_add")),
        (administrator, reverse("admin:referrals_technicalservice_change", args=[service.pk])),
        (administrator, reverse("admin:registry_miningsite_add")),
    ):
        page = browser.get(url)
        form = page.context["form"] if "form" in page.context else page.context["adminform"].form
        lines = [
            f"{name}-{part}" for name in ("answers", "agents") for part in ("TOTAL_FORMS", "0-need", "0-user")
        ]
        answer = browser.post(url, dict.fromkeys([*form.fields, *lines, "next", "kept"], value))
        assert answer.status_code == 200, url


@pytest.mark.parametrize("typed", ["\x00", "'", "9" * 5000, "\u202e"])
def test_any_word_in_an_address_of_the_administration_is_answered(typed: str, signed_in: SignedIn) -> None:
    administrator = signed_in(UserFactory(role=Role.ADMINISTRATOR))
    people, sites = reverse("admin:accounts_user_changelist"), reverse("admin:registry_miningsite_changelist")
    for url, name in (
        (people, "q"),
        (people, "p"),
        (people, "o"),
        (people, "role__exact"),
        (sites, "cercle__id__exact"),
    ):
        expected = 400 if typed == "\x00" else 200
        assert administrator.get(url, {name: typed}, follow=True).status_code == expected, (url, name)
    posted = administrator.post(
        people, {"action": typed, "_selected_action": typed, "index": typed}, follow=True
    )
    assert posted.status_code == 200


def test_a_body_too_big_is_refused_calmly(facilitator: User, signed_in: SignedIn) -> None:
    client = signed_in(facilitator)
    url = reverse("registry:migrants")
    too_long = client.post(url, {"q": "x" * 3_000_000})
    too_many = client.post(url, {f"champ{rank}": "x" for rank in range(1500)})
    assert [too_long.status_code, too_many.status_code] == [400, 400]
    assert "La demande n’a pas été comprise" in too_long.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(method: str, facilitator: User, signed_in: SignedIn) -> None:
    client = signed_in(facilitator)
    for name in (
        "home",
        "sign_in",
        "account",
        "registry:migrants",
        "registry:new_migrant",
        "referrals:list",
        "health",
    ):
        assert getattr(client, method)(reverse(name)).status_code == 405, name
