"""The census: true figures, none that tells of a few persons, one page, and nobody's name."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from ciom.accounts.models import User
from registry.census import figures
from registry.census.figures import OTHER_COMMUNES, UNKNOWN_COMMUNE, Census, Present, census, present_on
from registry.census.pdf import census_data, render_census
from registry.enums import JournalAction
from registry.models import Commune, JournalEntry, Migrant, MiningSite, Stay
from registry.months import Month
from registry.registration import Place, begin_stay
from tests.factories import make_migrant
from tests.pdf import pages

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/migrants/recensement/"
DAY = Month.of(timezone.localdate()).previous.last_day
LOULO, BATAMA, YALEA = "loulo", "batama", "yalea"


def register(count: int, place: Place, **fields: Any) -> list[Migrant]:
    return [
        make_migrant(**{"registered_on": DAY.replace(day=1), "place": place, **fields}) for _ in range(count)
    ]


def on_site(code: str) -> Place:
    return Place(site=MiningSite.objects.get(code=code))


def present(*groups: tuple[str, str, str, str, int]) -> list[Present]:
    """So many persons by commune, sex, age and nationality."""
    return [Present(commune, "Ailleurs", *kind) for commune, *kind in groups]  # type: ignore[arg-type]


def lines(shown: Census | None, header: str) -> dict[str, list[int | None]]:
    assert shown is not None
    return next(dict(part.table.rows) for part in shown.parts if part.header == header)


@pytest.fixture
def people(facilitator: User) -> None:
    """Fourteen in the commune of Sitakilly, on two sites of it; two in that of Kayes; one of whom nobody knows where."""
    register(6, on_site(LOULO), by=facilitator, birth_precision="year", birth_year=DAY.year - 30)
    register(8, on_site(BATAMA), by=facilitator, sex="M", nationality="gn")
    register(2, Place(commune=Commune.objects.get(label="Kayes")), by=facilitator)
    register(1, Place(text="Dakar"), by=facilitator)
    later = register(1, on_site(LOULO), by=facilitator, registered_on=DAY + datetime.timedelta(days=1))
    Stay.objects.filter(migrant__in=later).update(since=DAY.replace(day=1))


def test_who_is_present_is_counted_where_they_are(people: None, facilitator: User) -> None:
    mover = Migrant.objects.filter(stays__site__code=LOULO).order_by("number")[0]
    begin_stay(migrant=mover, place=Place(text="Dakar"), since=DAY, by=facilitator, direction="departing")
    found = {(one.commune, one.site, one.sex, one.age, one.nationality): one.count for one in present_on(DAY)}
    loulo, batama = (MiningSite.objects.get(code=code).label for code in (LOULO, BATAMA))
    assert found == {
        ("Sitakilly (Kéniéba)", loulo, "F", "De 25 à 34 ans", "Sénégal"): 5,
        ("Sitakilly (Kéniéba)", batama, "M", "Âge inconnu", "Guinée"): 8,
        ("Kayes (Kayes)", "Ailleurs dans la commune", "F", "Âge inconnu", "Sénégal"): 2,
    }
    before = {one.site: one.count for one in present_on(DAY - datetime.timedelta(days=1))}
    assert before[loulo] == 6
    register(1, on_site(YALEA), by=facilitator)
    assert UNKNOWN_COMMUNE in {one.commune for one in present_on(DAY)}


def test_a_commune_of_few_is_counted_with_others_until_nothing_is_told(people: None) -> None:
    """Two women of Kayes: alone, or as what is missing from the total, they would be known."""
    shown = census(DAY)
    assert lines(shown, "Commune") == {OTHER_COMMUNES: [8, 8, 16], "Total": [8, 8, 16]}
    assert lines(shown, "Âge")["De 25 à 34 ans"] == [None, 0, None]
    assert lines(shown, "Âge")["Total"] == [8, 8, 16]
    assert census(DAY, commune="Kayes (Kayes)") is None


def test_each_commune_is_a_line_of_the_same_protected_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        figures,
        "present_on",
        lambda day: present(
            ("A", "F", "De 25 à 34 ans", "Sénégal", 20),
            ("A", "F", "De 35 à 49 ans", "Guinée", 3),
            ("A", "M", "De 25 à 34 ans", "Sénégal", 30),
            ("B", "F", "De 25 à 34 ans", "Sénégal", 12),
            ("B", "F", "De 35 à 49 ans", "Guinée", 9),
            ("B", "M", "De 35 à 49 ans", "Sénégal", 40),
        ),
    )
    region, a, b = census(DAY), census(DAY, commune="A"), census(DAY, commune="B")
    assert lines(region, "Commune") == {"B": [21, 40, 61], "A": [23, 30, 53], "Total": [44, 70, 114]}
    assert region is not None and region.communes == ["A", "B"]
    # The three women, and what would give them back: in the commune, in the other one, in the region.
    assert lines(a, "Nationalité")["Guinée"] == [None, 0, None]
    assert lines(a, "Nationalité")["Sénégal"][0] is None
    others = [lines(b, "Nationalité")["Guinée"][0], lines(region, "Nationalité")["Guinée"][0]]
    assert others.count(None) >= 1
    assert lines(a, "Nationalité")["Total"] == [23, 30, 53]
    assert lines(b, "Âge")["De 35 à 49 ans"][1] == 40


def test_no_figure_of_one_to_four_leaves_and_no_total_of_a_commune_is_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kinds = [
        (sex, age, country) for sex in "FM" for age in ("0", "1") for country in ("Mali", "Togo", "Niger")
    ]
    ages = {"0": "De 18 à 24 ans", "1": "De 25 à 34 ans"}
    groups = [
        (
            f"Commune {commune:02}",
            sex,
            ages[age],
            country,
            (commune * 7 + rank * 5) % 11 if commune < 12 else commune % 12 == rank,
        )
        for commune in range(30)
        for rank, (sex, age, country) in enumerate(kinds)
    ]
    monkeypatch.setattr(figures, "present_on", lambda day: present(*groups))
    region = census(DAY)
    assert region is not None and 5 < len(region.communes) <= 12
    for shown in (region, *(census(DAY, commune=name) for name in region.communes)):
        assert shown is not None
        for part in shown.parts:
            assert None not in part.table.totals
            assert part.table.totals == shown.totals
            assert not [count for _, counts in part.table.rows for count in counts if count in (1, 2, 3, 4)]
    assert None not in [count for counts in lines(region, "Commune").values() for count in counts]


def test_the_page_the_pdf_and_the_workbook_say_the_same(
    people: None, secretary: User, signed_in: SignIn
) -> None:
    client = signed_in(secretary)
    page = client.get(URL).content.decode()
    assert "16 personnes" in page and "KAY-" not in page and "Essai" not in page
    pdf = client.get("/migrants/recensement.pdf")
    assert pdf["Content-Type"] == "application/pdf" and b"pdfuaid" in pdf.content
    workbook = client.get("/migrants/recensement.xlsx")
    book = load_workbook(io.BytesIO(b"".join(workbook.streaming_content)))
    assert book.sheetnames == ["Commune et sexe", "Âge et sexe", "Nationalité et sexe"]
    assert [cell.value for cell in book.worksheets[0][2]] == [OTHER_COMMUNES, 8, 8, 16]
    acts = JournalEntry.objects.filter(actor=secretary).order_by("id").values_list("action", "people", "page")
    assert list(acts) == [
        (JournalAction.PRINT, [], "GET registry:census_pdf"),
        (JournalAction.EXPORTED, [], "GET registry:census_xlsx"),
    ]
    for wrong in ("mois=2019-01", f"mois={Month.of(timezone.localdate()).code}", "commune=Ailleurs"):
        assert client.get(f"{URL}?{wrong}").status_code == 404


def test_the_longest_census_keeps_to_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    countries = [f"République populaire numéro {rank}" for rank in range(12)]
    groups = [
        (f"Commune au nom plutôt long {rank:02} (Oussoubidiagna)", sex, "Âge inconnu", country, 5 + rank)
        for rank in range(40)
        for sex in "FM"
        for country in countries
    ]
    monkeypatch.setattr(figures, "present_on", lambda day: present(*groups))
    region = census(DAY)
    assert region is not None
    data = census_data(region)
    assert [len(part["rows"]) for part in data["parts"]] == [26, 2, 10]
    assert pages(render_census(region)) == 1


def test_few_people_give_an_empty_census(facilitator: User, signed_in: SignIn) -> None:
    register(3, on_site(LOULO), by=facilitator)
    page = signed_in(facilitator).get(URL).content.decode()
    assert "Trop peu de personnes" in page and "recensement.pdf" not in page
    assert signed_in(facilitator).get("/migrants/recensement.pdf").status_code == 200


def test_the_queries_do_not_grow_with_the_persons(facilitator: User, signed_in: SignIn) -> None:
    client, asked = signed_in(facilitator), []
    client.get(URL)
    for count in (1, 12):
        register(count, on_site(LOULO), by=facilitator)
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 8
