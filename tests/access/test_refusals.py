"""A refused dossier or referral is a line of the journal: who, which page, which id, never a name."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ciom.accounts.roles import Role
from registry.enums import JournalAction
from registry.models import JournalEntry
from tests.accounts.factories import UserFactory
from tests.factories import answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
NAME = "Canari"


def refusal() -> JournalEntry:
    line = JournalEntry.objects.get(action=JournalAction.REFUSED)
    assert NAME not in "".join(map(str, vars(line).values()))
    return line


@pytest.mark.parametrize("role", [role for role in Role if role != Role.FACILITATOR])
def test_refused_dossier(signed_in: SignIn, role: Role) -> None:
    user = UserFactory(role=role)
    url = reverse("registry:dossier", args=[make_migrant(family_name=NAME).pk])
    assert signed_in(user).get(url, {"q": NAME}).status_code in (403, 404)
    line = refusal()
    assert (line.actor, line.page) == (user, "GET registry:dossier")


def test_referral_of_another_service(signed_in: SignIn) -> None:
    agent, referral = make_agent("inps"), make_referral(migrant=make_migrant(family_name=NAME), service="drt")
    for name, method in [("referral", "get"), ("accept", "get"), ("decline", "post"), ("take_up", "post")]:
        client, before = signed_in(agent), JournalEntry.objects.count()
        assert getattr(client, method)(reverse(f"referrals:{name}", args=[referral.pk])).status_code == 404
        line = JournalEntry.objects.filter(action=JournalAction.REFUSED).latest("pk")
        assert JournalEntry.objects.count() == before + 1
        assert (line.actor, line.object_type, line.object_id) == (
            agent,
            "referrals.referral",
            str(referral.pk),
        )
        assert line.page == f"{method.upper()} referrals:{name}"


def test_slip_of_another_service(signed_in: SignIn) -> None:
    referral = make_referral(service="drt")
    url = reverse("referrals:by_short_code", args=[referral.short_code])
    assert signed_in(make_agent("inps")).get(url).status_code == 404
    assert refusal().object_id == str(referral.pk)


@pytest.mark.parametrize("before", [[], ["take_up"], ["accept"], ["decline"]])
def test_cancelled_referral_is_gone_for_the_service(signed_in: SignIn, before: list[str]) -> None:
    facilitator, agent = UserFactory(), make_agent("drt")
    referral = make_referral(by=facilitator, service="drt")
    answer(referral, agent, *before)
    client = signed_in(agent)
    url = reverse("referrals:referral", args=[referral.pk])
    assert client.get(url).status_code == 200
    answer(referral, facilitator, "cancel")
    assert client.get(url).status_code == 404
    by_code = reverse("referrals:by_short_code", args=[referral.short_code])
    assert client.get(by_code, follow=True).status_code == 404
    for name in ("take_up", "accept", "decline"):
        answered = client.post(reverse(f"referrals:{name}", args=[referral.pk]), follow=True)
        assert answered.status_code == 404
        assert referral.migrant.full_name not in answered.content.decode()
    for tab in ("a-traiter", "en-attente", "terminees"):
        assert referral.number not in client.get(reverse("referrals:inbox"), {"onglet": tab}).content.decode()


def test_agent_without_a_service_receives_nothing(signed_in: SignIn) -> None:
    client = signed_in(UserFactory(role=Role.SERVICE_AGENT))
    referral = make_referral()
    assert client.get(reverse("referrals:referral", args=[referral.pk])).status_code == 404
    assert referral.number not in client.get(reverse("referrals:inbox")).content.decode()
