"""Production that is unsafe or incomplete does not start; the documented one starts without a word."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import CheckMessage
from django.db import OperationalError
from django.test import override_settings

from ciom import checks
from tests.accounts.factories import UserFactory

PROJECT = Path(settings.BASE_DIR)
GOOD: dict[str, Any] = {
    "DEVELOPMENT": False,
    "SECRET_KEY": "".join(map(chr, range(48, 122))),
    "DOCUMENT_KEYS": ["q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA="],
    "DEBUG": False,
    "ALLOWED_HOSTS": ["ciom.example.org"],
    "PUBLIC_URL": "https://ciom.example.org",
    "CENTRE_PHONE": "+223 21 52 00 00",
    "CENTRE_ADDRESS": "Kayes",
    "APDP_RECEIPT": "1",
    "TRUSTED_PROXIES": 1,
}


def numbers(messages: list[CheckMessage]) -> list[str]:
    return [str(message.id) for message in messages]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({}, []),
        ({"SECRET_KEY": ""}, ["ciom.E001"]),
        ({"SECRET_KEY": "court"}, ["ciom.E001"]),
        ({"SECRET_KEY": "a" * 60}, ["ciom.E001"]),
        ({"DEBUG": True}, ["ciom.E002"]),
        ({"ALLOWED_HOSTS": []}, ["ciom.E003", "ciom.E005"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["ciom.E003"]),
        ({"PUBLIC_URL": ""}, ["ciom.E004"]),
        ({"PUBLIC_URL": "http://ciom.example.org"}, ["ciom.E004"]),
        ({"PUBLIC_URL": "https://ciom.example.org/"}, []),
        ({"PUBLIC_URL": "https://ciom.example.org/ciom"}, ["ciom.E004"]),
        ({"PUBLIC_URL": "https://autre.example.org"}, ["ciom.E005"]),
        ({"DOCUMENT_KEYS": []}, ["ciom.E006"]),
        ({"DOCUMENT_KEYS": [*GOOD["DOCUMENT_KEYS"], "court"]}, ["ciom.E006"]),
        ({"CENTRE_PHONE": ""}, ["ciom.W001"]),
        ({"CENTRE_ADDRESS": ""}, ["ciom.W002"]),
        ({"APDP_RECEIPT": ""}, ["ciom.W003"]),
        ({"TRUSTED_PROXIES": 0}, ["ciom.W004"]),
    ],
)
def test_settings(wrong: dict[str, Any], expected: list[str]) -> None:
    with override_settings(**GOOD | wrong):
        assert numbers(checks.production_settings() + checks.centre_settings()) == expected
    with override_settings(**GOOD | wrong | {"DEVELOPMENT": True}):
        assert checks.production_settings() + checks.centre_settings() == []


@pytest.mark.django_db
def test_demonstration_accounts() -> None:
    UserFactory()
    with override_settings(**GOOD):
        assert checks.demonstration_accounts(databases=["default"]) == []
        UserFactory(is_demo=True)
        assert checks.demonstration_accounts(databases=None) == []
        assert numbers(checks.demonstration_accounts(databases=["default"])) == ["ciom.E012"]
    assert checks.demonstration_accounts(databases=["default"]) == []


@pytest.mark.django_db
def test_version_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.database_server(databases=["default"]) == []
    monkeypatch.setattr(checks, "OLDEST_POSTGRESQL", 99)
    assert numbers(checks.database_server(databases=["default"])) == ["ciom.E010"]


@pytest.mark.django_db
def test_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OperationalError("could not connect")

    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", refuse)
    with override_settings(**GOOD):
        assert numbers(checks.database_server(databases=["default"])) == ["ciom.E011"]
        assert checks.application_role(databases=["default"]) == []
        assert checks.demonstration_accounts(databases=["default"]) == []


@pytest.mark.django_db
def test_a_single_role_is_said() -> None:
    """The tests connect as the owner."""
    assert numbers(checks.application_role(databases=["default"])) == ["ciom.W010"]


def python(*arguments: str, tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.defpath, "CIOM_ENV_FILE": os.devnull, "CIOM_VAR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_documented_production_settings_are_silent(tmp_path: Path) -> None:
    documented = (PROJECT / ".env.example").read_text()
    for name in ("SECRET_KEY", "DOCUMENT_KEYS", "CENTRE_PHONE", "APDP_RECEIPT"):
        value = ",".join(GOOD[name]) if isinstance(GOOD[name], list) else GOOD[name]
        assert f"\n{name}=\n" in documented
        documented = documented.replace(f"\n{name}=\n", f"\n{name}='{value}'\n")
    done = check_deployment(documented, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "0 silenced" in done.stdout


def test_what_the_example_leaves_open_is_missing(tmp_path: Path) -> None:
    """Whether it is left empty or copied from an older example."""
    documented = (PROJECT / ".env.example").read_text()
    documented = documented.replace("SECRET_KEY=", f"SECRET_KEY='{GOOD['SECRET_KEY']}'")
    documented = documented.replace("DOCUMENT_KEYS=", f"DOCUMENT_KEYS={GOOD['DOCUMENT_KEYS'][0]}")
    placeholders = 'CENTRE_PHONE="+223 00 00 00 00"\nAPDP_RECEIPT="à compléter"\n'
    for content in (documented, documented + placeholders):
        done = check_deployment(content, tmp_path)
        assert done.returncode != 0
        assert "ciom.W001" in done.stderr and "ciom.W003" in done.stderr


def check_deployment(environment: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    (tmp_path / "env").write_text(environment)
    program = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    return python(*program, tmp_path=tmp_path, CIOM_ENV_FILE=str(tmp_path / "env"))


def test_without_production_settings_no_command_runs_and_the_site_does_not_start(tmp_path: Path) -> None:
    for program in (["manage.py", "migrate"], ["-c", "import ciom.wsgi"]):
        done = python(*program, tmp_path=tmp_path)
        assert done.returncode != 0
        assert all(number in done.stderr for number in ("ciom.E001", "ciom.E003", "ciom.E004"))
        assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_nothing_starts_for_a_command_that_needs_no_database(tmp_path: Path) -> None:
    for program in ("--version", "help", "check"):
        assert python("manage.py", program, tmp_path=tmp_path, CIOM_DEVELOPMENT="1").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]
