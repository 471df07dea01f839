"""Two dossiers of one person: compared, merged answer by answer, and separated again."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from registry.models import Migrant
from tests.accounts.factories import UserFactory
from tests.browser.conftest import Visitor
from tests.factories import make_pair


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_a_pair_is_merged_and_the_merge_undone(
    visitor: Callable[..., Visitor], width: int, scheme: str
) -> None:
    centre = visitor(width=width, scheme=scheme)
    centre.sign_in(UserFactory(full_name="Awa Essai"))
    page = centre.page
    centre.open(reverse("registry:duplicates"))
    page.get_by_text("Aucun doublon à revoir").wait_for()
    centre.check()

    first, second = make_pair(given_names="Sira").people
    Migrant.objects.filter(pk=first.pk).update(birth_place="Bakel")
    Migrant.objects.filter(pk=second.pk).update(birth_place="Matam")
    centre.open(reverse("registry:duplicates"))
    centre.check()
    centre.follow("Comparer")
    page.get_by_role("heading", name="Est-ce la même personne").wait_for()
    centre.check()
    centre.press("C’est la même personne : fusionner")
    page.get_by_role("heading", name="Il y a un problème").wait_for()
    centre.check()
    page.get_by_role("radio", name=first.number, exact=True).check()
    page.get_by_role("group", name="Lieu de naissance").get_by_label("Matam").check()
    centre.press("C’est la même personne : fusionner")
    page.get_by_role("heading", name="Un seul dossier").wait_for()
    centre.check()

    # The other number leads to the kept dossier, which says what was chosen.
    centre.open(reverse("registry:dossier", args=[second.pk]))
    page.get_by_text(f"Fusion avec le dossier {second.number}").wait_for()
    page.get_by_text("Matam").first.wait_for()
    centre.check()
    centre.follow(f"Fusion avec le dossier {second.number}")
    centre.press("Défaire la fusion")
    page.get_by_role("heading", name="Fusion défaite").wait_for()
    centre.check()
    centre.follow("Ouvrir l’autre dossier")
    page.get_by_role("heading", level=1).wait_for()
    assert second.number in page.locator("main").inner_text()
    assert set(Migrant.objects.present().values_list("birth_place", flat=True)) == {"Bakel", "Matam"}
