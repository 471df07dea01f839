"""The month: right against hand-written SQL, and discreet outside the centre."""

import datetime
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from ciom.reports.month import month_figures
from orientation.models import Reception
from orientation.recording import record_reception
from registry.months import Month
from tests.accounts.factories import UserFactory
from tests.factories import answer, make_agent, make_migrant, make_referral

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)
IN_NOVEMBER = datetime.date(2026, 11, 23)
BAMAKO = ZoneInfo("Africa/Bamako")


@pytest.fixture
def october(facilitator: User) -> None:
    """Persons, visits and referrals around October 2026, the last minute of September included."""
    agent = make_agent()
    for rank in range(12):
        day = datetime.date(2026, 9, 28) + datetime.timedelta(days=3 * rank)
        migrant = make_migrant(
            by=facilitator,
            registered_on=day,
            sex="FM"[rank % 2],
            nationality=["sn", "gn", "bf"][rank % 3],
        )
        for channel in ("office", "phone")[: rank % 3]:
            record_reception(
                reception=Reception(received_on=day, channel=channel),
                migrant=migrant,
                reasons=[],
                by=facilitator,
            )
        at = datetime.datetime.combine(day, datetime.time(23, 59), tzinfo=BAMAKO)
        referral = make_referral(migrant=migrant, by=facilitator, at=at)
        if rank % 3 == 0:
            answer(referral, agent, "accept", at=at)
        if rank % 4 == 1:
            answer(referral, facilitator, "cancel")


def counted(statement: str) -> dict[tuple[str, str], int]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {(row, column): count for row, column, count in cursor.fetchall()}


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        (
            "registrations",
            "SELECT n.label, CASE m.sex WHEN 'F' THEN 'Femmes' ELSE 'Hommes' END, count(*)"
            " FROM registry_migrant m JOIN registry_nationality n ON n.id = m.nationality_id"
            " WHERE to_char(m.registered_on, 'YYYY-MM') = '2026-10' GROUP BY 1, 2",
        ),
        (
            "receptions",
            "SELECT CASE r.channel WHEN 'office' THEN 'Au bureau' WHEN 'phone' THEN 'Par téléphone' END,"
            " CASE m.sex WHEN 'F' THEN 'Femmes' ELSE 'Hommes' END, count(*)"
            " FROM orientation_reception r JOIN registry_migrant m ON m.id = r.migrant_id"
            " WHERE to_char(r.received_on, 'YYYY-MM') = '2026-10' GROUP BY 1, 2",
        ),
        (
            "referrals",
            "SELECT s.acronym, CASE r.state WHEN 'sent' THEN 'Envoyée' WHEN 'accepted' THEN 'Acceptée' END,"
            " count(*) FROM referrals_referral r JOIN referrals_technicalservice s ON s.id = r.service_id"
            " WHERE to_char(r.sent_at AT TIME ZONE 'Africa/Bamako', 'YYYY-MM') = '2026-10'"
            " AND r.state <> 'cancelled' GROUP BY 1, 2",
        ),
    ],
)
def test_the_figures_equal_plain_sql(october: None, name: str, statement: str) -> None:
    table = getattr(month_figures(OCTOBER, today=IN_NOVEMBER, show_small=True), name)
    expected = counted(statement)
    assert expected
    found = {
        (row, column): count
        for row, counts in table.body
        for column, count in zip(table.columns[:-1], counts, strict=False)
        if count
    }
    assert found == expected
    assert table.total == sum(expected.values())


def test_the_secretary_does_not_see_small_figures(
    october: None, secretary: User, facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(secretary).get("/rapports/2026-10/").content.decode()
    assert "ne sont pas montrés" in page and "non montré" in page
    page = signed_in(facilitator).get("/rapports/2026-10/").content.decode()
    assert "ne sont pas montrés" not in page


def test_no_person_is_named(october: None, secretary: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(secretary).get("/rapports/2026-10/").content.decode()
    assert "Essai" not in page and "KAY-" not in page


def test_the_month_in_progress_is_read_at_the_centre_only(
    secretary: User, facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    """Between yesterday's table and today's, the difference is one person."""
    now = Month.of(timezone.localdate())
    at_the_centre, outside = signed_in(facilitator), signed_in(secretary)
    assert at_the_centre.get("/rapports/")["Location"] == f"/rapports/{now.code}/"
    assert outside.get("/rapports/")["Location"] == f"/rapports/{now.previous.code}/"
    assert at_the_centre.get(f"/rapports/{now.code}/").status_code == 200
    assert outside.get(f"/rapports/{now.code}/").status_code == 404
    page = outside.get(f"/rapports/{now.previous.code}/").content.decode()
    assert "Un mois se lit ici quand il est terminé." in page and f"/rapports/{now.code}/" not in page
    assert f"/rapports/{now.code}/" not in outside.get("/").content.decode()
    assert at_the_centre.get(f"/rapports/{now.next.code}/").status_code == 404


def test_an_answer_given_this_month_changes_the_figures_of_the_centre_only(facilitator: User) -> None:
    sent_at = datetime.datetime(2026, 10, 12, 9, tzinfo=BAMAKO)
    referrals = [make_referral(by=facilitator, at=sent_at) for _ in range(6)]
    agent = make_agent()
    for referral in referrals:
        answer(referral, agent, "accept", at=datetime.datetime(2026, 11, 3, 9, tzinfo=BAMAKO))
    outside = month_figures(OCTOBER, today=IN_NOVEMBER, show_small=False).referrals
    centre = month_figures(OCTOBER, today=IN_NOVEMBER, show_small=True).referrals
    in_december = month_figures(OCTOBER, today=datetime.date(2026, 12, 1), show_small=False).referrals
    assert outside.totals == [6, 0, 0, 0, 6]
    assert centre.totals == in_december.totals == [0, 0, 6, 0, 6]


@pytest.mark.parametrize("code", ["2026-13", "2026-00", "0001-01"])
def test_a_month_that_does_not_exist(code: str, secretary: User, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(secretary).get(f"/rapports/{code}/").status_code == 404


def test_months_follow_each_other() -> None:
    assert (Month(2026, 12).next, Month(2026, 1).previous) == (Month(2027, 1), Month(2025, 12))


def test_an_empty_month_says_so(secretary: User, signed_in: Callable[[User], Client]) -> None:
    page = signed_in(secretary).get("/rapports/2020-01/").content.decode()
    assert "Aucune inscription ce mois-ci" in page


def test_the_queries_do_not_grow(
    october: None, signed_in: Callable[[User], Client], django_assert_num_queries: Callable
) -> None:
    client = signed_in(UserFactory(role=Role.NATIONAL_FOCAL_POINT))
    client.get("/rapports/2026-10/")
    for month in ("2020-01", "2026-10"):
        with django_assert_num_queries(7):  # transaction (2), session, account, three tables
            client.get(f"/rapports/{month}/")
