"""Mining sites: figures of a month against plain SQL, the map, the page of a site; small figures stay at the centre."""

import datetime
import gzip
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from ciom.accounts.models import User
from registry.models import Migrant, MiningSite
from registry.months import Month
from registry.registration import Place, begin_stay
from registry.sites.map_drawing import WIDTH, circles, ground
from registry.sites.population import population, populations, sites_with_places
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LAST_MONTH = Month.of(timezone.localdate()).previous
BEFORE = LAST_MONTH.previous
MAP = "/sites/carte/"


@pytest.fixture
def people(facilitator: User) -> list[Migrant]:
    """Fifteen persons at Loulo, two women at Sadiola, three at a site that is nowhere; some moved last month."""
    places = ["loulo"] * 15 + ["sadiola"] * 2 + ["gounkoto"] * 3
    made = [
        make_migrant(
            by=facilitator,
            family_name=f"Essai{chr(97 + rank)}",
            sex="F" if rank % 3 == 0 or code == "sadiola" else "M",
            nationality="gn" if rank % 2 else "sn",
            place=Place(site=MiningSite.objects.get(code=code)),
            registered_on=BEFORE.first_day,
        )
        for rank, code in enumerate(places)
    ]
    fekola = Place(site=MiningSite.objects.get(code="fekola"))
    for migrant in made[:6]:
        begin_stay(migrant=migrant, place=fekola, since=LAST_MONTH.first_day, by=facilitator)
    for migrant in made[6:8]:
        begin_stay(migrant=migrant, place=fekola, since=LAST_MONTH.last_day, by=facilitator)
    return made


@pytest.mark.parametrize("month", [BEFORE, LAST_MONTH, LAST_MONTH.next, BEFORE.previous])
def test_the_population_equals_plain_sql(month: Month, people: list[Migrant]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.code, count(DISTINCT m.id) FILTER (WHERE m.sex = 'F'),"
            " count(DISTINCT m.id) FILTER (WHERE m.sex = 'M')"
            " FROM registry_stay t JOIN registry_migrant m ON m.id = t.migrant_id"
            " JOIN registry_miningsite s ON s.id = t.site_id"
            " WHERE daterange(t.since, t.until) && daterange(%s, %s) GROUP BY 1",
            [month.first_day, month.next.first_day],
        )
        expected = {code: (women, men, women + men) for code, women, men in cursor.fetchall()}
    found = population(month, sites_with_places(), show_small=True)
    assert {
        line.site.code: (line.women, line.men, line.total) for line in found.sites if line.total
    } == expected
    assert found.total == sum(total for _, _, total in expected.values())


def test_the_day_somebody_leaves_is_a_day_elsewhere(people: list[Migrant]) -> None:
    """Six left Loulo on the first of last month: they were not there that month. Two left on its last day."""
    lines = population(LAST_MONTH, sites_with_places(), show_small=True).sites
    assert {line.site.code: line.total for line in lines if line.total} == {
        "loulo": 9,
        "fekola": 8,
        "sadiola": 2,
        "gounkoto": 3,
    }


def test_several_months_are_one_query(people: list[Migrant], django_assert_num_queries: Callable) -> None:
    sites = sites_with_places()
    with django_assert_num_queries(1):
        both = populations([LAST_MONTH, BEFORE], sites, show_small=True)
    assert both == [population(month, sites, show_small=True) for month in (LAST_MONTH, BEFORE)]


def test_small_figures_are_hidden_on_every_page_outside(
    people: list[Migrant], secretary: User, facilitator: User, signed_in: SignIn
) -> None:
    outside, centre = signed_in(secretary), signed_in(facilitator)
    for path in (MAP, f"{MAP}?cercle=kayes", "/sites/", "/sites/sadiola/"):
        assert "non montré" in outside.get(path).content.decode(), path
        assert "non montré" not in centre.get(f"{path}").content.decode(), path
    page = outside.get(MAP)
    (sadiola,) = [line for line in page.context["located"] if line.site.code == "sadiola"]
    assert (sadiola.women, sadiola.total) == (None, None)


def test_what_is_hidden_on_the_map_is_hidden_on_the_page_of_the_site(
    people: list[Migrant], secretary: User, signed_in: SignIn
) -> None:
    client = signed_in(secretary)
    on_map = client.get(MAP).context["figures"]
    for line in on_map.sites:
        if line.total is None or line.women is None:
            bars = client.get(f"/sites/{line.site.code}/").context["bars"]
            assert bars[0][1:] == (line.women, line.men), line.site.code


