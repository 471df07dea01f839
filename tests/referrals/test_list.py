"""The centre's list of referrals and the work of its home page: the same lists, narrowed by state, service and delay."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from referrals.disclosure import as_service_sees
from referrals.models import Referral
from tests.factories import answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
LIST = reverse("referrals:list")


def shown(client: Client, **query: str) -> list[Referral]:
    return list(client.get(LIST, query).context["page"].items)


def long_ago(days: int = 60) -> datetime:
    return timezone.now() - timedelta(days=days)


def accepted_for(day: date, facilitator: User) -> Referral:
    referral = answer(make_referral(by=facilitator), make_agent(), "accept")
    Referral.objects.filter(pk=referral.pk).update(appointment_on=day)
    return referral


def test_the_list_is_narrowed_by_state_and_service(facilitator: User, signed_in: SignedIn) -> None:
    sent = make_referral(by=facilitator)
    elsewhere = make_referral(by=facilitator, service="inps")
    declined = answer(make_referral(by=facilitator), make_agent(), "decline")
    client = signed_in(facilitator)
    assert shown(client) == [declined, elsewhere, sent]
    assert shown(client, etat="sent") == [elsewhere, sent]
    assert shown(client, service="drt") == [declined, sent]
    assert shown(client, etat="sent", service="drt") == [sent]
    assert shown(client, etat="cancelled") == []


@pytest.mark.parametrize("name", ["etat", "service", "suivi"])
@pytest.mark.parametrize("value", ["", "\x00", "inconnu", "-1"])
def test_a_filter_without_sense_is_no_filter(
    name: str, value: str, facilitator: User, signed_in: SignedIn
) -> None:
    referral = make_referral(by=facilitator)
    assert shown(signed_in(facilitator), **{name: value}) == [referral]


def test_a_filter_can_be_taken_off(facilitator: User, signed_in: SignedIn) -> None:
    make_referral(by=facilitator)
    page = signed_in(facilitator).get(LIST, {"etat": "sent", "service": "drt"})
    chips = {chip["label"]: chip["url"] for chip in page.context["chips"]}
    assert chips == {"Envoyée": "?service=drt", "DRT": "?etat=sent"}
    assert "1 demande<" in page.content.decode()


@pytest.mark.parametrize("query", [{}, {"etat": "sent"}, {"suivi": "retard"}])
def test_pages_keep_their_filters(query: dict[str, str], facilitator: User, signed_in: SignedIn) -> None:
    for rank in range(22):
        make_referral(by=facilitator, at=long_ago(60 + rank % 5))
    client = signed_in(facilitator)
    first = client.get(LIST, query)
    assert "22 demandes" in first.content.decode()
    assert all(f"{name}={value}&" in first.content.decode() for name, value in query.items())
    second = client.get(LIST, {**query, "apres": first.context["page"].next_cursor})
    seen = [*first.context["page"].items, *second.context["page"].items]
    assert len(set(seen)) == len(seen) == 22


def test_only_what_waits_for_an_answer_is_late(facilitator: User, signed_in: SignedIn) -> None:
    agent = make_agent()
    waiting, taken_up, accepted, declined, cancelled = (
        make_referral(by=facilitator, at=long_ago()) for _ in range(5)
    )
    answer(taken_up, agent, "take_up")
    answer(accepted, agent, "accept")
    answer(declined, agent, "decline")
    answer(cancelled, facilitator, "cancel")
    make_referral(by=facilitator)
    today = timezone.localdate()
    assert set(Referral.objects.overdue(today)) == {waiting, taken_up}
    assert set(shown(signed_in(facilitator), suivi="retard")) == {waiting, taken_up}
    assert waiting.due_on is not None
    assert not Referral.objects.overdue(waiting.due_on).exists()


def test_the_home_shows_the_coming_appointments_in_their_order(
    facilitator: User, signed_in: SignedIn
) -> None:
    today = timezone.localdate()
    later, soon, now = (accepted_for(today + timedelta(days=days), facilitator) for days in (7, 3, 0))
    accepted_for(today + timedelta(days=8), facilitator)
    accepted_for(today - timedelta(days=1), facilitator)
    client = signed_in(facilitator)
    assert client.get("/").context["work"]["rendez_vous"].lines == [now, soon, later]
    assert shown(client, suivi="rendez-vous") == [now, soon, later]


def test_the_counts_of_the_home_are_those_of_the_lists(facilitator: User, signed_in: SignedIn) -> None:
    agent = make_agent()
    for _ in range(7):
        answer(make_referral(by=facilitator), agent, "accept")
    make_referral(by=facilitator, at=long_ago())
    client = signed_in(facilitator)
    home = client.get("/")
    for code, part in home.context["work"].items():
        listed = client.get(LIST, {"suivi": code.replace("_", "-")}).context["count"]
        assert part.total == listed
    assert home.context["work"]["reponse"].total == 7
    assert "Voir toute la liste (7)" in home.content.decode()
    assert "/orientations/?suivi=reponse" in home.content.decode()


def test_an_appointment_is_written_in_its_line(facilitator: User) -> None:
    referral = answer(make_referral(by=facilitator), make_agent(), "accept")
    referral.appointment_on = date(2026, 12, 1)
    assert referral.appointment_text == "rendez-vous le mardi 1er\u00a0décembre 2026"
    referral.appointment_at = datetime(2026, 12, 1, 9, 30, tzinfo=UTC).time()
    assert referral.row_details[1].endswith(" à 9\u00a0h\u00a030")


def test_the_year_of_birth_is_fetched_only_with_agreement(facilitator: User) -> None:
    born = {"birth_precision": "year", "birth_year": 1990}
    for shares, seen in ((True, 1990), (False, None)):
        referral = make_referral(
            migrant=make_migrant(by=facilitator, **born), by=facilitator, shares_identity=shares
        )
        fetched = as_service_sees(Referral.objects.filter(pk=referral.pk)).get()
        assert fetched.disclosed_birth_year == seen
