"""A register laid out its own way, and that of Kayes, from the file to the undoing."""

from collections.abc import Callable

import pytest
from django.conf import settings

from registry.models import Migrant
from tests.accounts.factories import UserFactory
from tests.browser.conftest import Visitor
from tests.factories import make_migrant

OTHER = (
    "Portable;Prénoms et NOM;Sexe (H/F);Origine;Reçu(e) le;Demande;Né\n"
    "76 10 54 32;Awa DIALLO;F;Sénégal;07/01/2025;logement;1990\n"
    "66 10 69 34;Moussa Traoré;H;Mali;08/01/2025;;1980\n"
    ";Fanta KEÏTA;;Mali;09/01/2025;;\n"
)


@pytest.mark.parametrize(("width", "scheme", "scripts"), [(360, "dark", False), (1280, "light", True)])
def test_a_register_of_another_layout(
    visitor: Callable[..., Visitor], width: int, scheme: str, scripts: bool
) -> None:
    facilitator = UserFactory(full_name="Awa Essai")
    known = make_migrant(
        by=facilitator, family_name="Diallo", given_names="Awa", birth_precision="year", birth_year=1990
    )
    centre = visitor(width=width, scheme=scheme, scripts=scripts)
    centre.sign_in(facilitator)
    page = centre.page

    def check() -> None:
        if scripts:
            centre.check()

    centre.open("/migrants/")
    centre.follow("Importer un registre")
    check()
    file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": OTHER.encode("cp1252")}
    page.get_by_label("Votre fichier").set_input_files(file)  # type: ignore[arg-type]
    centre.press("Lire ce fichier")
    page.get_by_label("« Prénoms et NOM »").select_option(label="Nom et prénoms ensemble")
    page.get_by_label("« Portable »").select_option(label="Téléphone")
    page.get_by_label("« Reçu(e) le »").select_option(label="Date de la visite")
    page.get_by_label("« Origine »").select_option(label="Nationalité ou pays")
    page.get_by_label("« Demande »").select_option(label="Motif de la visite")
    check()
    centre.press("Lire les lignes")
    if not scripts:
        centre.press("Continuer la lecture")
    page.get_by_role("heading", name="Vérifiez avant d’importer").wait_for()
    check()
    page.locator("main").get_by_text(known.number).wait_for()
    centre.press("C’est la même personne")
    page.get_by_text("Même personne").wait_for()
    check()
    centre.press("Importer 1 personne")
    page.get_by_role("heading", name="Import fait").wait_for()
    check()
    assert Migrant.objects.count() == 2
    centre.press("Annuler cet import")
    page.get_by_role("heading", name="Import annulé").wait_for()
    check()
    assert Migrant.objects.get() == known


def test_the_register_of_kayes(visitor: Callable[..., Visitor]) -> None:
    centre = visitor()
    centre.sign_in(UserFactory())
    centre.open("/migrants/import/")
    register = settings.BASE_DIR / "ciom" / "demonstration" / "registre_2025.xlsx"
    centre.page.get_by_label("Votre fichier").set_input_files(register)
    centre.press("Lire ce fichier")
    centre.press("Lire les lignes")
    centre.page.get_by_role("heading", name="Vérifiez avant d’importer").wait_for(timeout=120_000)
    centre.check()
    centre.page.locator("main").get_by_role("button", name="Importer").click(timeout=120_000)
    centre.page.get_by_role("heading", name="Import fait").wait_for(timeout=120_000)
    assert Migrant.objects.count() > 200
