"""The pages of the agreement: asked, refused, given, taken back, and the separate one for the gendarmerie."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from tests.accounts.factories import UserFactory
from tests.browser.conftest import Visitor
from tests.factories import make_migrant


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_agreement_from_the_paper_register_to_its_withdrawal(
    visitor: Callable[..., Visitor], width: int, scheme: str
) -> None:
    facilitator = UserFactory(full_name="Awa Essai")
    migrant = make_migrant(
        by=facilitator, consent=None, given_names="Sira", family_name="Keïta", phone="70 11 22 33"
    )
    centre = visitor(width=width, scheme=scheme)
    centre.sign_in(facilitator)
    page = centre.page
    dossier = reverse("registry:dossier", args=[migrant.pk])
    centre.open(dossier)
    page.get_by_text("Aucun accord n’est noté").wait_for()
    centre.check()
    centre.follow("Orienter vers un service")
    page.get_by_text("Il faut d’abord l’accord").wait_for()
    centre.check()

    # She refuses, then changes her mind.
    for said, found in (("Non", "Accord refusé"), ("Oui", "Retirer l’accord")):
        centre.follow("Noter l’accord")
        centre.press("Enregistrer sa réponse")
        page.get_by_role("heading", name="Il y a un problème").wait_for()
        centre.check()
        page.get_by_role("group", name="La personne est-elle d’accord").get_by_label(said).check()
        page.get_by_label("Empreinte").check()
        centre.press("Enregistrer sa réponse")
        page.locator("main").get_by_text(found).first.wait_for()
        centre.check()

    # A name goes to the gendarmerie only with the second text.
    centre.open(reverse("referrals:new", args=[migrant.pk]))
    page.get_by_label("Quel est le besoin").select_option(label="Violence, vol ou racket")
    centre.press("Voir les services à proposer")
    panel = page.get_by_role("group", name="d’être connue de ce service")
    assert panel.is_visible()
    page.get_by_label("Ce que la personne demande").fill("Agression sur le site.")
    page.get_by_role("group", name="La personne est-elle d’accord").get_by_label("Oui").check()
    page.get_by_role("group", name="que son nom soit transmis").get_by_label("Non").check()
    page.get_by_role("group", name="son téléphone").get_by_label("Non").check()
    assert not panel.is_visible()
    page.get_by_role("group", name="son téléphone").get_by_label("Oui").check()
    assert panel.is_visible()
    centre.check()
    centre.press("Envoyer la demande")
    page.get_by_role("heading", name="Il y a un problème").wait_for()
    centre.check()
    panel.get_by_label("Oui").check()
    centre.press("Envoyer la demande")
    page.get_by_role("heading", name="La demande a été envoyée").wait_for()

    centre.open(dossier)
    centre.follow("Retirer l’accord")
    centre.check()
    centre.press("Retirer l’accord")
    page.get_by_role("heading", name="L’accord est retiré").wait_for()
    centre.check()
    assert page.inner_text("main").count("Gendarmerie nationale") == 2
    centre.follow("Revenir au dossier")
    page.get_by_text("Accord retiré").wait_for()
    centre.check()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_a_refused_registration_keeps_nothing(
    visitor: Callable[..., Visitor], width: int, scheme: str
) -> None:
    centre = visitor(width=width, scheme=scheme)
    centre.sign_in(UserFactory())
    centre.open(reverse("registry:new_migrant"))
    page = centre.page
    page.get_by_label("Prénoms").fill("Coumba")
    page.get_by_role("group", name="La personne est-elle d’accord").get_by_label("Non").check()
    centre.press("Enregistrer la personne")
    page.get_by_role("heading", name="Rien n’a été gardé").wait_for()
    centre.check()
    page.go_back()
    assert page.get_by_label("Prénoms").input_value() == ""
