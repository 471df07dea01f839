"""The dossier: whole, journalled, closed to others, in a constant number of queries."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from orientation.models import OrientationRecord, Reception
from orientation.recording import record_interview, record_reception
from registry.companions import link_companion
from registry.dossier import timeline_of
from registry.enums import JournalAction, Relation
from registry.models import JournalEntry
from tests.factories import answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db


def test_it_tells_the_whole_story(facilitator: User, signed_in: Callable[[User], Client]) -> None:
    migrant = make_migrant(by=facilitator, given_names="Awa", family_name="Sarr")
    record_reception(reception=Reception(note="Vient seule"), migrant=migrant, reasons=[], by=facilitator)
    answer(make_referral(migrant=migrant, by=facilitator), make_agent(), "take_up")
    page = signed_in(facilitator).get(reverse("registry:dossier", args=[migrant.pk])).content.decode()
    for words in ("Awa Sarr", migrant.number, "Accueil au bureau", "Vient seule", "Prise en charge"):
        assert words in page


def test_the_steps_of_one_day_read_backwards(facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    record_reception(reception=Reception(), migrant=migrant, reasons=[], by=facilitator)
    record_interview(interview=OrientationRecord(), migrant=migrant, needs=[], by=facilitator)
    make_referral(migrant=migrant, by=facilitator, service="drt")
    titles = [event.title for event in timeline_of(migrant, facilitator)]
    assert titles[:3] == ["Orientation vers DRT", "Entretien d’orientation", "Accueil au bureau"]
    assert titles[-1] == "Inscription au registre"


def test_each_reading_is_a_line_of_the_journal(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    migrant = make_migrant(by=facilitator, family_name="Canari")
    signed_in(facilitator).get(reverse("registry:dossier", args=[migrant.pk]))
    line = JournalEntry.objects.get(action=JournalAction.READ)
    assert (line.actor, line.object_id) == (facilitator, str(migrant.pk))
    assert "Canari" not in "".join(map(str, vars(line).values()))


def test_the_queries_do_not_grow_with_the_story(
    facilitator: User, signed_in: Callable[[User], Client], django_assert_num_queries: Callable
) -> None:
    client = signed_in(facilitator)
    migrant = make_migrant(by=facilitator)
    agent = make_agent()
    url = reverse("registry:dossier", args=[migrant.pk])
    client.get(url)  # the first page of a session also saves the session
    for _ in range(3):
        with django_assert_num_queries(13):  # two for the transaction
            client.get(url)
        record_reception(reception=Reception(), migrant=migrant, reasons=[], by=facilitator)
        record_interview(interview=OrientationRecord(), migrant=migrant, needs=[], by=facilitator)
        answer(make_referral(migrant=migrant, by=facilitator), agent, "accept")
    first = migrant
    for _ in range(2):
        other = make_migrant(by=facilitator)
        link_companion(first=first, companion=other, relation=Relation.CHILD, by=facilitator)
        first = other
        with django_assert_num_queries(14):  # who is linked, and the others of the group
            page = client.get(url).content.decode()
    assert "Du même groupe" in page
