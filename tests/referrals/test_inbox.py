"""The inbox of a service: what is in it, in which order, and the way to one request by the code of its slip."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from registry.models import JournalEntry
from tests.factories import answer, make_agent, make_referral

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def test_a_cancelled_request_leaves_the_inbox_and_has_no_slip(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    centre = signed_in(facilitator)
    sent = reverse("referrals:sent", args=[referral.pk])
    assert "Imprimer la fiche" in centre.get(sent).content.decode()
    centre.post(reverse("referrals:cancel", args=[referral.pk]), {"cancel_reason": "renounced"})
    assert centre.get(reverse("referrals:slip", args=[referral.pk])).status_code == 404
    page = centre.get(sent).content.decode()
    assert "a été annulée le" in page and "la personne renonce" in page
    assert "Imprimer" not in page and "a été envoyée" not in page
    assert referral.number not in signed_in(make_agent()).get(reverse("referrals:inbox")).content.decode()


def test_an_answered_request_shows_the_day_of_the_answer(facilitator: User, signed_in: SignedIn) -> None:
    agent = make_agent()
    answer(make_referral(by=facilitator), agent, "decline", at=datetime(2026, 11, 1, 12, tzinfo=UTC))
    page = signed_in(agent).get(reverse("referrals:inbox"), {"onglet": "terminees"}).content.decode()
    assert "réponse du 1er\u00a0novembre 2026" in page and "Voir la réponse" in page


@pytest.mark.parametrize(
    ("tab", "names"), [("a-traiter", ()), ("en-attente", ("take_up",)), ("terminees", ("accept",))]
)
def test_the_queries_of_the_inbox_do_not_grow(
    facilitator: User,
    signed_in: SignedIn,
    django_assert_num_queries: Callable,
    tab: str,
    names: tuple[str, ...],
) -> None:
    agent = make_agent()
    client = signed_in(agent)
    url = reverse("referrals:inbox") + f"?onglet={tab}"
    client.get(url)
    for count in (0, 1, 9):
        for _ in range(count):
            answer(make_referral(by=facilitator), agent, *names)
        # transaction (2), session, account, page, two counts; the needs and a line of the journal when somebody is shown
        with django_assert_num_queries(9 if count else 7):
            client.get(url)


@pytest.mark.parametrize("urgent", [0, 3, 20, 23, 30])
def test_the_inbox_turns_its_pages_urgent_first(urgent: int, facilitator: User, signed_in: SignedIn) -> None:
    """Several are sent at the same moment; pages end among the urgent ones, between both, among the others."""
    start = timezone.now() - timedelta(days=2)
    sent = [
        make_referral(
            by=facilitator, is_urgent=rank % 31 < urgent, at=start + timedelta(hours=rank * 7 % 31 // 3)
        )
        for rank in range(31)
    ]
    expected = sorted(sent, key=lambda one: (not one.is_urgent, one.sent_at, one.pk))
    client = signed_in(make_agent())
    url = reverse("referrals:inbox")
    first = client.get(url)
    second = client.get(url, {"onglet": "a-traiter", "apres": first.context["page"].next_cursor})
    seen = [item.number for page in (first, second) for item in page.context["page"].items]
    assert seen == [one.number for one in expected]
    assert not second.context["page"].next_cursor
    # The cursor of another list is no cursor here.
    other = client.get(url, {"onglet": "terminees", "apres": first.context["page"].next_cursor})
    assert other.context["page"].is_first
    assert client.get(url, {"apres": "n’importe quoi"}).status_code == 200
    assert client.get(url, {"onglet": "inconnu"}).status_code == 404


def test_the_code_of_the_slip_leads_to_the_request(facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator, service="drt")
    url = reverse("referrals:by_short_code", args=[referral.short_code.lower()])
    right = signed_in(make_agent("drt")).get(url)
    assert right["Location"] == reverse("referrals:referral", args=[referral.pk])
    assert signed_in(make_agent("inps")).get(url).status_code == 404


@pytest.mark.parametrize(
    "typed", ["{code}", "{lower}", " {half} {rest} ", "{half}-{rest}", "{number}", "{short}", "{spaced}"]
)
def test_what_a_slip_says_is_typed_by_hand(typed: str, facilitator: User, signed_in: SignedIn) -> None:
    referral = make_referral(by=facilitator)
    code, (_, year, sequence, letter) = referral.short_code, referral.number.split("-")
    text = typed.format(
        code=code,
        lower=code.lower(),
        half=code[:4].lower(),
        rest=code[4:],
        number=referral.number,
        short=f"ori-{year}-{int(sequence)}-{letter}",
        spaced=f"ORI {year} {int(sequence)}",
    )
    for user in (facilitator, make_agent()):
        found = signed_in(user).post(reverse("referrals:find"), {"code": text})
        assert found.status_code == 302
        assert found["Location"] == reverse("referrals:referral", args=[referral.pk])


def test_what_is_not_ones_own_is_not_found_either(facilitator: User, signed_in: SignedIn) -> None:
    referral, agent = make_referral(by=facilitator, service="inps"), make_agent("drt")
    client = signed_in(agent)
    pages = set()
    for typed in (referral.short_code, referral.number, "ABCD2345", "ORI-26-99999", "張"):
        answer_ = client.post(reverse("referrals:find"), {"code": typed})
        assert answer_.status_code == 404
        page = re.sub(r'csrfmiddlewaretoken" value="[^"]*"', "", answer_.content.decode())
        pages.add(page.replace(typed, ""))
    assert len(pages) == 1 and "Aucune demande ne porte ce code" in pages.pop()
    refused = JournalEntry.objects.filter(actor=agent, action="refused")
    assert [line.object_id for line in refused] == [str(referral.pk)] * 2


def test_the_code_of_a_cancelled_request_leads_to_the_news(facilitator: User, signed_in: SignedIn) -> None:
    agent = make_agent()
    referral = answer(make_referral(by=facilitator), facilitator, "cancel")
    client = signed_in(agent)
    by_hand = client.post(reverse("referrals:find"), {"code": referral.short_code}, follow=True)
    by_qr = client.get(reverse("referrals:by_short_code", args=[referral.short_code]), follow=True)
    for page in (by_hand, by_qr):
        assert "a été annulée par le CIOM" in page.content.decode()
