"""The map of the mining sites by keyboard and on paper, its table twin, the directory and its counts."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from ciom.accounts.roles import Role
from registry.models import MiningSite
from registry.registration import Place
from tests.accounts.factories import UserFactory
from tests.browser.conftest import Visitor
from tests.factories import make_migrant


@pytest.mark.parametrize(
    ("role", "width", "scheme"),
    [(Role.FACILITATOR, 360, "dark"), (Role.NATIONAL_FOCAL_POINT, 1280, "light")],
)
def test_every_site_of_the_map_is_reached_by_keyboard(
    visitor: Callable[..., Visitor], role: str, width: int, scheme: str
) -> None:
    loulo = MiningSite.objects.get(code="loulo")
    for _ in range(6):
        make_migrant(place=Place(site=loulo))
    reader = visitor(width=width, scheme=scheme)
    reader.sign_in(UserFactory(role=role))
    page = reader.page
    reader.open(reverse("registry:sites_map"))
    reader.check()
    reached = set()
    page.locator("main select").first.focus()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || ''"))
    site = reverse("registry:site", args=[loulo.code])
    assert site in reached
    assert {reverse("registry:site", args=[code]) for code in located()} <= reached
    page.locator(f"svg a[href='{site}']").focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=loulo.label, level=1).wait_for()
    reader.check()
    for name in ("registry:sites", "registry:directory"):
        reader.open(reverse(name))
        reader.check()
    if role == Role.FACILITATOR:
        reader.open(reverse("registry:directory_figures"))
        reader.check()


def located() -> set[str]:
    return set(MiningSite.objects.current().filter(latitude__isnull=False).values_list("code", flat=True))


def test_the_map_prints_on_one_page(visitor: Callable[..., Visitor]) -> None:
    make_migrant()
    reader = visitor()
    reader.sign_in(UserFactory(role=Role.NATIONAL_FOCAL_POINT))
    reader.open(reverse("registry:sites_map"))
    assert len(re.findall(rb"/Type\s*/Page[^s]", reader.page.pdf(prefer_css_page_size=True))) == 1
