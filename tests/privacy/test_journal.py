"""The journal is read in French words, by number, account, act and period; no number enters an address in clear."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from registry.enums import JournalAction
from registry.journal import record
from registry.models import JournalEntry, Migrant
from registry.reasoned_access import open_with_reason
from tests.access.expected import EXPECTED, PUBLIC
from tests.accounts.factories import UserFactory
from tests.factories import make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db
URL = "/donnees-personnelles/journal/"


@pytest.fixture
def officer() -> User:
    return UserFactory(role=Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def client(officer: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(officer)


@pytest.fixture
def person(facilitator: User) -> Migrant:
    return make_migrant(by=facilitator, family_name="Canari")


def read(client: Client, **filters: str) -> str:
    return client.post(URL, filters, follow=True).content.decode()


def lines_of(page: str) -> int:
    return page.count('role="row"') - 1 if 'role="row"' in page else 0


def test_every_private_page_has_a_french_name() -> None:
    from ciom.privacy.page_names import PAGE_NAMES

    public = {name for name, route in EXPECTED.items() if route.get == PUBLIC}
    assert set(EXPECTED) - public <= set(PAGE_NAMES)
    assert set(PAGE_NAMES) <= set(EXPECTED)


def test_it_reads_in_words(
    client: Client, facilitator: User, person: Migrant, signed_in: Callable[[User], Client]
) -> None:
    referral = make_referral(migrant=person, by=facilitator)
    reader = signed_in(facilitator)
    reader.get(reverse("registry:dossier", args=[person.pk]))
    reader.get(reverse("referrals:referral", args=[referral.pk]))
    reader.get(reverse("referrals:slip", args=[referral.pk]))
    signed_in(make_agent("inps")).post(reverse("referrals:accept", args=[referral.pk]))
    page = client.get(URL).content.decode()
    for words in (
        person.number,
        referral.number,
        "<span>Lecture",
        "Impression",
        "Fiche d’orientation",
        "Accès refusé",
        "Accepter une demande (envoi)",
        facilitator.username,
    ):
        assert words in page
    for hidden in ("Canari", str(person.pk), str(referral.pk), "registry:dossier", "GET "):
        assert hidden not in page


def test_a_number_leads_to_what_the_reader_may_open(
    client: Client, officer: User, facilitator: User, person: Migrant, signed_in: Callable[[User], Client]
) -> None:
    dossier = reverse("registry:dossier", args=[person.pk])
    reader = signed_in(facilitator)
    reader.get(dossier)
    link = f'href="{dossier}"'
    assert link in reader.get(URL).content.decode()
    assert link not in client.get(URL).content.decode()
    open_with_reason(person, by=officer, reason="Une demande reçue.")
    assert link in client.get(URL).content.decode()


def test_a_list_shows_three_numbers_and_keeps_the_others_behind_a_word(
    client: Client, facilitator: User
) -> None:
    people = [make_migrant(by=facilitator) for _ in range(5)]
    record(actor=facilitator, action=JournalAction.LISTED, people=[one.pk for one in people])
    page = client.get(URL).content.decode()
    assert "et 2 autres" in page
    assert all(one.number in page for one in people)


@pytest.mark.parametrize("name", ["number", "account", "action", "period"])
def test_filters(client: Client, facilitator: User, person: Migrant, name: str) -> None:
    other, colleague = make_migrant(by=facilitator), UserFactory()
    today = timezone.localdate()
    record(actor=facilitator, action=JournalAction.LISTED, people=[person.pk, other.pk])
    record(actor=colleague, action=JournalAction.PRINT, target=other)
    filters, kept, gone = {
        "number": ({"number": person.number.lower()}, "Personnes montrées", "<span>Impression"),
        "account": ({"account": colleague.username}, "<span>Impression", "<span>Personnes montrées"),
        "action": ({"action": "print"}, "<span>Impression", "<span>Personnes montrées"),
        "period": (
            {"since": str(today + timedelta(days=1))},
            "Aucune ligne ne correspond",
            "<span>Impression",
        ),
    }[name]
    page = read(client, **filters)
    assert kept in page and gone not in page
    assert "Filtres appliqués" in page
    assert "<span>Impression" in read(client, since=str(today), until=str(today))


def test_no_number_is_in_the_address_nor_in_the_session(
    client: Client, person: Migrant, signed_in: Callable[[User], Client]
) -> None:
    record(actor=None, action=JournalAction.READ, target=person)
    answer = client.post(URL, {"number": person.number})
    assert answer.status_code == 302
    assert "KAY" not in answer["Location"]
    assert person.number not in str(dict(client.session))
    assert "Aucune ligne" not in client.get(answer["Location"]).content.decode()
    # Sealed for its author: somebody else sees their own lines, unfiltered.
    other = signed_in(UserFactory(role=Role.DATA_PROTECTION_OFFICER))
    assert "Filtres appliqués" not in other.get(answer["Location"]).content.decode()


def test_pages_keep_the_filters(client: Client, facilitator: User, person: Migrant) -> None:
    for _ in range(60):
        record(actor=facilitator, action=JournalAction.READ, target=person)
        record(actor=facilitator, action=JournalAction.SIGNED_IN, target=facilitator)
    first = client.post(URL, {"action": "read"}, follow=True)
    assert lines_of(first.content.decode()) == 50
    following = first.context["page"].next_cursor
    address = first.redirect_chain[0][0]
    assert f"{address.split('?')[1]}&amp;apres=" in first.content.decode()
    second = client.get(f"{address}&apres={following}").content.decode()
    assert lines_of(second) == 10
    assert "<span>Connexion" not in second


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"number": "Awa"}, "Ce n’est pas un numéro CIOM."),
        ({"since": "2026-11-20", "until": "2026-11-03"}, "La fin de la période vient avant son début."),
        ({"since": "bientôt"}, "Écrivez une date"),
        ({"action": "autre"}, "Choisissez un acte de la liste."),
    ],
)
def test_a_wrong_filter_is_explained(client: Client, filters: dict[str, str], message: str) -> None:
    assert message in read(client, **filters)


def test_own_acts_are_filtered_without_telling_who_exists(
    facilitator: User, person: Migrant, signed_in: Callable[[User], Client]
) -> None:
    agent = make_agent("drt")
    record(actor=facilitator, action=JournalAction.READ, target=person)
    client = signed_in(agent)
    pages = {read(client, number=number).replace(number, "") for number in (person.number, _absent(person))}
    assert all("Aucune ligne ne correspond" in page for page in pages)
    assert 'name="account"' not in client.get(URL).content.decode()
    assert facilitator.username not in read(client, account=facilitator.username)


def _absent(person: Migrant) -> str:
    from registry.numbering import check_letter

    year = int(person.number.split("-")[1])
    return f"KAY-{year:02}-99999-{check_letter('KAY', year, 99999)}"


def test_queries_do_not_grow_with_the_page(
    client: Client, facilitator: User, django_assert_num_queries: Any
) -> None:
    client.get(URL)
    for count in (1, 20):
        for _ in range(count):
            referral = make_referral(by=facilitator)
            record(actor=facilitator, action=JournalAction.READ, target=referral)
            record(actor=facilitator, action=JournalAction.SIGNED_IN, target=facilitator)
        # transaction (2), session, account, lines; persons (2), requests (2), accounts; list of accounts
        with django_assert_num_queries(11):
            client.get(URL)
    assert JournalEntry.objects.count() >= 42


@pytest.mark.parametrize("role", [Role.SERVICE_AGENT, Role.UNION_SECRETARY])
def test_one_s_own_refused_accesses_name_nothing(
    role: Role, facilitator: User, signed_in: Callable[[User], Client], client: Client
) -> None:
    referral = make_referral(by=facilitator, service="drt")
    stranger = make_agent("inps") if role == Role.SERVICE_AGENT else UserFactory(role=role)
    stranger_client = signed_in(stranger)
    address = reverse("referrals:by_short_code", args=[referral.short_code])
    assert stranger_client.get(address).status_code == 404
    page = stranger_client.get(URL).content.decode()
    assert "Accès refusé" in page
    assert referral.number not in page and referral.migrant.number not in page
    assert referral.number in client.get(URL).content.decode()
