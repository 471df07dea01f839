"""The life of a referral: every state by every act, second clicks, two agents at once."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ciom.accounts.models import User
from referrals.enums import ReferralState, TransitionName
from referrals.models import Referral, Transition
from referrals.workflow import (
    TRANSITIONS,
    TransitionRefused,
    perform,
    possible_transitions,
)
from registry.consent import withdraw_consent
from tests.factories import APPOINTMENT, answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db

FIELDS: dict[str, dict[str, Any]] = {
    "accept": APPOINTMENT,
    "decline": {"decline_reason": "full"},
    "cancel": {"cancel_reason": "mistake"},
    "send": {},
    "take_up": {},
}
PATHS = {
    "sent": (),
    "in_progress": ("take_up",),
    "accepted": ("take_up", "accept"),
    "declined": ("decline",),
    "cancelled": ("cancel",),
}
ALLOWED = {
    "sent": {"take_up", "accept", "decline", "cancel"},
    "in_progress": {"accept", "decline", "cancel"},
    "accepted": {"cancel"},
    "declined": {"cancel"},
    "cancelled": set(),
}


def reach(state: str, facilitator: User, agent: User) -> Referral:
    referral = make_referral(by=facilitator)
    for name in PATHS[state]:
        referral = answer(referral, facilitator if name == "cancel" else agent, name)
    assert referral.state == state
    return referral


@pytest.mark.parametrize("name", [name.value for name in TransitionName])
@pytest.mark.parametrize("state", list(PATHS))
def test_every_act_in_every_state(state: str, name: str, facilitator: User) -> None:
    agent = make_agent()
    referral = reach(state, facilitator, agent)
    by_service = TRANSITIONS[TransitionName(name)].permission == "referrals.answer_referral"
    right, wrong = (agent, facilitator) if by_service else (facilitator, agent)
    with pytest.raises(TransitionRefused):
        perform(referral.pk, TransitionName(name), by=wrong, **FIELDS[name])
    before = referral.transitions.count()
    if name in ALLOWED[state]:
        done = perform(referral.pk, TransitionName(name), by=right, **FIELDS[name])
        assert done.state == TRANSITIONS[TransitionName(name)].to_state
        last = done.transitions.last()
        assert last is not None and (last.from_state, last.to_state, last.by) == (state, done.state, right)
    else:
        with pytest.raises(TransitionRefused):
            perform(referral.pk, TransitionName(name), by=right, **FIELDS[name])
        assert referral.transitions.count() == before
        assert Referral.objects.get(pk=referral.pk).state == state


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([name.value for name in TransitionName]), max_size=6))
def test_no_walk_breaks_the_chain(facilitator: User, names: list[str]) -> None:
    """Whatever is tried, each transition starts where the one before ended, and the last one is the state."""
    with transaction.atomic():
        agent = make_agent()
        referral = make_referral(by=facilitator)
        for name in names:
            for user in (agent, facilitator):
                try:
                    perform(referral.pk, TransitionName(name), by=user, **FIELDS[name])
                except TransitionRefused:
                    continue
        walked = list(referral.transitions.values_list("from_state", "to_state"))
        assert [start for start, _ in walked[1:]] == [end for _, end in walked[:-1]]
        assert Referral.objects.get(pk=referral.pk).state == walked[-1][1]
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ["accept", "decline", "cancel"])
def test_nothing_without_its_fields(name: str, facilitator: User) -> None:
    referral = make_referral(by=facilitator)
    by = facilitator if name == "cancel" else make_agent()
    with pytest.raises(TransitionRefused, match="manque"):
        perform(referral.pk, TransitionName(name), by=by)


def test_a_second_click_says_what_was_done(facilitator: User) -> None:
    agent = make_agent("inps")
    referral = make_referral(by=facilitator, service="inps", need="immatriculation")
    answer(referral, agent, "accept")
    with pytest.raises(TransitionRefused, match="Action déjà effectuée.*acceptée le .* par le service INPS"):
        answer(referral, agent, "accept")


def test_another_service_cannot_act(facilitator: User) -> None:
    with pytest.raises(TransitionRefused):
        answer(make_referral(by=facilitator, service="drt"), make_agent("inps"), "take_up")


@pytest.mark.parametrize(
    "fields",
    [
        {"consent": None},
        {"state": "accepted"},
        {"state": "declined"},
        {"state": "declined", "decline_reason": "other"},
        {"state": "cancelled"},
    ],
)
def test_the_database_refuses_half_answers(facilitator: User, fields: dict[str, Any]) -> None:
    referral = make_referral(by=facilitator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(**fields)


def test_one_open_request_to_a_service_for_a_need(facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    first = make_referral(migrant=migrant, by=facilitator)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_referral(migrant=migrant, by=facilitator)
    answer(first, make_agent(), "decline")
    make_referral(migrant=migrant, by=facilitator)


def test_a_withdrawn_consent_is_dated_and_closes_the_request(facilitator: User) -> None:
    referral = make_referral(by=facilitator)
    cancelled = perform(referral.pk, TransitionName.CANCEL, by=facilitator, cancel_reason="consent_withdrawn")
    assert cancelled.consent is not None
    cancelled.consent.refresh_from_db()
    assert (cancelled.consent.decision, cancelled.consent.withdrawn_at is not None) == ("withdrawn", True)
    assert not Referral.objects.visible_to(make_agent()).exists()


def test_a_service_loses_access_with_the_consent_alone(facilitator: User) -> None:
    referral, agent = make_referral(by=facilitator), make_agent()
    assert referral in Referral.objects.visible_to(agent)
    assert referral.consent is not None
    withdraw_consent(referral.consent, by=facilitator)
    assert not Referral.objects.visible_to(agent).exists()


def test_transitions_are_never_altered(facilitator: User) -> None:
    make_referral(by=facilitator)
    for act in (lambda: Transition.objects.update(name="cancel"), lambda: Transition.objects.all().delete()):
        with pytest.raises(Exception, match="append|Cannot|permission"), transaction.atomic():
            act()


def test_urgent_requests_are_due_the_next_working_day(facilitator: User) -> None:
    import datetime
    from zoneinfo import ZoneInfo

    friday = datetime.datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("Africa/Bamako"))
    urgent = make_referral(by=facilitator, is_urgent=True, at=friday)
    normal = make_referral(by=facilitator, at=friday)
    assert urgent.due_on == datetime.date(2026, 11, 23)
    assert normal.due_on == datetime.date(2026, 11, 27)


def test_two_agents_at_once_one_wins(reference_lists: None) -> None:
    agents = [make_agent("drt"), make_agent("drt")]
    referral = make_referral()
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def act(agent: User, name: str) -> None:
        try:
            barrier.wait(timeout=30)
            outcomes.append(answer(referral, agent, name).state)
        except TransitionRefused as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=act, args=pair) for pair in zip(agents, ("accept", "decline"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    won = [outcome for outcome in outcomes if outcome in ReferralState.values]
    lost = [outcome for outcome in outcomes if outcome.startswith("Action déjà effectuée")]
    assert (len(won), len(lost)) == (1, 1)
    assert Referral.objects.get(pk=referral.pk).state == won[0]


def test_what_is_offered_is_what_is_allowed(facilitator: User) -> None:
    agent = make_agent()
    for state, allowed in ALLOWED.items():
        referral = reach(state, facilitator, agent)
        offered = {
            *possible_transitions(referral, user=agent),
            *possible_transitions(referral, user=facilitator),
        }
        assert offered == allowed
