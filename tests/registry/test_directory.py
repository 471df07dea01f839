"""The directory: narrowed lists and counts, right against plain SQL, and discreet for those who see no person."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from registry.directory.figures import directory_figures, figures_by_sex
from registry.enums import JournalAction
from registry.models import JournalEntry, Migrant, MiningSite, Profession
from registry.months import Month
from registry.registration import Place, begin_stay
from tests.accounts.factories import UserFactory
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/migrants/repertoire/"
FIGURES = "/migrants/repertoire/chiffres/"
LAST_MONTH = Month.of(timezone.localdate()).previous


@pytest.fixture
def people(facilitator: User) -> list[Migrant]:
    """Twenty-four persons of three countries, two professions or none, on three sites or none."""
    sites = list(MiningSite.objects.order_by("code")[:3])
    jobs = [*Profession.objects.order_by("code")[:2], None]
    return [
        make_migrant(
            by=facilitator,
            family_name=f"Essai{chr(97 + rank)}",
            sex="FMM"[rank % 3],
            nationality=["sn", "gn", "sn", "bf"][rank % 4],
            profession=jobs[rank % 3],
            birth_precision="year" if rank % 5 else "unknown",
            birth_year=1970 + rank if rank % 5 else None,
            duration="seasonal" if rank % 2 else "",
            registered_on=LAST_MONTH.first_day,
            place=Place(site=sites[rank % 4]) if rank % 4 < 3 else Place(text="Dakar"),
        )
        for rank in range(24)
    ]


def named(page: str, people: list[Migrant]) -> set[Migrant]:
    return {person for person in people if f"{person.family_name}<" in page}


@pytest.mark.parametrize(
    ("query", "passes"),
    [
        ("sex=F", lambda p: p.sex == "F"),
        ("nationality=gn", lambda p: p.nationality.code == "gn"),
        ("duration=seasonal&sex=M", lambda p: p.duration == "seasonal" and p.sex == "M"),
        ("age=unknown", lambda p: p.birth_year is None),
        ("age=35-49", lambda p: p.birth_year and 35 <= timezone.localdate().year - p.birth_year <= 49),
        ("since=2999-01-01", lambda p: False),
    ],
)
def test_each_filter_narrows_the_list(
    query: str,
    passes: Callable[[Any], bool],
    people: list[Migrant],
    facilitator: User,
    signed_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("registry.pagination.keyset_page.__kwdefaults__", {"descending": False, "size": 50})
    page = signed_in(facilitator).get(f"{URL}?{query}").content.decode()
    expected = {person for person in people if passes(person)}
    assert len(expected) < len(people)
    assert named(page, people) == expected
    assert "Retirer le filtre" in page


def test_where_somebody_is_now_is_a_filter(
    people: list[Migrant], facilitator: User, signed_in: SignIn
) -> None:
    old, new = MiningSite.objects.order_by("code")[0], MiningSite.objects.order_by("code")[5]
    mover = next(person for person in people if person.stays.filter(site=old))
    begin_stay(
        migrant=mover,
        place=Place(site=new),
        since=timezone.localdate(),
        by=facilitator,
        direction="transit",
    )
    client = signed_in(facilitator)
    for query, is_there in [
        (f"site={new.code}", True),
        (f"site={old.code}", False),
        ("direction=transit", True),
    ]:
        page = client.get(f"{URL}?{query}").content.decode()
        assert (mover in named(page, people)) is is_there


def test_a_chip_takes_one_filter_away(people: list[Migrant], facilitator: User, signed_in: SignIn) -> None:
    response = signed_in(facilitator).get(f"{URL}?sex=F&nationality=sn&duration=")
    assert response.context["chips"] == [
        {"label": "Femme", "url": f"{URL}?nationality=sn"},
        {"label": "Sénégal", "url": f"{URL}?sex=F"},
    ]


def test_a_wrong_filter_is_said_and_shows_nothing_false(
    people: list[Migrant], facilitator: User, signed_in: SignIn
) -> None:
    page = signed_in(facilitator).get(f"{URL}?nationality=atlantide").content.decode()
    assert "Choisissez une ligne de la liste." in page and "Retirer le filtre" not in page


def test_pages_follow_with_the_filters_and_the_journal(
    people: list[Migrant], facilitator: User, signed_in: SignIn
) -> None:
    client, seen = signed_in(facilitator), []
    response = client.get(f"{URL}?duration=")
    while True:
        page = response.context["page"]
        seen += [person.number for person in page.items]
        line = JournalEntry.objects.filter(actor=facilitator).latest("id")
        assert (line.action, set(line.people)) == (JournalAction.LISTED, {p.pk for p in page.items})
        if not page.next_cursor:
            break
        response = client.get(f"{URL}?{response.context['query']}apres={page.next_cursor}")
    assert seen == sorted((person.number for person in people), reverse=True)


@pytest.mark.parametrize("count", [1, 10, 20])
def test_the_list_asks_the_same_number_of_queries(
    count: int, facilitator: User, signed_in: SignIn, django_assert_max_num_queries: Callable
) -> None:
    for _ in range(count):
        make_migrant(by=facilitator)
    client = signed_in(facilitator)
    with django_assert_max_num_queries(13):
        client.get(URL)
    with django_assert_max_num_queries(8):
        client.get(FIGURES)


@pytest.mark.parametrize(
    ("rows", "columns", "names"),
    [
        ("nationality", "sex", "n.label, CASE m.sex WHEN 'F' THEN 'Femmes' ELSE 'Hommes' END"),
        ("profession", "nationality", "coalesce(p.label, 'Profession non renseignée'), n.label"),
        (
            "site",
            "sex",
            "coalesce(s.label || ' (' || c.label || ')', 'Pas sur un site'),"
            " CASE m.sex WHEN 'F' THEN 'Femmes' ELSE 'Hommes' END",
        ),
    ],
)
def test_the_figures_equal_plain_sql(rows: str, columns: str, names: str, people: list[Migrant]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {names}, count(*) FROM registry_migrant m"  # noqa: S608
            " JOIN registry_nationality n ON n.id = m.nationality_id"
            " LEFT JOIN registry_profession p ON p.id = m.profession_id"
            " LEFT JOIN registry_stay t ON t.migrant_id = m.id AND t.until IS NULL"
            " LEFT JOIN registry_miningsite s ON s.id = t.site_id"
            " LEFT JOIN registry_cercle c ON c.id = s.cercle_id GROUP BY 1, 2"
        )
        expected = {(row, column): count for row, column, count in cursor.fetchall()}
    table = directory_figures(Migrant.objects.all(), rows=rows, columns=columns).table
    found = {
        (row, column): count
        for row, counts in table.body
        for column, count in zip(table.columns[:-1], counts, strict=False)
        if count
    }
    assert found == expected
    assert table.total == len(people)


def test_the_figures_are_those_of_the_filters(
    people: list[Migrant], facilitator: User, signed_in: SignIn
) -> None:
    response = signed_in(facilitator).get(f"{FIGURES}?rows=profession&columns=nationality&sex=F")
    assert response.context["figures"].table.total == sum(person.sex == "F" for person in people)
    assert response.context["clear_url"] == f"{FIGURES}?rows=profession&columns=nationality"
    same = signed_in(facilitator).get(f"{FIGURES}?rows=site&columns=site")
    assert (same.context["rows"], same.context["columns"]) == ("site", "sex")


def test_whoever_sees_no_person_reads_counts_alone(
    people: list[Migrant], secretary: User, signed_in: SignIn
) -> None:
    page = signed_in(secretary).get(f"{URL}?sex=F").content.decode()
    assert named(page, people) == set() and "KAY-" not in page
    assert "8 femmes, 16 hommes" in page and "non montré" in page
    assert not JournalEntry.objects.filter(actor=secretary).exists()
    assert signed_in(secretary).get(FIGURES).status_code == 403


def test_the_officer_reads_every_count_and_nobody(people: list[Migrant], signed_in: SignIn) -> None:
    officer = UserFactory(role=Role.DATA_PROTECTION_OFFICER)
    answer = signed_in(officer).get(f"{URL}", follow=True)
    page = answer.content.decode()
    assert answer.context["figures"].table.total == len(people)
    assert "non montré" not in page and named(page, people) == set() and "Liste" not in page
    sites = signed_in(officer).get("/sites/").content.decode()
    assert "non montré" not in sites and "KAY-" not in sites


def test_outside_the_month_in_progress_is_not_counted(people: list[Migrant], facilitator: User) -> None:
    make_migrant(by=facilitator, registered_on=timezone.localdate().replace(day=1))
    table = figures_by_sex("nationality", registered_until=LAST_MONTH.last_day)
    assert table is not None and table.total == len(people)


def test_two_tables_share_no_hidden_total(facilitator: User) -> None:
    """A total hidden in one table and shown in the other would give the hidden figures of the first."""
    for rank in range(9):
        make_migrant(by=facilitator, sex="F" if rank < 3 else "M", registered_on=datetime.date(2026, 1, 5))
    assert figures_by_sex("nationality", registered_until=datetime.date(2026, 1, 31)) is None
    assert figures_by_sex("profession", registered_until=datetime.date(2026, 1, 31)) is None
