"""What a visitor reads without an account, on a telephone and on paper."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from orientation.models import InformationSheet
from tests.browser.conftest import Visitor

PAGE_OF_A_PDF = re.compile(rb"/Type\s*/Page[^s]")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_a_visitor_finds_the_sheet_of_a_need(
    visitor: Callable[..., Visitor], width: int, scheme: str
) -> None:
    migrant = visitor(width=width, scheme=scheme)
    migrant.open(reverse("centre"))
    migrant.check()
    migrant.follow("le service")
    migrant.page.get_by_role("heading", name="Les services").wait_for()
    migrant.page.get_by_text("Pour quoi, et comment y aller : INPS").click()
    migrant.page.locator("#inps").get_by_text("Immatriculation sociale").wait_for()
    migrant.check()
    migrant.page.get_by_role("navigation", name="Menu principal").get_by_role("link", name="Fiches").click()
    migrant.page.get_by_label("De quoi avez-vous besoin").select_option(label="Salaire impayé ou retenues")
    migrant.press("Voir les fiches")
    migrant.page.get_by_role("heading", name="Papiers et famille").wait_for(state="detached")
    migrant.check()
    migrant.follow("Salaire impayé")
    migrant.page.get_by_role("heading", name="Ce que fait la DRT").wait_for()
    migrant.check()
    migrant.follow("English")
    migrant.page.get_by_role("heading", name="The rule").wait_for()
    migrant.check()


def test_every_sheet_holds_on_one_page_of_paper(visitor: Callable[..., Visitor]) -> None:
    migrant = visitor()
    for sheet in InformationSheet.objects.published():
        migrant.open(reverse("orientation:sheet", args=[sheet.code]))
        pdf = migrant.page.pdf(prefer_css_page_size=True)
        assert len(PAGE_OF_A_PDF.findall(pdf)) == 1, sheet.code
