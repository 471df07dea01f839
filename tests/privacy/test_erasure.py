"""A person who asks for it is erased everywhere, history included; only that act may touch history."""

import uuid
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.utils import DataError, InternalError, ProgrammingError
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from ciom.database import APPLICATION_ROLE
from ciom.database.rights import append_only_models, application_role_exists, grant_application_rights
from ciom.privacy.erasure import ERASED, ErasureRefused, erase_person, install_erasure_function
from orientation.models import Need, OrientationRecord, Reception, RecordNeed
from orientation.recording import record_interview, record_reception
from referrals.enums import TransitionName
from referrals.models import Referral
from referrals.workflow import perform
from registry.enums import JournalAction
from registry.models import (
    Companion,
    Consent,
    DocumentType,
    Employer,
    IdentityDocument,
    JournalEntry,
    Migrant,
    Nationality,
    SentForm,
)
from registry.registration import Place
from registry.search import search_people
from tests.accounts.factories import UserFactory
from tests.factories import APPOINTMENT, answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db
REASON = "Demande écrite reçue le 20 novembre."
CANARY = "Canari"
PAPER = "CANARI-77-"
# The words that people are called by, forgotten with the last bearer.
EMPLOYERS = {"registry_employer", "registry_employerevent"}
VOCABULARY = {"registry_nameword", "registry_nameform"}

# Texts that say nothing of a person: words of the software, or of a service.
KEPT = {
    "registry.Migrant.number",
    "registry.Consent.recipient",
    "registry.Consent.text_version",
    "registry.Consent.text_hash",
    "registry.ImportedRow.content_key",  # a hash: the same line of a paper register creates nobody again
    "referrals.Referral.number",
    "referrals.Referral.short_code",
}


@pytest.fixture
def officer() -> User:
    return UserFactory(role=Role.DATA_PROTECTION_OFFICER)


@pytest.fixture
def person(facilitator: User) -> Migrant:
    """Somebody with the canary in every text, whose every row was changed once and whose reception was removed."""
    migrant = make_migrant(
        by=facilitator,
        family_name=f"{CANARY} Un",
        given_names=f"{CANARY} Deux",
        other_names=f"{CANARY} Trois",
        note=f"{CANARY} note",
        phone="70 99 88 77",
        birth_precision="exact",
        birth_year=1993,
        birth_month=4,
        birth_day=17,
        place=Place(text=f"{CANARY} lieu"),
    )
    migrant.family_name = f"{CANARY} Quatre"
    migrant.employer = Employer.objects.named(f"{CANARY} patron", by=facilitator)
    migrant.save()
    for rank in ("1", "2"):
        paper = IdentityDocument(migrant=migrant, type=DocumentType.objects.all()[0])
        paper.set_number(f"{PAPER}{rank}")
        paper.save()
    Companion.objects.create(
        migrant=migrant, relation="child", name=f"{CANARY} Cinq", place_text=f"{CANARY} ville"
    )
    need = Need.objects.get(code="conflit_salaire")
    for note in ("un", "deux"):
        reception = Reception(note=f"{CANARY} {note}")
        record_reception(reception=reception, migrant=migrant, reasons=[need], by=facilitator)
    reception.delete()
    for note in ("un", "deux"):
        interview = OrientationRecord(note=f"{CANARY} {note}")
        needs = [RecordNeed(need=need, decision="referred", note=f"{CANARY} précision")]
        record_interview(interview=interview, migrant=migrant, needs=needs, by=facilitator)
    interview.delete()
    accepted = make_referral(migrant=migrant, by=facilitator, service="drt", motive=f"{CANARY} demande")
    words = {name: f"{CANARY} {name}" for name in APPOINTMENT if name != "appointment_on"}
    perform(accepted.pk, TransitionName.ACCEPT, by=make_agent("drt"), **APPOINTMENT | words)
    declined = make_referral(migrant=migrant, by=facilitator, service="inps", motive=f"{CANARY} demande")
    perform(
        declined.pk,
        TransitionName.DECLINE,
        by=make_agent("inps"),
        decline_reason="other",
        decline_note=f"{CANARY} motif",
    )
    return migrant


