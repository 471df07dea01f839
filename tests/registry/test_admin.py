"""The reference lists in the administration: found, edited, ended, never renumbered nor deleted."""

from collections.abc import Callable

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from ciom.accounts.roles import Role
from registry.models import Commune, Nationality, Profession
from registry.models.base import ReferenceEntry
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

LISTS = [model for model in admin.site._registry if issubclass(model, ReferenceEntry)]


@pytest.fixture
def office(signed_in: Callable) -> Client:
    return signed_in(UserFactory(role=Role.ADMINISTRATOR))


def address(model: type[ReferenceEntry], page: str, *args: int) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_every_list_is_administered() -> None:
    def concrete(model: type[ReferenceEntry]) -> list[type[ReferenceEntry]]:
        below = [found for child in model.__subclasses__() for found in concrete(child)]
        return below if model._meta.abstract else [model, *below]

    assert set(concrete(ReferenceEntry)) == set(LISTS)


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_queries_do_not_grow_with_the_list(
    model: type[ReferenceEntry], office: Client, django_assert_max_num_queries: Callable
) -> None:
    with django_assert_max_num_queries(11):
        page = office.get(address(model, "changelist")).content.decode()
    assert str(model._meta.verbose_name_plural).capitalize() in page


@pytest.mark.parametrize("model", LISTS, ids=lambda model: model.__name__)
def test_queries_of_one_entry_are_few(
    model: type[ReferenceEntry], office: Client, django_assert_max_num_queries: Callable
) -> None:
    entry = model.objects.order_by("pk").last()
    with django_assert_max_num_queries(15):
        assert office.get(address(model, "change", entry.pk)).status_code == 200
    assert office.get(address(model, "add")).status_code == 200


def test_code_is_chosen_once(office: Client) -> None:
    data = {"label": "Orpailleuse", "code": "orpailleuse", "position": 5, "is_current": "on"}
    assert office.post(address(Profession, "add"), data).status_code == 302
    entry = Profession.objects.get(code="orpailleuse")
    answer = office.post(
        address(Profession, "change", entry.pk), {"label": "Orpailleur", "code": "x", "position": 5}
    )
    assert answer.status_code == 302
    entry.refresh_from_db()
    assert (entry.label, entry.code, entry.is_current) == ("Orpailleur", "orpailleuse", False)


def test_search_forgives_accents(office: Client) -> None:
    page = office.get(address(Nationality, "changelist"), {"q": "senegal"}).content.decode()
    assert "Sénégalaise" in page
    assert "Mauritanienne" not in page


def test_what_is_to_be_confirmed_is_found(office: Client) -> None:
    sure, unsure = (Commune.objects.filter(needs_confirmation=value).first() for value in (False, True))
    page = office.get(address(Commune, "changelist"), {"needs_confirmation__exact": 1}).content.decode()
    assert address(Commune, "change", unsure.pk) in page
    assert address(Commune, "change", sure.pk) not in page


def test_a_point_outside_mali_is_explained(office: Client) -> None:
    commune = Commune.objects.first()
    data = {"label": "A", "position": 1, "cercle": commune.cercle_id, "latitude": 48, "longitude": 2}
    page = office.post(address(Commune, "change", commune.pk), data).content.decode()
    assert "d’un point du Mali" in page
