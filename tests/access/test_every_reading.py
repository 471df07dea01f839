"""Whoever is shown to somebody, on whatever page, is in the journal: who saw this person can always be answered."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from registry.enums import JournalAction
from registry.models import JournalEntry, Migrant
from tests.access.expected import EXPECTED
from tests.access.objects import OBJECTS
from tests.accounts.factories import UserFactory
from tests.factories import answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

# Pages that say who somebody is. A page that no longer does would make the test below prove nothing.
SHOWS_SOMEBODY = {
    (Role.FACILITATOR, name)
    for name in (
        "home",
        "registry:migrants",
        "registry:directory",
        "registry:registered",
        "registry:dossier",
        "orientation:new_reception",
        "orientation:new_interview",
        "orientation:interview",
        "referrals:list",
        "referrals:new",
        "referrals:referral",
    )
} | {
    (Role.SERVICE_AGENT, "home"),
    (Role.SERVICE_AGENT, "referrals:inbox"),
    (Role.SERVICE_AGENT, "referrals:referral"),
    (Role.DATA_PROTECTION_OFFICER, "registry:dossier"),
    (Role.DATA_PROTECTION_OFFICER, "orientation:interview"),
    (Role.DATA_PROTECTION_OFFICER, "referrals:referral"),
}


def make_account(role: str) -> User:
    return make_agent("drt") if role == Role.SERVICE_AGENT else UserFactory(role=role)


def shown_on(page: str) -> set[Migrant]:
    """The persons whose name or telephone stands on a page."""
    return {
        person
        for person in Migrant.objects.all()
        if re.search(rf"\b{re.escape(person.family_name)}\b", page) or (person.phone and person.phone in page)
    }


def seen_by(user: User) -> set[object]:
    """The persons whom the journal says that this account has seen."""
    readings = JournalEntry.objects.filter(actor=user).exclude(action=JournalAction.REFUSED)
    return {person for line in readings for person in line.people}


@pytest.mark.parametrize("role", list(Role))
def test_every_page_that_shows_somebody_says_so_in_the_journal(signed_in: SignIn, role: Role) -> None:
    facilitator, shown_somebody = UserFactory(), set()
    # Something in every list: a late request, an answer to tell.
    make_referral(migrant=make_migrant(family_name="Lent", phone="70 00 00 77"), at=_long_ago())
    told = make_referral(migrant=make_migrant(family_name="Pressé"), by=facilitator)
    answer(told, make_agent("drt"), "accept")
    for name in sorted(EXPECTED):
        user = make_account(role)
        path = reverse(name, kwargs=OBJECTS[name](user, True) if name in OBJECTS else {})
        response = signed_in(user).get(path)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        people = shown_on(response.content.decode())
        assert {person.pk for person in people} <= seen_by(user), (
            f"{name} shows somebody, unseen by the journal"
        )
        if people:
            shown_somebody.add((role, name))
    assert shown_somebody >= {case for case in SHOWS_SOMEBODY if case[0] == role}


def _long_ago() -> timezone.datetime:
    return timezone.now() - timezone.timedelta(days=60)


def only_line(user: User) -> JournalEntry:
    return JournalEntry.objects.get(actor=user)


def test_dossier_interview_and_referral_name_what_was_read(signed_in: SignIn) -> None:
    for name in ("registry:dossier", "orientation:interview", "referrals:referral"):
        user = UserFactory()
        kwargs = OBJECTS[name](user, True)
        signed_in(user).get(reverse(name, kwargs=kwargs))
        line = only_line(user)
        assert (line.action, line.object_id, line.page) == (
            JournalAction.READ,
            str(kwargs["pk"]),
            f"GET {name}",
        )
        assert len(line.people) == 1


def test_a_printed_slip_is_a_print(signed_in: SignIn, facilitator: User) -> None:
    referral = make_referral()
    signed_in(facilitator).get(reverse("referrals:slip", args=[referral.pk]))
    line = only_line(facilitator)
    assert (line.action, line.object_id) == (JournalAction.PRINT, str(referral.pk))
    assert line.people == [referral.migrant_id]


def test_a_list_is_one_line_with_everybody_on_it(signed_in: SignIn, facilitator: User) -> None:
    people = {make_referral().migrant_id for _ in range(3)}
    signed_in(facilitator).get(reverse("referrals:list"))
    line = only_line(facilitator)
    assert (line.action, set(line.people), line.object_id) == (JournalAction.LISTED, people, "")


def test_the_result_of_a_search_is_a_reading(signed_in: SignIn, facilitator: User) -> None:
    found, other = make_migrant(family_name="Diakité"), make_migrant(family_name="Sow")
    signed_in(facilitator).post(reverse("registry:migrants"), {"q": "diakite"}, follow=True)
    assert only_line(facilitator).people == [found.pk]
    assert list(JournalEntry.objects.about(other).filter(actor=facilitator)) == []
    assert "iakit" not in str(vars(only_line(facilitator)))


def test_a_list_without_anybody_is_no_line(signed_in: SignIn, facilitator: User) -> None:
    signed_in(facilitator).post(reverse("registry:migrants"), {"q": "personne"}, follow=True)
    assert not JournalEntry.objects.filter(actor=facilitator).exists()


def test_a_refused_reading_is_found_by_the_person(signed_in: SignIn) -> None:
    person, stranger = make_migrant(), UserFactory(role=Role.DATA_PROTECTION_OFFICER)
    signed_in(stranger).get(reverse("registry:dossier", args=[person.pk]))
    line = JournalEntry.objects.about(person).get(actor=stranger)
    assert (line.action, line.page) == (JournalAction.REFUSED, "GET registry:dossier")


@pytest.mark.parametrize("path", ["/admin/", "/admin/accounts/user/", "/admin/nulle-part/", "/admin/login/"])
def test_refused_administration_is_recorded(signed_in: SignIn, facilitator: User, path: str) -> None:
    assert signed_in(facilitator).get(path).status_code == 404
    line = only_line(facilitator)
    assert line.action == JournalAction.REFUSED
    assert line.page.startswith("GET admin:")
