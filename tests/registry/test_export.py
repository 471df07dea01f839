"""Files of persons and of counts: exactly those shown, harmless in a spreadsheet, and known to the journal."""

import csv
import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from registry import journal
from registry.enums import JournalAction
from registry.export.people_table import people_table
from registry.export.table_files import Table, csv_lines, harmless, write_workbook
from registry.models import JournalEntry, Migrant, MiningSite
from registry.months import Month
from registry.registration import Place
from tests.accounts.factories import UserFactory
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/migrants/export/"
COUNTS = "/migrants/export/chiffres/"
REASON = "Liste demandée pour la réunion du 30 novembre."


@pytest.fixture
def person(facilitator: User) -> Migrant:
    return make_migrant(
        by=facilitator,
        family_name="=HYPERLINK(Canari)",
        given_names='Sira; "la grande"',
        phone="+223 70 11 22 33",
        may_be_called=False,
        birth_precision="exact",
        birth_year=1990,
        birth_month=3,
        birth_day=5,
        registered_on=datetime.date(2026, 3, 9),
        note="Une remarque.",
        place=Place(site=MiningSite.objects.get(code="loulo")),
    )


def read_csv(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def read_xlsx(response: Any) -> list[list[Any]]:
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [list(row) for row in book.worksheets[0].iter_rows()]


def export(client: Client, query: str = "", **fields: str) -> Any:
    return client.post(f"{URL}?{query}", {"format": "csv", "reason": REASON, **fields})


def test_a_csv_holds_the_persons_of_the_filters_and_the_journal_names_them(
    person: Migrant, facilitator: User, signed_in: SignIn
) -> None:
    make_migrant(by=facilitator, sex="M")
    other = make_migrant(by=facilitator)
    response = export(signed_in(facilitator), "sex=F")
    assert "migrants-" in response["Content-Disposition"] and "Canari" not in str(response.headers)
    headings, *lines = read_csv(response)
    assert [line[0] for line in lines] == sorted([other.number, person.number], reverse=True)
    cells = dict(zip(headings, next(line for line in lines if line[0] == person.number), strict=True))
    assert cells == {
        "Numéro CIOM": person.number,
        "Inscrit le": "09/03/2026",
        "Nom": "'=HYPERLINK(Canari)",
        "Prénoms": 'Sira; "la grande"',
        "Sexe": "Femme",
        "Date de naissance": "05/03/1990",
        "Année de naissance": "1990",
        "Naissance connue": "Date exacte",
        "Nationalité": "Sénégal",
        "Profession": "",
        "Téléphone": "+223 70 11 22 33",
        "Avant d’appeler": "ne pas appeler",
        "Durée prévue": "",
        "Lieu actuel": "Loulo (complexe Loulo-Gounkoto)",
        "Cercle": "Kéniéba",
        "Situation": "À destination",
        "Depuis le": "09/03/2026",
    }
    line = JournalEntry.objects.get(action=JournalAction.EXPORTED)
    assert (line.actor, line.reason, line.page) == (facilitator, REASON, "POST registry:export")
    assert set(line.people) == {person.pk, other.pk}
    assert line in JournalEntry.objects.about(person)


def test_a_workbook_has_true_dates_and_no_formula(
    person: Migrant, facilitator: User, signed_in: SignIn
) -> None:
    headings, line = read_xlsx(export(signed_in(facilitator), format="xlsx"))
    cells = {heading.value: cell for heading, cell in zip(headings, line, strict=True)}
    assert cells["Date de naissance"].value == datetime.datetime(1990, 3, 5)
    assert cells["Date de naissance"].number_format == "dd/mm/yyyy"
    assert (cells["Nom"].value, cells["Nom"].data_type) == ("=HYPERLINK(Canari)", "s")
    assert cells["Téléphone"].value == "+223 70 11 22 33"
    assert cells["Année de naissance"].value == 1990


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1+1", "'+1+1"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" \t=1", "' \t=1"),
        ("\ufeff=1", "'\ufeff=1"),
        ("\t1", "'\t1"),
        ("＝1", "'＝1"),
        ("|calc", "'|calc"),
        ("+223 70 11 22 33", "+223 70 11 22 33"),
        ("+22370112233", "+22370112233"),
        ("Ɓah", "Ɓah"),
        ("’Ndiaye", "’Ndiaye"),
        ("", ""),
    ],
)
def test_only_what_could_be_a_formula_is_marked(text: str, written: str) -> None:
    assert harmless(text) == written


def test_several_tables_and_control_characters_keep_their_place() -> None:
    tables = [Table("Un [1]", [("A", 5)], [["a\x07b"], [3], [None]]), Table("Deux", [("B", 5)], [])]
    text = b"".join(csv_lines(tables)).decode()
    assert text == '\ufeffUn [1]\r\nA\r\na\x07b\r\n3\r\n""\r\n\r\nDeux\r\nB\r\n'
    file = io.BytesIO()
    write_workbook(file, tables)
    assert [sheet.title for sheet in load_workbook(file)] == ["Un  1 ", "Deux"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "Écrivez le motif."),
        ({"reason": "  court  \n"}, "Écrivez le motif en une phrase."),
        ({"format": "pdf"}, "Choisissez un fichier de la liste."),
    ],
)
def test_nothing_leaves_without_a_reason(
    fields: dict[str, str], words: str, person: Migrant, facilitator: User, signed_in: SignIn
) -> None:
    response = export(signed_in(facilitator), **fields)
    assert response.status_code == 200 and words in response.content.decode()
    assert not JournalEntry.objects.filter(action=JournalAction.EXPORTED).exists()


