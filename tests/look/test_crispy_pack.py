"""Our template pack for crispy-forms: ids, descriptions, marks and errors, read from the HTML."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.template import Context, Template

from ciom.gallery import ExampleForm


class Page(HTMLParser):
    """Every element of a page with its attributes, and where each `aria-describedby` leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if attrs.get("id")]  # type: ignore[misc]

    def one(self, id: str) -> dict[str, str | None]:
        (attrs,) = [attrs for _, attrs in self.elements if attrs.get("id") == id]
        return attrs

    def references(self) -> set[str]:
        names = ("for", "aria-describedby", "aria-labelledby")
        return {id for _, attrs in self.elements for name in names for id in (attrs.get(name) or "").split()}


def summary(form: forms.Form) -> str:
    return Template('{% include "components/error_summary.html" %}').render(Context({"form": form}))


@pytest.fixture(params=["empty", "errors", "valid"])
def example(request: pytest.FixtureRequest) -> ExampleForm:
    data: dict[str, Any] = {"family_name": "Diarra", "sex": "F", "nationality": "SN", "means": "spoken"}
    return {"empty": ExampleForm(), "errors": ExampleForm({"amount": "x"}), "valid": ExampleForm(data)}[
        request.param
    ]


def test_every_reference_leads_to_one_id(example: ExampleForm) -> None:
    page = Page(render_crispy_form(example) + summary(example))
    assert len(page.ids()) == len(set(page.ids()))
    assert page.references() <= set(page.ids())


def test_hint_and_error_describe_the_control() -> None:
    page = Page(render_crispy_form(ExampleForm({"amount": "x"})))
    assert page.one("id_nationality")["aria-describedby"] == "id_nationality_helptext id_nationality_error"
    assert page.one("id_nationality")["aria-invalid"] == "true"
    groups = [attrs.get("aria-describedby") for tag, attrs in page.elements if tag == "fieldset"]
    assert "id_sex_error" in groups


def test_optional_fields_are_marked_and_no_asterisk_is_used() -> None:
    html = render_crispy_form(ExampleForm())
    labels = dict(re.findall(r'<label class="field__label" for="id_(\w+)">(.*?)</label>', html, re.DOTALL))
    assert "(facultatif)" in labels["given_names"]
    assert "(facultatif)" not in labels["family_name"]
    assert "*" not in html


def test_filters_do_not_mark_optional_fields() -> None:
    form = ExampleForm()
    form.helper.hide_optional = True
    assert "(facultatif)" not in render_crispy_form(form)


def test_summary_links_to_the_first_control_with_the_same_words() -> None:
    form = ExampleForm({"amount": "x"})
    page, html = Page(render_crispy_form(form)), summary(form)
    links = re.findall(r'<a href="#(\w+)">(.*?)</a>', html)
    assert [target for target, _ in links] == [
        "id_family_name",
        "id_sex_0",
        "id_nationality",
        "id_amount",
        "id_means_0",
    ]
    assert {target for target, _ in links} <= set(page.ids())
    beside = render_crispy_form(form)
    assert all(words in beside for _, words in links)


def test_summary_is_silent_without_error() -> None:
    assert summary(ExampleForm()).strip() == ""


def test_form_leaves_the_errors_to_the_server_and_carries_its_token() -> None:
    html = Template("{% crispy form %}").render(Context({"form": ExampleForm(), "csrf_token": "jeton"}))
    assert re.search(r'<form [^>]*method="post"[^>]*novalidate', html)
    assert 'name="csrfmiddlewaretoken" value="jeton"' in html


def test_buttons_say_the_act() -> None:
    html = render_crispy_form(ExampleForm())
    assert re.search(
        r'<button type="submit"[^>]*name="save"[^>]*>\s*Enregistrer la personne\s*</button>', html
    )
