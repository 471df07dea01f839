"""The dossier section by section, by two people at once, and the group that came together."""

from collections.abc import Callable

from django.urls import reverse

from registry.models import Migrant
from tests.accounts.factories import UserFactory
from tests.browser.conftest import Visitor
from tests.factories import make_migrant


def test_the_second_of_two_people_sees_what_changed_and_chooses(visitor: Callable[..., Visitor]) -> None:
    person = make_migrant(given_names="Sira", family_name="Keïta")
    url = reverse("registry:section", args=[person.pk, "identite"])
    first, second = visitor(), visitor(width=360, scheme="dark")
    for colleague, name in ((first, "Awa Essai"), (second, "Issa Essai")):
        colleague.sign_in(UserFactory(full_name=name))
        colleague.open(url)
        colleague.check()
    for colleague, place in ((first, "Bakel"), (second, "Matam")):
        colleague.page.get_by_label("Lieu de naissance").fill(place)
        colleague.press("Enregistrer")
    second.page.get_by_text("Quelqu’un d’autre a changé cette partie").wait_for()
    second.check()
    assert Migrant.objects.get().birth_place == "Bakel"
    second.page.get_by_label("Matam – ce que vous venez d’écrire").check()
    second.press("Enregistrer")
    second.page.get_by_text("Rempli par Issa Essai").first.wait_for()
    second.check()
    assert Migrant.objects.get().birth_place == "Matam"


def test_a_companion_is_registered_from_the_dossier_and_seen_in_the_group(
    visitor: Callable[..., Visitor],
) -> None:
    facilitator = UserFactory(full_name="Awa Essai")
    first = make_migrant(by=facilitator, given_names="Sali", family_name="Essai")
    centre = visitor(width=360)
    centre.sign_in(facilitator)
    page = centre.page
    centre.open(reverse("registry:dossier", args=[first.pk]))
    centre.check()
    centre.follow("Enregistrer un accompagnant")
    page.get_by_role("group", name="La personne est-elle d’accord").wait_for()
    centre.check()
    page.get_by_role("group", name="La personne est-elle d’accord").get_by_label("Oui").check()
    page.get_by_label("Prénom").fill("Fanta")
    page.get_by_label("Nom", exact=True).fill("Compagne")
    page.get_by_role("radio", name="Femme").check()
    page.get_by_label("Que lui est cette personne").select_option(label="Employé de cette personne")
    page.get_by_role("radio", name="Je ne sais pas").first.check()
    centre.press("Enregistrer")
    page.get_by_role("heading", level=1).wait_for()
    centre.check()
    companion = Migrant.objects.exclude(pk=first.pk).get()
    assert companion.nationality == first.nationality
    centre.open(reverse("registry:dossier", args=[first.pk]))
    page.get_by_role("link", name="Fanta Compagne").first.wait_for()
    centre.check()
