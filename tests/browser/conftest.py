"""A real Chromium before the real site. In CI a missing browser is a failure, elsewhere the tests are left out."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from ciom.accounts.models import User
from tests.accounts.factories import PASSWORD

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
# Without these Chromium keeps trying to reach its makers.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason="Chromium n’est pas installé"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.fail(
            "Chromium manque : les essais dans le navigateur ne peuvent pas être laissés de côté en CI."
        )
    # Playwright keeps an event loop in this thread, which Django would mistake for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visitor:
    """Someone in front of the site. Each page they see is checked by axe and must respect the content policy."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.complaints.append(getattr(message, "text", ""))

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, user: User) -> None:
        self.open("/connexion/")
        self.page.get_by_label("Identifiant").fill(user.username)
        self.page.get_by_label("Mot de passe").fill(PASSWORD)
        self.page.get_by_role("button", name="Se connecter").click()
        self.page.get_by_role("heading", level=1).wait_for()

    def press(self, name: str) -> None:
        self.page.locator("main").get_by_role("button", name=name).click()

    def follow(self, name: str) -> None:
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def check(self) -> None:
        """The console is silent, axe finds nothing, nothing overflows sideways."""
        self.page.wait_for_load_state()
        assert self.complaints == [], self.page.url
        results = Axe().run(self.page)
        assert results.violations_count == 0, f"{self.page.url}\n{results.generate_report()}"
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
        assert not wide, f"{self.page.url} déborde sur le côté"
        # axe sets styles of its own on some pages, which our policy refuses.
        self.complaints.clear()


@pytest.fixture
def visitor(
    browser: Browser, live_server: LiveServer, reference_lists: None
) -> Iterator[Callable[..., Visitor]]:
    """Opens browsers of any size and colour scheme."""
    contexts = []

    def visit(*, width: int = 1280, scheme: str = "light", scripts: bool = True) -> Visitor:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            locale="fr-FR",
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        return Visitor(context.new_page(), live_server.url)

    yield visit
    for context in contexts:
        context.close()
