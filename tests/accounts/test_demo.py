from pathlib import Path

import pytest

from ciom.accounts.demo import create_demo_accounts, read_or_make_demo_password
from ciom.accounts.models import User
from tests.accounts.factories import UserFactory


@pytest.mark.django_db
def test_accounts_are_made_once() -> None:
    first = create_demo_accounts("un mot de passe de démonstration")
    again = create_demo_accounts("un mot de passe de démonstration")
    assert [user.pk for user in first] == [user.pk for user in again]
    assert {user.username for user in first} == {
        "animateur", "drt", "inps", "anpe", "secretaire-untm", "secretaire-cstm", "asnam", "protection", "admin",
    }  # fmt: skip
    assert all(
        user.is_demo and user.check_password("un mot de passe de démonstration")
        for user in User.objects.all()
    )


@pytest.mark.django_db
def test_new_password_replaces_the_old_one() -> None:
    create_demo_accounts("le premier mot de passe")
    create_demo_accounts("le second mot de passe")
    assert all(user.check_password("le second mot de passe") for user in User.objects.all())


@pytest.mark.django_db
def test_real_account_is_never_taken_over() -> None:
    UserFactory(username="admin")
    with pytest.raises(ValueError, match="existe déjà"):
        create_demo_accounts("un mot de passe de démonstration")
    assert User.objects.count() == 1


def test_password_is_made_once_and_kept_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIOM_DEMO_PASSWORD", raising=False)
    var_dir = tmp_path / "var"
    password = read_or_make_demo_password(var_dir)
    assert len(password) >= 15
    assert read_or_make_demo_password(var_dir) == password
    assert [file.stat().st_mode & 0o777 for file in var_dir.iterdir()] == [0o600]


def test_chosen_password_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIOM_DEMO_PASSWORD", "choisi par la personne")
    assert read_or_make_demo_password(tmp_path) == "choisi par la personne"
    assert not list(tmp_path.iterdir())
