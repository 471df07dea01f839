"""The whole main job through the pages alone: the centre registers and refers, the service answers, the month shows it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from ciom.accounts.roles import Role
from referrals.models import Referral
from registry.models import Migrant
from tests.accounts.factories import UserFactory
from tests.browser.conftest import Visitor
from tests.factories import make_agent, make_migrant


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_from_the_door_of_the_centre_to_the_month(
    visitor: Callable[..., Visitor], width: int, scheme: str
) -> None:
    facilitator = UserFactory(role=Role.FACILITATOR, full_name="Awa Essai")
    agent = make_agent("inps")
    make_migrant(by=facilitator, given_names="Fatou", family_name="Ndiaye")
    last_month = date.today().replace(day=1) - timedelta(days=1)
    make_migrant(by=facilitator, given_names="Adama", family_name="Cissé", registered_on=last_month)

    centre = visitor(width=width, scheme=scheme)
    centre.sign_in(facilitator)
    centre.check()
    page = centre.page

    # Search first; nobody is found, so register.
    page.get_by_label("Chercher une personne").fill("Coumba Sarr")
    centre.press("Rechercher")
    page.get_by_text("Personne ne correspond").wait_for()
    centre.check()
    centre.press("Inscrire cette personne")
    centre.check()
    centre.press("Enregistrer la personne")
    page.get_by_role("heading", name="Il y a un problème").wait_for()
    assert page.title().startswith("Erreur")
    centre.check()
    page.get_by_role("group", name="La personne est-elle d’accord").get_by_label("Oui").check()
    page.get_by_label("Prénoms").fill("Coumba")
    page.locator("[name=family_name]").fill("Sarr")
    page.get_by_label("Femme").check()
    page.get_by_label("Nationalité").select_option(label="Sénégal")
    page.get_by_label("Année estimée").check()
    page.locator("[name=birth_year]").fill("1988")
    page.get_by_label("Téléphone").fill("70 00 11 22")
    centre.press("Enregistrer la personne")
    page.get_by_role("heading", name="La personne est enregistrée").wait_for()
    centre.check()
    person = Migrant.objects.get(family_name="Sarr")
    assert (person.full_name, person.birth_text) == ("Coumba Sarr", "vers 1988")
    assert person.number in page.inner_text("main")

    # Reception, then interview.
    centre.follow("Noter l’accueil")
    centre.check()
    page.get_by_label("Sur le terrain").check()
    page.get_by_label("Immatriculation sociale").check()
    centre.press("Enregistrer l’accueil")
    page.get_by_text("L’accueil est noté.").wait_for()
    centre.check()
    centre.follow("Faire l’entretien")
    centre.check()
    page.get_by_role("combobox", name="Besoin").select_option(label="Immatriculation sociale")
    page.get_by_role("combobox", name="Décision").select_option(label="Orienter vers un service")
    page.get_by_text("Ajouter un besoin").first.click()
    assert page.get_by_role("combobox", name="Besoin").count() == 2
    centre.check()
    centre.press("Enregistrer l’entretien")
    page.get_by_role("heading", name="Besoins et décisions").wait_for()
    centre.check()
    assert page.inner_text("main").index("INPS") < page.inner_text("main").index("CMSS")

    # The need leads to the right service, with consent.
    centre.press("Orienter vers un service")
    centre.check()
    page.get_by_label("Ce que la personne demande").fill("Employée sans être déclarée.")
    page.get_by_role("group", name="La personne est-elle d’accord").get_by_label("Oui").check()
    page.get_by_role("group", name="que son nom soit transmis").get_by_label("Oui").check()
    page.get_by_role("group", name="son téléphone").get_by_label("Oui").check()
    centre.press("Envoyer la demande")
    page.get_by_role("heading", name="La demande a été envoyée").wait_for()
    centre.check()
    referral = Referral.objects.get()
    assert (referral.service.acronym, referral.state) == ("INPS", "sent")
    slip_path = page.get_by_role("link", name="Imprimer la fiche").get_attribute("href")
    slip = page.request.get(f"{centre.address}{slip_path}")
    assert slip.headers["content-type"] == "application/pdf"

    # The service: its inbox, takes up, fixes an appointment.
    service = visitor(width=width, scheme=scheme)
    service.sign_in(agent)
    service.check()
    service.follow("Voir les orientations reçues")
    service.check()
    service.follow("Immatriculation sociale")
    service.check()
    assert "70 00 11 22" not in service.page.inner_text("main")
    service.press("Je prends en charge")
    service.page.get_by_text("Vous avez pris cette demande en charge.").wait_for()
    assert "70 00 11 22" in service.page.inner_text("main")
    service.follow("Accepter et fixer un rendez-vous")
    service.check()
    service.page.get_by_label("Date du rendez-vous").fill((date.today() + timedelta(days=8)).isoformat())
    service.page.get_by_label("Lieu").fill("INPS de Kayes, guichet 3")
    service.page.get_by_label("Personne à demander").fill("L’accueil")
    service.press("Envoyer la réponse")
    service.page.get_by_text("Votre réponse a été transmise").wait_for()
    service.check()

    # The centre sees the answer on its home page, and tells the person.
    centre.open("/")
    centre.check()
    centre.follow("INPS – Coumba Sarr")
    centre.check()
    assert "guichet 3" in page.inner_text("main")
    centre.press("La personne est prévenue")
    page.get_by_text("La personne a été prévenue le").wait_for()
    centre.open("/")
    assert page.get_by_role("link", name="INPS – Coumba Sarr").count() == 0
    centre.open(f"/migrants/{person.pk}/")
    centre.check()

    # The secretary sees the month, without any name.
    secretary = visitor(width=width, scheme=scheme)
    secretary.sign_in(UserFactory(role=Role.UNION_SECRETARY))
    secretary.check()
    secretary.follow("Voir le mois")
    secretary.check()
    month = secretary.page.inner_text("main")
    assert "Un mois se lit ici quand il est terminé" in month and "non montré" in month
    assert not {"Sarr", "Cissé"} & set(month.split())

    # The administrator edits a service, and meets no personal file.
    administrator = visitor(width=1280, scheme=scheme)
    administrator.sign_in(UserFactory(role=Role.ADMINISTRATOR))
    administrator.follow("Ouvrir l’administration")
    shown = administrator.page.inner_text("body")
    assert "Services techniques" in shown and "Migrants" not in shown


def test_someone_resembling_is_asked_about_before_saving(visitor: Callable[..., Visitor]) -> None:
    facilitator = UserFactory(role=Role.FACILITATOR)
    known = make_migrant(by=facilitator, given_names="Fatou", family_name="Ndiaye", nationality="sn")
    centre = visitor(width=360)
    centre.sign_in(facilitator)
    centre.open("/migrants/nouveau/")
    page = centre.page
    page.get_by_role("group", name="La personne est-elle d’accord").get_by_label("Oui").check()
    page.get_by_label("Prénoms").fill("Fatou")
    page.locator("[name=family_name]").fill("Ndiaye")
    page.get_by_label("Femme").check()
    page.get_by_label("Nationalité").select_option(label="Sénégal")
    page.get_by_label("Je ne sais pas").check()
    centre.press("Enregistrer la personne")
    page.get_by_role("heading", name="Est-ce la même personne").wait_for()
    centre.check()
    assert known.number in page.inner_text("main")
    # Correcting what was typed asks again: only the answer « no » registers.
    page.get_by_text("Corriger ce qui est écrit").click()
    centre.check()
    centre.press("Vérifier de nouveau")
    page.get_by_role("heading", name="Est-ce la même personne").wait_for()
    assert Migrant.objects.count() == 1
    centre.press("Ce n’est pas elle")
    page.get_by_role("heading", name="La personne est enregistrée").wait_for()
    assert Migrant.objects.count() == 2


def test_the_centre_works_without_script(visitor: Callable[..., Visitor]) -> None:
    facilitator = UserFactory(role=Role.FACILITATOR)
    known = make_migrant(by=facilitator, given_names="Fatou", family_name="Ndiaye")
    centre = visitor(scripts=False)
    centre.sign_in(facilitator)
    centre.page.get_by_label("Chercher une personne").fill("NDIAYE fatou")
    centre.press("Rechercher")
    centre.follow("Fatou Ndiaye")
    assert known.number in centre.page.inner_text("main")
    centre.follow("Orienter vers un service")
    centre.page.get_by_label("Quel est le besoin").select_option(label="Recherche d’emploi ou formation")
    centre.press("Voir les services à proposer")
    assert centre.page.get_by_label("ANPE –", exact=False).is_checked()
