"""The connection breaks while a form is sent: the input comes back, and is saved once.

« Précédent » then leads to the page before the form: Chromium puts the page of the failure in the place of the form.
"""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from orientation.models import RecordNeed
from registry.models import Consent, Migrant
from tests.accounts.factories import PASSWORD, UserFactory
from tests.browser.conftest import Visitor
from tests.factories import make_migrant

FOUND = "Votre saisie a été retrouvée."
NEW = "/migrants/nouveau/"
Visit = Callable[..., Visitor]


@pytest.fixture
def facilitator(reference_lists: None) -> User:
    return UserFactory(role=Role.FACILITATOR)


def fill_registration(page: Page) -> None:
    page.get_by_role("group", name="La personne est-elle d’accord").get_by_label("Oui").check()
    page.get_by_label("Prénoms").fill("Coumba")
    page.locator("[name=family_name]").fill("Canari")
    page.get_by_label("Femme").check()
    page.get_by_label("Nationalité").select_option(label="Sénégal")
    page.get_by_label("Année estimée").check()
    page.locator("[name=birth_year]").fill("1988")


def lose_request(route: Route) -> None:
    route.abort("internetdisconnected") if route.request.method == "POST" else route.continue_()


def lose_answer(route: Route) -> None:
    """The server receives the form and saves it; its answer never arrives."""
    if route.request.method == "POST":
        route.fetch(max_redirects=0)
        route.abort("connectionreset")
    else:
        route.continue_()


def send_and_lose(visitor: Visitor, button: str, cut: Callable[[Route], None] = lose_request) -> None:
    """Send the form of the page while the connection breaks, go back with « Précédent », open the form again."""
    page, url = visitor.page, visitor.page.url
    page.route(url, cut)
    page.locator("main").get_by_role("button", name=button).click(no_wait_after=True)
    page.locator("#main-frame-error").wait_for()
    page.unroute(url)
    visitor.complaints.clear()
    page.go_back()
    if "/connexion/" not in page.url:
        page.goto(url)


def draft(page: Page) -> str | None:
    return page.evaluate("sessionStorage.getItem('draft')")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
@pytest.mark.parametrize("cut", [lose_request, lose_answer])
def test_one_person_is_saved(
    visitor: Visit, facilitator: User, cut: Callable[[Route], None], width: int, scheme: str
) -> None:
    centre = visitor(width=width, scheme=scheme)
    centre.sign_in(facilitator)
    centre.open(NEW)
    fill_registration(centre.page)
    send_and_lose(centre, "Enregistrer la personne", cut)
    page = centre.page
    expect(page.get_by_role("status").get_by_text(FOUND)).to_be_visible()
    expect(page.get_by_label("Prénoms")).to_have_value("Coumba")
    expect(page.locator("[name=birth_year]")).to_have_value("1988")
    expect(page.get_by_label("Femme")).to_be_checked()
    expect(page.get_by_label("Année estimée")).to_be_checked()
    centre.check()
    centre.press("Enregistrer la personne")
    page.get_by_role("heading", name="La personne est enregistrée").wait_for()
    assert Migrant.objects.get().full_name == "Coumba Canari"
    assert Consent.objects.count() == 1
    # What was confirmed is forgotten: the next form is empty.
    assert draft(page) is None
    centre.open(NEW)
    expect(page.get_by_label("Prénoms")).to_have_value("")
    assert page.get_by_text(FOUND).count() == 0


def test_the_lines_of_an_interview_are_open_again(visitor: Visit, facilitator: User) -> None:
    migrant = make_migrant(by=facilitator)
    centre = visitor()
    centre.sign_in(facilitator)
    centre.open(reverse("orientation:new_interview", args=[migrant.pk]))
    page = centre.page
    for rank in range(2):
        page.locator(f"[name=besoins-{rank}-need]").select_option(index=rank + 1)
        page.locator(f"[name=besoins-{rank}-decision]").select_option(index=1)
        page.get_by_text("Ajouter un besoin").nth(rank).click()
    send_and_lose(centre, "Enregistrer l’entretien")
    expect(page.locator("[name=besoins-1-need]")).to_be_visible()
    centre.check()
    centre.press("Enregistrer l’entretien")
    page.get_by_role("heading", name="Besoins et décisions").wait_for()
    assert RecordNeed.objects.count() == 2


