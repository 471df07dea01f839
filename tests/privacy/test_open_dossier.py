"""The data-protection officer reads one dossier, for a reason, for 30 minutes, and changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from orientation.models import Need, OrientationRecord, Reception
from orientation.recording import record_interview, record_reception
from referrals.models import Referral
from registry.enums import JournalAction
from registry.models import DossierAccess, JournalEntry, Migrant
from registry.numbering import check_letter
from tests.accounts.factories import UserFactory
from tests.factories import answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db

OPEN = "/donnees-personnelles/acces/"
WRONG_LETTER = "A" if check_letter("KAY", 26, 99999) == "B" else "B"
REASON = "Demande d’accès reçue par écrit le 20 novembre."


@pytest.fixture
def officer() -> User:
    return UserFactory(role=Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def client(officer: User, signed_in: Callable) -> Client:
    return signed_in(officer)


@pytest.fixture
def migrant(facilitator: User) -> Migrant:
    return make_migrant(by=facilitator, given_names="Awa", family_name="Canari", phone="70 00 00 01")


def dossier(migrant: Migrant) -> str:
    return reverse("registry:dossier", args=[migrant.pk])


def open_access(user: User, migrant: Migrant, *, minutes_ago: int = 0) -> DossierAccess:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return DossierAccess.objects.create(
        user=user, migrant=migrant, reason=REASON, at=at, until=at + timedelta(minutes=30)
    )


def test_without_a_reason_the_dossier_does_not_exist(client: Client, migrant: Migrant, officer: User) -> None:
    assert client.get(dossier(migrant)).status_code == 404
    line = JournalEntry.objects.get(action=JournalAction.REFUSED)
    assert (line.actor, line.object_id) == (officer, str(migrant.pk))


def test_with_a_reason_it_is_read(client: Client, migrant: Migrant, officer: User) -> None:
    answer = client.post(OPEN, {"number": migrant.number.lower(), "reason": REASON})
    assert (answer.status_code, answer["Location"]) == (302, dossier(migrant))
    opened = JournalEntry.objects.get(action=JournalAction.OPENED)
    assert (opened.actor, opened.object_id, opened.reason) == (officer, str(migrant.pk), REASON)
    page = client.get(dossier(migrant)).content.decode()
    for words in ("Awa Canari", "70 00 00 01", REASON, "en lecture seule"):
        assert words in page
    assert JournalEntry.objects.filter(action=JournalAction.READ, actor=officer).count() == 1
    client.get(dossier(migrant))
    assert JournalEntry.objects.filter(action=JournalAction.READ, actor=officer).count() == 2


def test_a_reason_made_of_spaces_is_refused_by_the_database_in_its_words(
    client: Client, migrant: Migrant
) -> None:
    answer = client.post(OPEN, {"number": migrant.number, "reason": "a" + 12 * " " + "b"})
    assert answer.status_code == 200
    assert answer.context["form"].errors == {"reason": ["Écrivez le motif en une phrase."]}
    assert not DossierAccess.objects.exists()


def test_it_tells_what_happened_and_offers_nothing_to_do(
    client: Client, migrant: Migrant, facilitator: User, officer: User
) -> None:
    need = Need.objects.get(code="conflit_salaire")
    record_reception(reception=Reception(note="Venue seule"), migrant=migrant, reasons=[need], by=facilitator)
    interview = OrientationRecord(note="Deux mois sans salaire")
    record_interview(interview=interview, migrant=migrant, needs=[], by=facilitator)
    referral = make_referral(migrant=migrant, by=facilitator, motive="Réclame deux mois.")
    # Opened twice: nothing is told twice.
    open_access(officer, migrant)
    open_access(officer, migrant)
    page = client.get(dossier(migrant)).content.decode()
    assert page.count("Venue seule") == 1
    for name, pk, words in [
        ("orientation:interview", interview.pk, "Deux mois sans salaire"),
        ("referrals:referral", referral.pk, "Réclame deux mois."),
    ]:
        url = reverse(name, args=[pk])
        assert url in page
        detail = client.get(url).content.decode()
        assert words in detail
        assert "<form" not in detail.replace('<form method="post" action="/deconnexion/"', "")
        assert client.post(url).status_code == 405
    page += client.get(reverse("referrals:referral", args=[referral.pk])).content.decode()
    for name, pk in [
        ("orientation:new_reception", migrant.pk),
        ("orientation:new_interview", migrant.pk),
        ("referrals:new", migrant.pk),
        ("referrals:slip", referral.pk),
        ("referrals:cancel", referral.pk),
        ("referrals:accept", referral.pk),
        ("referrals:person_told", referral.pk),
        ("registry:registered", migrant.pk),
    ]:
        url = reverse(name, args=[pk])
        assert url not in page
        assert client.get(url).status_code in (403, 405)
        assert client.post(url).status_code in (403, 405)
    for name in ("registry:migrants", "registry:new_migrant", "referrals:list", "referrals:inbox"):
        assert client.get(reverse(name)).status_code == 403


def test_the_answer_of_a_service_is_read_without_anything_to_do(
    client: Client, migrant: Migrant, officer: User
) -> None:
    referral = answer(make_referral(migrant=migrant), make_agent("drt"), "decline")
    open_access(officer, migrant)
    page = client.get(reverse("referrals:referral", args=[referral.pk])).content.decode()
    assert referral.get_decline_reason_display() in page
    assert reverse("referrals:person_told", args=[referral.pk]) not in page


def test_after_thirty_minutes_it_is_closed(client: Client, migrant: Migrant, officer: User) -> None:
    open_access(officer, migrant, minutes_ago=29)
    assert client.get(dossier(migrant)).status_code == 200
    officer_of_before = UserFactory(role=Role.DATA_PROTECTION_OFFICER)
    open_access(officer_of_before, migrant, minutes_ago=30)
    other = Client()
    other.force_login(officer_of_before)
    assert other.get(dossier(migrant)).status_code == 404


def test_one_reason_opens_one_dossier_to_one_person(client: Client, migrant: Migrant, officer: User) -> None:
    neighbour = make_migrant()
    make_referral(migrant=neighbour)
    open_access(officer, migrant)
    open_access(UserFactory(role=Role.DATA_PROTECTION_OFFICER), neighbour)
    assert client.get(dossier(neighbour)).status_code == 404
    assert not Referral.objects.visible_to(officer).exists()


def test_a_lost_role_closes_what_was_open(client: Client, migrant: Migrant, officer: User) -> None:
    open_access(officer, migrant)
    officer.role = Role.ADMINISTRATOR
    officer.save()
    assert client.get(dossier(migrant)).status_code == 403


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (f"KAY-26-99999-{WRONG_LETTER}", "La dernière lettre ne correspond pas"),
        ("KAY-26-99999", "Aucun dossier ne porte ce numéro."),
        ("Awa", "Ce n’est pas un numéro CIOM."),
        ("", "Écrivez le numéro CIOM."),
    ],
)
def test_a_wrong_number_is_explained_and_recorded(
    client: Client, officer: User, number: str, message: str
) -> None:
    page = client.post(OPEN, {"number": number, "reason": REASON}).content.decode()
    assert message in page
    assert REASON in page, "what was typed is kept"
    assert not DossierAccess.objects.exists()
    line = JournalEntry.objects.get()
    assert (line.actor, line.action, line.page) == (
        officer,
        JournalAction.REFUSED,
        "POST privacy:open_dossier",
    )
    assert not number or number not in str(vars(line))


@pytest.mark.parametrize("reason", ["", "   ", "Contrôle", " \n " * 20, "x" * 301])
def test_a_reason_is_a_sentence(client: Client, migrant: Migrant, reason: str) -> None:
    page = client.post(OPEN, {"number": migrant.number, "reason": reason}).content.decode()
    assert "Écrivez le motif" in page
    assert not DossierAccess.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"reason": " " * 20}, {"reason": "Contrôle"}, {"until": timezone.now() + timedelta(hours=2)}],
)
def test_the_database_keeps_the_rules(migrant: Migrant, officer: User, changes: dict) -> None:
    now = timezone.now()
    access = {
        "user": officer,
        "migrant": migrant,
        "reason": REASON,
        "at": now,
        "until": now + timedelta(minutes=5),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierAccess.objects.create(**access | changes)


def test_an_access_is_neither_prolonged_nor_removed(migrant: Migrant, officer: User) -> None:
    access = open_access(officer, migrant)
    for act in (lambda: DossierAccess.objects.update(reason=REASON * 2), access.delete):
        with pytest.raises(InternalError), transaction.atomic():
            act()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.DATA_PROTECTION_OFFICER])
def test_for_this_role_only(signed_in: Callable, migrant: Migrant, role: Role) -> None:
    user = UserFactory(role=role)
    open_access(user, migrant)
    client = signed_in(user)
    assert client.post(OPEN, {"number": migrant.number, "reason": REASON}).status_code == 403
    if role != Role.FACILITATOR:
        assert client.get(dossier(migrant)).status_code == 403
        assert not Migrant.objects.visible_to(user).exists()


def test_the_page_is_in_reach(client: Client) -> None:
    for url in ("/", "/donnees-personnelles/journal/"):
        assert OPEN in client.get(url).content.decode()
