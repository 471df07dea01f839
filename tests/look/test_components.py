"""Components: what they say, what they hide, and that the gallery shows each of them."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client
from lucide import IconDoesNotExist

from ciom.templatetags.icons import icon
from referrals.enums import ReferralState

TEMPLATES = Path(settings.BASE_DIR / "templates")
COMPONENTS = sorted(path.name for path in (TEMPLATES / "components").glob("*.html"))


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def text_of(html: str) -> str:
    parts: list[str] = []
    parser = HTMLParser()
    parser.handle_data = parts.append  # type: ignore[method-assign]
    parser.feed(html)
    return re.sub(r"[ \n]+", " ", "".join(parts)).strip()


def test_icon_is_hidden_from_screen_readers() -> None:
    svg = icon("search", 18)
    assert svg.startswith("<svg") and 'aria-hidden="true"' in svg and 'width="18"' in svg
    assert "xmlns" not in svg and "style" not in svg


def test_unknown_icon_fails_loudly() -> None:
    with pytest.raises(IconDoesNotExist):
        icon("no-such-icon")


@pytest.mark.parametrize("state", ReferralState)
def test_state_is_word_icon_and_colour(state: ReferralState) -> None:
    html = render("{% state_tag state %}", state=state)
    assert "<svg" in html and text_of(html) == state.label


def test_fact_says_what_is_missing_but_zero_is_a_value() -> None:
    assert "Non renseigné" in render('{% fact "Contrat" value %}', value="")
    assert "Non renseigné" in render('{% fact "Contrat" value %}', value=None)
    assert text_of(render('{% fact "Enfants" value %}', value=0)) == "Enfants0"


def test_empty_section_offers_to_complete() -> None:
    html = render('{% section "Travail" action_url="/x/" is_empty=True %}secret{% endsection %}')
    assert "Non renseigné" in html and "Compléter" in html and "secret" not in html


def test_content_between_tags_stays_escaped() -> None:
    html = render("{% note title=words %}<p>{{ words }}</p>{% endnote %}", words="<script>")
    assert "<script>" not in html and html.count("&lt;script&gt;") == 2


def test_charts_hide_small_figures_in_drawing_and_table() -> None:
    html = render('{% sex_chart "Sexe" rows %}', rows=[("Kayes", 8, 9), ("Yélimané", None, 41)])
    assert html.count("<rect") == 2 and "non montré" in html and "41 H" not in html


def test_bars_are_written_with_a_decimal_point() -> None:
    html = render('{% sex_chart "Sexe" rows %}', rows=[("Kayes", 3, 0), ("Kita", 7, 0)])
    assert re.findall(r'<rect[^>]* x="0"[^>]*width="([\d.]+)%"', html) == ["42.43", "99.00"]


def test_chart_of_nothing() -> None:
    assert "<rect" not in render('{% sex_chart "Sexe" rows %}', rows=[])


def test_timeline_never_shows_a_false_midnight() -> None:
    from datetime import date

    html = render_to_string(
        "components/timeline.html", {"events": [{"title": "Accueil", "when": date(2026, 11, 19)}]}
    )
    assert "19\u00a0novembre 2026" in html and " h" not in text_of(html)


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_documents_its_parameters(name: str) -> None:
    assert (TEMPLATES / "components" / name).read_text().startswith("{% comment %}")


def test_gallery_needs_no_database(client: Client) -> None:
    for url in ("/composants/", "/composants/erreurs/"):
        response = client.get(url)
        assert response.status_code == 200
        assert response.content.decode().lstrip().startswith("<!DOCTYPE html>")


def test_gallery_shows_every_component(client: Client) -> None:
    shown = {
        Path(template.name).name
        for url in ("/composants/", "/composants/erreurs/")
        for template in client.get(url).templates
        if template.name and template.name.startswith("components/")
    }
    assert shown == set(COMPONENTS)


def test_page_with_errors_says_so_in_its_title(client: Client) -> None:
    assert (
        "<title>Erreur&nbsp;: Formulaire avec erreurs – CIOM de Kayes</title>"
        in client.get("/composants/erreurs/").content.decode()
    )
    assert "<title>Composants – CIOM de Kayes</title>" in client.get("/composants/").content.decode()


def test_rendered_french_typography(client: Client) -> None:
    text = text_of(client.get("/composants/").content.decode())
    text = text.replace("\u202f", "\N{BLACK SQUARE}").replace("\u00a0", "\N{BLACK SQUARE}")
    assert not re.findall(r".{12}\w'\w.{5}|.{12}[\w»] [;!?:].{5}|.{5}« .{5}", text)


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_error_pages_need_no_context(name: str) -> None:
    html = render_to_string(name)
    assert '<html lang="fr">' in html and "<h1>" in html
