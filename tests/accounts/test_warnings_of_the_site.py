"""What every page, or every administrator, must be told about this site: a demonstration, a missing receipt."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client, override_settings

from ciom.accounts.models import User
from ciom.accounts.roles import STAFF_ROLES, Role
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db
BANNER = "n’enregistrez personne de réel ici"
RECEIPT = "Le numéro du récépissé de l’APDP"


@pytest.fixture
def calm_browser() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("development", [True, False])
def test_a_demonstration_is_said_on_every_page(
    calm_browser: Client, monkeypatch: pytest.MonkeyPatch, development: bool
) -> None:
    """To visitors, to real accounts, in the administration, and when something is wrong."""

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError

    with override_settings(DEVELOPMENT=development):
        pages = [calm_browser.get(path) for path in ("/connexion/", "/donnees-personnelles/", "/nulle-part/")]
        calm_browser.force_login(UserFactory(role=Role.ADMINISTRATOR))
        pages += [calm_browser.get(path) for path in ("/", "/migrants/", "/admin/", "/admin/accounts/user/")]
        pages += [calm_browser.get("/", headers={"host": "ailleurs.example.org"})]
        monkeypatch.setattr("ciom.views.render", broken)
        pages += [calm_browser.get("/")]
    assert [page.status_code for page in pages] == [200, 200, 404, 200, 403, 200, 200, 400, 500]
    assert [BANNER in page.content.decode() for page in pages] == [development] * len(pages)


@pytest.mark.parametrize("role", Role)
def test_who_is_told_that_the_receipt_is_missing(role: Role, signed_in: Callable[[User], Client]) -> None:
    assert settings.APDP_RECEIPT == ""
    client = signed_in(UserFactory(role=role))
    assert (RECEIPT in client.get("/").content.decode()) == (role in STAFF_ROLES)
    assert (RECEIPT in client.get("/admin/").content.decode()) == (role in STAFF_ROLES)
    with override_settings(APDP_RECEIPT="0042"):
        assert RECEIPT not in client.get("/").content.decode()
        assert RECEIPT not in client.get("/admin/").content.decode()
