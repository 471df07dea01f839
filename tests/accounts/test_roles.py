import pytest
from django.apps import apps

from ciom.accounts.roles import ROLE_PERMISSIONS, Role, needs_second_factor


def declared_permissions() -> set[str]:
    """Every permission that some model declares in its Meta, by default or by name."""
    return {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename in [
            *(f"{act}_{model._meta.model_name}" for act in model._meta.default_permissions),
            *(codename for codename, _ in model._meta.permissions),
        ]
    }


def test_every_role_has_a_line() -> None:
    assert set(ROLE_PERMISSIONS) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_permissions_exist(role: Role) -> None:
    assert ROLE_PERMISSIONS[role] <= declared_permissions()


def test_nobody_may_delete() -> None:
    assert not [name for names in ROLE_PERMISSIONS.values() for name in names if ".delete_" in name]


def test_administration_opens_no_personal_file() -> None:
    for role in (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER):
        assert not ROLE_PERMISSIONS[role] & ROLE_PERMISSIONS[Role.FACILITATOR] - {
            "registry.view_directory_counts",
            "reports.view_month",
            "registry.view_small_cells",
        }


def test_data_protection_officer_changes_nothing_but_erases_a_person() -> None:
    acts = {name.split(".")[1].split("_")[0] for name in ROLE_PERMISSIONS[Role.DATA_PROTECTION_OFFICER]}
    assert acts == {"view", "open", "erase"}


def test_second_factor_is_for_those_who_see_most() -> None:
    assert {role for role in Role if needs_second_factor(role)} == {
        Role.ADMINISTRATOR,
        Role.DATA_PROTECTION_OFFICER,
        Role.NATIONAL_FOCAL_POINT,
    }
