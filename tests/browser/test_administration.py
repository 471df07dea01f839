"""The work of the administrator, through the pages alone, on a telephone in the dark and on a desk by day."""

from collections.abc import Callable

import pytest

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from referrals.models import TechnicalService
from registry.models import Profession
from tests.accounts.factories import UserFactory
from tests.browser.conftest import Visitor


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_an_account_a_service_a_list(visitor: Callable[..., Visitor], width: int, scheme: str) -> None:
    office = visitor(width=width, scheme=scheme)
    office.sign_in(UserFactory(role=Role.ADMINISTRATOR))
    page = office.page
    office.follow("Ouvrir l’administration")
    office.check()

    # An account for an agent of a service.
    office.follow("Comptes")
    office.check()
    office.follow("Ajouter")
    office.check()
    page.get_by_label("Identifiant").fill("agent-drt")
    page.get_by_label("Prénom et nom").fill("Nom Inventé")
    page.get_by_label("Rôle").select_option(label="Agent de service technique")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("Choisissez le service de cet agent.").wait_for()
    office.check()
    page.get_by_label("Service technique").select_option(label="DRT")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("heading", name="Mot de passe provisoire").wait_for()
    assert page.get_by_role("button", name="Imprimer").is_visible()
    office.check()
    password = page.locator("code").inner_text()
    agent = User.objects.get(username="agent-drt")
    assert agent.check_password(password) and agent.service_agent.service.code == "drt"

    # The agent has left.
    office.follow("Revenir aux comptes")
    office.follow("agent-drt")
    office.check()
    page.get_by_role("button", name="Désactiver le compte").click()
    page.get_by_text("Fait pour agent-drt.").wait_for()
    office.check()
    agent.refresh_from_db()
    assert not agent.is_active

    # A service answers one more need, and its remit is said better.
    service = TechnicalService.objects.get(code="drt")
    office.open(f"/admin/referrals/technicalservice/{service.pk}/change/")
    office.check()
    before = service.answers.count()
    page.get_by_label("Ce qu’il fait").fill("Inspection du travail.")
    page.get_by_text("Ajouter une ligne").first.click()
    line = page.locator("#answers-group tr.form-row:not(.empty-form)").last
    line.get_by_label("Besoin").select_option(label="Recherche d’emploi ou formation")
    office.check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("Modifié").wait_for()
    service.refresh_from_db()
    assert (service.remit, service.answers.count()) == ("Inspection du travail.", before + 1)

    # An entry of a list is ended.
    entry = Profession.objects.get(code="orpailleur")
    office.open(f"/admin/registry/profession/{entry.pk}/change/")
    office.check()
    page.get_by_label("Proposé à la saisie").uncheck()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("Modifié").wait_for()
    office.check()
    entry.refresh_from_db()
    assert not entry.is_current
