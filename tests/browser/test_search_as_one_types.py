"""The results follow what is typed, over a connection that is slow, breaks, and comes back."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Route, expect

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from registry.models import JournalEntry
from tests.accounts.factories import UserFactory
from tests.browser.conftest import Visitor
from tests.factories import make_migrant

Visit = Callable[..., Visitor]


@pytest.fixture
def centre(visitor: Visit, reference_lists: None) -> Visitor:
    """A facilitator who has opened the search; Fatou Ndiaye and Fanta Dicko are registered."""
    facilitator: User = UserFactory(role=Role.FACILITATOR)
    for given_names, family_name in (("Fatou", "Ndiaye"), ("Fanta", "Dicko")):
        make_migrant(by=facilitator, given_names=given_names, family_name=family_name)
    visitor = visitor(width=360, scheme="dark")
    visitor.sign_in(facilitator)
    visitor.open("/migrants/")
    return visitor


def test_results_follow_the_typing_and_come_back(centre: Visitor) -> None:
    page = centre.page
    before = JournalEntry.objects.count()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    box = page.get_by_label("Chercher une personne")
    box.press_sequentially("fatou ndiay", delay=40)
    expect(page.get_by_role("status")).to_have_text("1 personne trouvée")
    expect(page.get_by_role("link", name="Fatou Ndiaye")).to_be_visible()
    expect(page.get_by_role("link", name="Fanta Dicko")).to_have_count(0)
    expect(box).to_be_focused()
    centre.check()
    # One request and one line of the journal for the word, none for its letters; the word is in no address.
    assert asked == [f"{centre.address}/migrants/"]
    assert JournalEntry.objects.count() == before + 1
    assert "recherche=" in page.url and "fatou" not in page.url
    centre.follow("Fatou Ndiaye")
    page.get_by_role("heading", name="Fatou Ndiaye").wait_for()
    page.go_back()
    expect(box).to_have_value("fatou ndiay")
    expect(page.get_by_role("link", name="Fatou Ndiaye")).to_be_visible()
    # Too short to search: nothing that was found for another word stays.
    box.fill("fa")
    expect(page.get_by_role("link", name="Fatou Ndiaye")).to_have_count(0)
    assert page.url == f"{centre.address}/migrants/"


def test_a_late_answer_does_not_replace_a_newer_one(centre: Visitor) -> None:
    page = centre.page
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/migrants/", hold_the_first)
    box = page.get_by_label("Chercher une personne")
    box.fill("fatou")
    expect(page.get_by_role("status")).to_have_text("Recherche…")
    box.fill("fanta")
    expect(page.get_by_role("link", name="Fanta Dicko")).to_be_visible()
    held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.get_by_role("link", name="Fatou Ndiaye")).to_have_count(0)
    expect(page.get_by_role("link", name="Fanta Dicko")).to_be_visible()


def test_a_lost_connection_is_said_and_enter_still_searches(centre: Visitor) -> None:
    page = centre.page
    box = page.get_by_label("Chercher une personne")
    page.route(
        "**/migrants/",
        lambda route: route.abort() if "hx-request" in route.request.headers else route.continue_(),
    )
    box.fill("fatou")
    expect(page.get_by_role("status")).to_contain_text("Appuyez sur Entrée")
    expect(page.get_by_role("status")).to_be_visible()
    assert "Fanta Dicko" not in page.inner_text("main")
    centre.complaints.clear()
    centre.check()
    box.press("Enter")
    page.get_by_role("heading", name="1 personne trouvée").wait_for()
    page.unroute("**/migrants/")
    # A session that ended gives no list either: Enter leads to the sign-in page, which brings back here.
    Session.objects.all().delete()
    box.fill("fanta")
    expect(page.get_by_role("status")).to_contain_text("Appuyez sur Entrée")
