"""Lists that people choose from stand in French order."""

import pytest

from registry.forms import place_choices
from registry.models import Cercle, Commune, Profession

pytestmark = pytest.mark.django_db


def test_letters_with_accents_stand_among_the_others() -> None:
    labels = ["zingueur", "Éleveur", "eau (porteur d’)", "École (maître d’)", "cordonnier"]
    for code, label in enumerate(labels):
        Profession.objects.create(code=f"essai-{code}", label=label, position=900)
    found = [entry.label for entry in Profession.objects.filter(position=900)]
    assert found == ["cordonnier", "eau (porteur d’)", "École (maître d’)", "Éleveur", "zingueur"]


def test_places_too() -> None:
    cercle = Cercle.objects.first()
    for label in ("Zz", "Éé", "Dd"):
        Commune.objects.create(code=f"essai-{label[0].lower()}".replace("é", "e"), label=label, cercle=cercle)
    options = next(
        group for title, group in place_choices()[1:] if title == f"Communes – cercle de {cercle.label}"
    )
    labels = [label for _, label in options]
    assert labels.index("Dd") < labels.index("Éé") < labels.index("Zz")