def test_only_the_fields_are_kept_and_can_be_emptied(visitor: Visit, facilitator: User) -> None:
    centre = visitor()
    centre.sign_in(facilitator)
    assert draft(centre.page) is None
    centre.open(NEW)
    fill_registration(centre.page)
    send_and_lose(centre, "Enregistrer la personne")
    page = centre.page
    kept = json.loads(draft(page) or "{}")
    names = {name for name, _ in kept["fields"]}
    assert {"id", "given_names", "sex"} <= names
    assert not {"csrfmiddlewaretoken", "password"} & names
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Vider le formulaire").click()
    expect(page.get_by_label("Prénoms")).to_have_value("")
    assert page.get_by_text(FOUND).count() == 0 and draft(page) is None


def test_a_draft_lives_thirty_minutes(visitor: Visit, facilitator: User) -> None:
    centre = visitor()
    centre.sign_in(facilitator)
    centre.open(NEW)
    fill_registration(centre.page)
    send_and_lose(centre, "Enregistrer la personne")
    centre.page.clock.install(time=timezone.now() + timedelta(minutes=31))
    centre.page.reload()
    expect(centre.page.get_by_label("Prénoms")).to_have_value("")
    assert draft(centre.page) is None


@pytest.mark.parametrize("is_same", [True, False])
def test_signing_in_between_gives_it_back_to_its_author_alone(
    visitor: Visit, facilitator: User, is_same: bool
) -> None:
    centre = visitor()
    centre.sign_in(facilitator)
    centre.open(NEW)
    fill_registration(centre.page)
    Session.objects.all().delete()
    send_and_lose(centre, "Enregistrer la personne")
    page = centre.page
    page.get_by_label("Identifiant").fill((facilitator if is_same else UserFactory()).username)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("heading", name="Bonjour").wait_for()
    centre.open(NEW)
    expect(page.get_by_label("Prénoms")).to_have_value("Coumba" if is_same else "")
    assert (draft(page) is not None) == is_same


def test_signing_out_forgets_it(visitor: Visit, facilitator: User) -> None:
    centre = visitor()
    centre.sign_in(facilitator)
    centre.open(NEW)
    fill_registration(centre.page)
    send_and_lose(centre, "Enregistrer la personne")
    page = centre.page
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_role("heading", name="Connexion").wait_for()
    assert draft(page) is None


def test_a_form_that_has_served_keeps_its_fresh_key(visitor: Visit, facilitator: User) -> None:
    """The page that answers is newer than what was kept: its key is not replaced by the one that has served."""
    centre = visitor()
    centre.sign_in(facilitator)
    centre.open(NEW)
    page = centre.page
    key = page.locator("[name=id]").input_value()
    fill_registration(page)
    centre.press("Enregistrer la personne")
    page.get_by_role("heading", name="La personne est enregistrée").wait_for()
    centre.open(NEW)
    page.locator("[name=id]").evaluate("(field, key) => { field.value = key; }", key)
    fill_registration(page)
    page.get_by_label("Prénoms").fill("Autre")
    page.locator("[name=family_name]").fill("Personne")
    centre.press("Enregistrer la personne")
    page.get_by_text("Ce formulaire a déjà servi").first.wait_for()
    assert page.locator("[name=id]").input_value() != key
    assert page.get_by_text(FOUND).count() == 0
    centre.check()
    centre.press("Enregistrer la personne")
    page.get_by_role("heading", name="La personne est enregistrée").wait_for()
    assert Migrant.objects.count() == 2