def test_a_form_that_comes_again_registers_nobody_again(
    officer: User, facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(facilitator)
    form = {
        "id": str(uuid.uuid4()),
        "consent_given": "yes",
        "consent_means": "spoken",
        "given_names": CANARY,
        "sex": "F",
        "nationality": Nationality.objects.get(code="gn").pk,
        "birth_precision": "unknown",
    }
    url = reverse("registry:new_migrant")
    assert client.post(url, form).status_code == 302
    migrant = Migrant.objects.get()
    erase_person(migrant, by=officer, reason=REASON)
    assert SentForm.objects.get().digest == ""
    page = client.post(url, form).content.decode()
    assert "Ce formulaire a déjà servi. " in page and migrant.number not in page
    assert Migrant.objects.count() == 1


@pytest.fixture
def as_application() -> Iterator[None]:
    """The rights of the application role, for the rest of the test."""
    if not application_role_exists(connection):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {APPLICATION_ROLE}")
    grant_application_rights(connection)
    install_erasure_function(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APPLICATION_ROLE}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def tables_with(*words: str) -> set[str]:
    """The tables that hold one of these words in some column of some row."""
    with connection.cursor() as cursor:
        found = set()
        for table in connection.introspection.table_names(cursor):
            for word in words:
                lines = f'SELECT count(*) FROM "{table}" AS line WHERE line::text ILIKE %s'  # noqa: S608
                cursor.execute(lines, [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.add(table)
        return found


def test_nothing_of_the_person_is_left_in_any_table(
    person: Migrant, officer: User, as_application: None
) -> None:
    papers = [text for paper in person.documents.all() for text in (paper.number_sealed, paper.number_digest)]
    words = (CANARY, "70 99 88 77", "70998877", *papers)
    before = tables_with(*words)
    assert before == {table for erased in ERASED for table in erased.tables} | VOCABULARY | EMPLOYERS, (
        "it is everywhere"
    )
    erase_person(person, by=officer, reason=REASON)
    assert tables_with(*words) == set()


def test_what_the_statistics_count_remains(person: Migrant, officer: User) -> None:
    receptions, needs = person.receptions.count(), RecordNeed.objects.count()
    erase_person(person, by=officer, reason=REASON)
    erased = Migrant.objects.get(pk=person.pk)
    assert (erased.number, erased.sex, erased.nationality, erased.full_name) == (
        person.number,
        "F",
        person.nationality,
        "Personne effacée",
    )
    assert erased.birth_text == "vers 1990"
    assert (erased.receptions.count(), RecordNeed.objects.count()) == (receptions, needs)
    assert set(erased.referrals.values_list("state", flat=True)) == {"accepted", "declined"}
    assert {event.birth_day for event in erased.events.all()} == {None}


def test_the_act_is_in_the_journal(person: Migrant, officer: User, as_application: None) -> None:
    erase_person(person, by=officer, reason=REASON)
    line = JournalEntry.objects.about(person).get(action=JournalAction.ERASED)
    assert (line.actor, line.object_id, line.reason) == (officer, str(person.pk), REASON)


def test_others_are_untouched(person: Migrant, officer: User) -> None:
    other = make_migrant(family_name="Voisin", note="À garder")
    make_referral(migrant=other, motive="Garder la demande")
    erase_person(person, by=officer, reason=REASON)
    assert tables_with("Voisin") == {"registry_migrant", "registry_migrantevent"} | VOCABULARY
    assert tables_with("Garder la demande") == {"referrals_referral", "referrals_referralevent"}


def test_nobody_opens_the_dossier_nor_finds_it(
    person: Migrant, officer: User, facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    agent = User.objects.get(service_agent__service__code="drt")
    referral = person.referrals.get(service__code="drt")
    assert Referral.objects.visible_to(agent).filter(pk=referral.pk).exists()
    erase_person(person, by=officer, reason=REASON)
    client = signed_in(facilitator)
    assert client.get(reverse("registry:dossier", args=[person.pk])).status_code == 404
    assert search_people("efface", user=facilitator).people == []
    assert search_people(person.number, user=facilitator).people == []
    page = client.get(reverse("referrals:referral", args=[referral.pk])).content.decode()
    assert "Personne effacée" in page and reverse("registry:dossier", args=[person.pk]) not in page
    assert not Referral.objects.visible_to(agent).filter(pk=referral.pk).exists()
    assert set(Consent.objects.filter(migrant=person).values_list("decision", flat=True)) == {"withdrawn"}


@pytest.mark.parametrize("table", sorted(table for erased in ERASED for table in erased.tables[1:]))
def test_the_application_cannot_change_history_even_with_the_setting(
    person: Migrant, as_application: None, table: str
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ciom.erasing = 'on'")
        for statement in (f"UPDATE {table} SET pgh_label = 'x'", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)


def test_the_owner_cannot_either_outside_the_act(person: Migrant, officer: User) -> None:
    erase_person(person, by=officer, reason=REASON)
    for act in (lambda: person.events.update(sex="M"), lambda: person.events.all().delete()):
        with pytest.raises(InternalError, match="append-only"), transaction.atomic():
            act()


def test_erasing_never_lets_a_history_row_be_removed(person: Migrant) -> None:
    with (
        connection.cursor() as cursor,
        pytest.raises(InternalError, match="append-only"),
        transaction.atomic(),
    ):
        cursor.execute("SET LOCAL ciom.erasing = 'on'")
        person.events.all().delete()


def test_the_function_wants_a_reason_and_somebody(person: Migrant, officer: User) -> None:
    for pk, reason in [(person.pk, " "), (officer.pk, REASON)]:
        with pytest.raises((InternalError, DataError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT ciom_erase_person(%s, %s, %s)", [pk, officer.pk, reason])


def test_it_is_refused_to_others_while_a_service_may_answer_and_twice(
    facilitator: User, officer: User
) -> None:
    person = make_migrant(by=facilitator)
    with pytest.raises(ErasureRefused, match="délégué"):
        erase_person(person, by=facilitator, reason=REASON)
    referral = make_referral(migrant=person, by=facilitator)
    with pytest.raises(ErasureRefused, match=referral.number):
        erase_person(person, by=officer, reason=REASON)
    answer(referral, facilitator, "cancel")
    erase_person(person, by=officer, reason=REASON)
    with pytest.raises(ErasureRefused, match="déjà"):
        erase_person(person, by=officer, reason=REASON)


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("erase_person", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_does_nothing_unless_told_to(person: Migrant, officer: User) -> None:
    arguments = [person.number, "--by", officer.username, "--reason", REASON]
    said = run(*arguments)
    assert "Rien n’est fait" in said and "Direction Régionale du Travail" in said and CANARY not in said
    assert tables_with(CANARY)
    said = run(*arguments, "--apply")
    assert "est effacé" in said and CANARY not in said
    assert not tables_with(CANARY)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"number": "Awa"}, "numéro CIOM"),
        ({"by": "inconnu"}, "Aucun compte"),
        ({"reason": "court"}, "une phrase"),
    ],
)
def test_the_command_explains_what_is_wrong(officer: User, changes: dict[str, str], message: str) -> None:
    given = {"number": make_migrant().number, "by": officer.username, "reason": REASON} | changes
    with pytest.raises(CommandError, match=message):
        run(given["number"], "--by", given["by"], "--reason", given["reason"], "--apply")


def _leads_to_a_person(model: type[models.Model]) -> bool:
    """Whether a row of the table belongs to one person, directly or through the row that it details."""
    parents = {
        link.related_model
        for link in model._meta.get_fields()
        if isinstance(link, models.ForeignKey) and link.related_model is not model
    }
    return model is Migrant or any(_leads_to_a_person(parent) for parent in parents)


def test_every_text_about_a_person_is_erased_or_said_to_be_kept() -> None:
    erased = {f"{one.model}.{column}" for one in ERASED for column in (*one.texts, *one.others)}
    history = append_only_models()
    forgotten = {
        name
        for model in apps.get_models()
        if model not in history and _leads_to_a_person(model)
        for column in model._meta.local_fields
        if isinstance(column, models.CharField | models.TextField)
        and not column.choices
        and not column.generated
        and (name := f"{model._meta.label}.{column.name}") not in erased | KEPT
    }
    assert forgotten == set()