def test_outside_filters_do_nothing_and_the_month_in_progress_is_not_read(
    people: list[Migrant], secretary: User, signed_in: SignIn
) -> None:
    client = signed_in(secretary)
    plain, filtered = client.get(MAP), client.get(f"{MAP}?sex=F&nationality=gn")
    assert filtered.context["figures"] == plain.context["figures"] and filtered.context["form"] is None
    assert client.get(f"{MAP}?mois={LAST_MONTH.next.code}").status_code == 404
    assert client.get(f"{MAP}?mois={LAST_MONTH.code}").status_code == 200


def test_the_centre_filters_the_map(people: list[Migrant], facilitator: User, signed_in: SignIn) -> None:
    response = signed_in(facilitator).get(f"{MAP}?mois={BEFORE.code}&nationality=gn&sex=M")
    expected = [p for p in people if p.nationality.code == "gn" and p.sex == "M"]
    assert response.context["figures"].total == len(expected)
    assert [chip["url"] for chip in response.context["chips"]] == [
        f"{MAP}?mois={BEFORE.code}&nationality=gn",
        f"{MAP}?mois={BEFORE.code}&sex=M",
    ]


def test_an_unlocated_site_is_listed_and_never_placed(
    people: list[Migrant], facilitator: User, signed_in: SignIn
) -> None:
    response = signed_in(facilitator).get(MAP)
    assert "gounkoto" in {line.site.code for line in response.context["unlocated"]}
    assert all(circle.site.site.latitude is not None for circle in response.context["circles"])
    drawing = re.search(r"<svg class=\"map__drawing.*?</svg>", response.content.decode(), re.DOTALL)
    assert drawing and "/sites/loulo/" in drawing[0] and "/sites/gounkoto/" not in drawing[0]


def test_the_area_of_a_circle_is_proportional_to_its_persons(people: list[Migrant]) -> None:
    lines = population(LAST_MONTH, sites_with_places(), show_small=True).sites
    radii = {circle.site.site.code: float(circle.radius) for circle in circles(ground(), lines)}
    assert (radii["loulo"] / radii["fekola"]) ** 2 == pytest.approx(9 / 8, rel=0.02)


def test_every_located_site_stands_in_its_cercle() -> None:
    lines = population(LAST_MONTH, sites_with_places(), show_small=True).sites
    located = [line for line in lines if line.site.latitude is not None]
    assert len(circles(ground(), lines)) == len(located)
    for code in ("kenieba", "kayes"):
        drawing = ground(code)
        drawn = {circle.site.site.code for circle in circles(drawing, lines)}
        assert {line.site.code for line in located if line.site.cercle.code == code} <= drawn
        assert all(
            0 <= circle.x <= WIDTH and 0 <= circle.y <= drawing.height for circle in circles(drawing, lines)
        )


@pytest.mark.parametrize("path", [MAP, f"{MAP}?cercle=kenieba"])
def test_the_map_is_light_and_credits_its_sources(
    path: str, people: list[Migrant], facilitator: User, signed_in: SignIn
) -> None:
    content = signed_in(facilitator).get(path, headers={"accept-encoding": "identity"}).content
    assert len(gzip.compress(content)) < 40_000
    page = content.decode()
    assert "GeoNames (CC&nbsp;BY&nbsp;4.0)" in page and "Who’s On First" in page
    assert not re.search(r'(?:cx|cy|r|d)="[^"]*,', page)


@pytest.mark.parametrize("query", ["cercle=atlantide", "mois=2026-13", "mois=1999-01"])
def test_a_map_that_does_not_exist(query: str, facilitator: User, signed_in: SignIn) -> None:
    assert signed_in(facilitator).get(f"{MAP}?{query}").status_code == 404


def test_the_page_of_a_site_names_people_to_the_centre_only(
    people: list[Migrant], facilitator: User, secretary: User, signed_in: SignIn
) -> None:
    there = {person.number for person in people[8:15]}
    page = signed_in(facilitator).get("/sites/loulo/").content.decode()
    assert set(re.findall(r"KAY-\d\d-\d{5}-\w", page)) == there
    page = signed_in(secretary).get("/sites/loulo/").content.decode()
    assert "KAY-" not in page and "Essai" not in page


@pytest.mark.parametrize("count", [1, 10])
def test_queries_do_not_grow(
    count: int, facilitator: User, signed_in: SignIn, django_assert_max_num_queries: Callable
) -> None:
    for rank in range(count):
        make_migrant(
            by=facilitator,
            place=Place(site=MiningSite.objects.all()[rank]),
            registered_on=timezone.localdate() - datetime.timedelta(days=1),
        )
    client = signed_in(facilitator)
    for path, queries in [(MAP, 12), ("/sites/", 10), ("/sites/loulo/", 12)]:
        with django_assert_max_num_queries(queries):
            client.get(path)
