"""Information sheets: open to everybody, exact where they must be, one page on paper, safe whatever is typed."""

import datetime
import gzip
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ciom.templatetags.markdown import markdown
from orientation.models import InformationSheet, Need
from orientation.reference_loading import load_sheets
from registry.models import Language

pytestmark = pytest.mark.django_db


def page(client: Client, code: str) -> str:
    return client.get(reverse("orientation:sheet", args=[code])).content.decode()


def test_every_delivered_sheet_is_read_without_signing_in(client: Client) -> None:
    sheets = list(InformationSheet.objects.published())
    assert len([sheet for sheet in sheets if sheet.translation_of is None]) >= 12
    listed = client.get(reverse("orientation:sheets")).content.decode()
    for sheet in sheets:
        assert reverse("orientation:sheet", args=[sheet.code]) in listed
        shown = page(client, sheet.code)
        assert "<h2>" in shown and "23\u00a0novembre 2026" in shown
        assert not re.search(r"^#|\*\*", shown, re.MULTILINE), sheet.code


def test_what_is_uncertain_says_whom_to_ask() -> None:
    for sheet in InformationSheet.objects.filter(needs_confirmation=True):
        words = "À confirmer avec" if sheet.is_french else "To be confirmed"
        assert words in sheet.body, sheet.code


def test_the_conventions_are_said_not_to_be_ratified(client: Client) -> None:
    """No ratification was found after August 2023; whoever claims one must change this test with its source."""
    shown = page(client, "conventions-oit")
    assert "n’a pas ratifié ces deux conventions" in shown and "août 2023" in shown


def test_sheets_of_a_need(client: Client) -> None:
    shown = client.get(reverse("orientation:sheets"), {"besoin": "accident_travail"}).content.decode()
    assert reverse("orientation:sheet", args=["accident-du-travail"]) in shown
    assert reverse("orientation:sheet", args=["carte-de-sejour"]) not in shown


def test_without_any_sheet_it_says_whom_to_ask(client: Client) -> None:
    InformationSheet.objects.update(is_current=False)
    assert "Aucune fiche pour l’instant" in client.get(reverse("orientation:sheets")).content.decode()


def test_a_need_that_does_not_exist_filters_nothing(client: Client) -> None:
    whole = client.get(reverse("orientation:sheets"), {"besoin": "\x00<script>"})
    assert whole.status_code == 200 and "carte-de-sejour" in whole.content.decode()


def test_a_sheet_leads_to_its_translations_and_back(client: Client) -> None:
    french, english = page(client, "salaire-impaye"), page(client, "salaire-impaye-eng")
    assert 'hreflang="en"' in french and "salaire-impaye-eng" in french
    assert 'lang="en"' in english and 'hreflang="fr"' in english
    assert "Unpaid wages" in english


def test_a_withdrawn_sheet_is_not_there_nor_its_link(client: Client) -> None:
    InformationSheet.objects.filter(code="salaire-impaye-eng").update(is_current=False)
    assert client.get(reverse("orientation:sheet", args=["salaire-impaye-eng"])).status_code == 404
    assert "salaire-impaye-eng" not in page(client, "salaire-impaye")
    assert "salaire-impaye-eng" not in client.get(reverse("orientation:sheets")).content.decode()


def test_loading_again_keeps_what_the_centre_wrote() -> None:
    InformationSheet.objects.filter(code="inps").update(body="## Notre texte")
    assert load_sheets() == {"fiches d’information": 0}
    assert InformationSheet.objects.get(code="inps").body == "## Notre texte"


def test_nothing_typed_in_a_sheet_is_obeyed(client: Client) -> None:
    InformationSheet.objects.create(
        code="hostile",
        label="<b>Titre</b>",
        language=Language.objects.get(code=Language.FRENCH),
        category="work",
        summary="Une phrase",
        body="<script>alert(1)</script> [lien](javascript:alert(1)) <img src=x onerror=alert(1)>",
        reference="Aucune",
        checked_on=datetime.date(2026, 11, 24),
    )
    article = page(client, "hostile").split("<article")[1].split("</article>")[0]
    assert "<script" not in article and "<img" not in article and 'href="javascript' not in article
    assert "&lt;b&gt;Titre" in article


def test_markdown_is_read() -> None:
    assert markdown("- **oui**") == "<ul>\n<li><strong>oui</strong></li>\n</ul>\n"


def test_queries_do_not_grow_with_the_sheets(client: Client, django_assert_num_queries: Callable) -> None:
    for need in (None, Need.objects.get(code="conflit_salaire")):
        data = {"besoin": need.code} if need else {}
        with django_assert_num_queries(5):  # two for the transaction
            client.get(reverse("orientation:sheets"), data)


@pytest.mark.parametrize("name", ["centre", "referrals:services", "orientation:sheets", "privacy:rights"])
def test_public_pages_are_light(client: Client, name: str) -> None:
    page = client.get(reverse(name)).content
    assert len(gzip.compress(page)) <= 5_000  # with style sheet, script and mark: 15 kB


def test_each_service_says_what_it_does_and_for_what(client: Client) -> None:
    shown = client.get(reverse("referrals:services")).content.decode()
    for words in (
        "Institut National de Prévoyance Sociale",
        "Immatriculation sociale",
        "Direction Régionale du Travail",
    ):
        assert words in shown