def test_the_database_refuses_an_export_of_persons_without_a_reason(
    person: Migrant, facilitator: User
) -> None:
    people = [person.pk]
    for reason in ("", "court"):
        with pytest.raises(IntegrityError, match="journal_named_export_has_a_reason"), transaction.atomic():
            journal.record(actor=facilitator, action=JournalAction.EXPORTED, people=people, reason=reason)
    journal.record(actor=facilitator, action=JournalAction.EXPORTED)


@pytest.mark.parametrize("role", [Role.UNION_SECRETARY, Role.DATA_PROTECTION_OFFICER])
def test_only_facilitators_take_names_away(role: Role, person: Migrant, signed_in: SignIn) -> None:
    client = signed_in(UserFactory(role=role))
    assert export(client).status_code == client.get(URL).status_code == 403


def test_the_journal_names_each_part_of_a_large_file_before_it_leaves(
    facilitator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.export.people_table.AT_ONCE", 3)
    people = [make_migrant(by=facilitator) for _ in range(7)]
    read = []
    for number, *_ in people_table(Migrant.objects.all(), actor=facilitator, reason=REASON).rows:
        read.append(number)
        named = {key for line in JournalEntry.objects.filter(action="exported") for key in line.people}
        assert Migrant.objects.filter(number__in=read).count() == len(read)
        assert set(Migrant.objects.filter(number__in=read).values_list("pk", flat=True)) <= named
        assert len(named) <= len(read) + 2
    assert read == sorted((person.number for person in people), reverse=True)


def test_a_wrong_or_empty_filter_gives_no_file(person: Migrant, facilitator: User, signed_in: SignIn) -> None:
    client = signed_in(facilitator)
    assert (
        export(client, "nationality=atlantide")["Location"] == "/migrants/repertoire/?nationality=atlantide"
    )
    assert "Personne ne correspond" in export(client, "since=2999-01-01").content.decode()
    assert not JournalEntry.objects.filter(action=JournalAction.EXPORTED).exists()


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_queries_do_not_grow_with_the_persons(
    file_format: str, facilitator: User, signed_in: SignIn
) -> None:
    client, asked = signed_in(facilitator), []
    client.get(URL)
    for count in (1, 9):
        for _ in range(count):
            make_migrant(by=facilitator)
        with CaptureQueriesContext(connection) as queries:
            b"".join(export(client, format=file_format).streaming_content)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def test_the_counts_are_those_of_the_page(person: Migrant, facilitator: User, signed_in: SignIn) -> None:
    make_migrant(by=facilitator, sex="M", nationality="gn")
    client = signed_in(facilitator)
    page = client.get("/migrants/repertoire/chiffres/?rows=nationality&sex=F").content.decode()
    assert "/migrants/export/chiffres/?rows=nationality&amp;columns=sex&amp;sex=F&amp;fichier=xlsx" in page
    expected = [
        ["Nationalité", "Femmes", "Hommes", "Total"],
        ["Sénégal", "1", "0", "1"],
        ["Total", "1", "0", "1"],
    ]
    assert read_csv(client.get(f"{COUNTS}?sex=F&fichier=csv")) == expected
    figures = [[str(cell.value) for cell in row] for row in read_xlsx(client.get(f"{COUNTS}?sex=F"))]
    assert figures == expected
    line = JournalEntry.objects.filter(action=JournalAction.EXPORTED).latest("id")
    assert (line.people, line.page) == ([], "GET registry:export_counts")


def test_outside_the_counts_hide_the_small_ones_whatever_the_address_asks(
    facilitator: User, secretary: User, signed_in: SignIn
) -> None:
    last_month = Month.of(datetime.date.today()).previous.first_day
    for rank in range(26):
        make_migrant(
            by=facilitator,
            sex="FM"[rank % 2],
            nationality="sn" if rank < 12 else "gn" if rank < 24 else "bf",
            registered_on=last_month,
        )
    make_migrant(by=facilitator, nationality="ml")
    client = signed_in(secretary)
    lines = read_csv(client.get(f"{COUNTS}?sex=F&nationality=bf&fichier=csv"))
    assert lines == read_csv(client.get(f"{COUNTS}?fichier=csv"))
    assert ["Nationalité et sexe"] in lines and ["Profession et sexe"] in lines
    burkina = next(line for line in lines if line[0] == "Burkina Faso")
    assert burkina[1:] == ["non montré", "non montré", "non montré"]
    assert not [line for line in lines if line[:1] == ["Mali"]]
    assert COUNTS in client.get("/migrants/repertoire/").content.decode()


def test_the_journal_names_some_persons_of_a_large_export(facilitator: User, signed_in: SignIn) -> None:
    first = make_migrant(by=facilitator)
    for _ in range(52):
        make_migrant(by=facilitator)
    list(people_table(Migrant.objects.all(), actor=facilitator, reason=REASON).rows)
    page = signed_in(facilitator).get("/donnees-personnelles/journal/").content.decode()
    assert page.count("KAY-") == 50
    assert "et 50 autres" in page and "et 3 encore" in page and REASON in page
    found = signed_in(UserFactory(role=Role.DATA_PROTECTION_OFFICER))
    search = {"number": first.number, "action": "exported"}
    assert REASON in found.post("/donnees-personnelles/journal/", search, follow=True).content.decode()
