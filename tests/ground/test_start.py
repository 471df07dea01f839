"""What `make run` does once the packages are installed: `start_site`, and its steps."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.management.commands import migrate as django_migrate
from django.test import override_settings

from ciom.management.commands.migrate import Command as Migrate
from ciom.management.commands.prepare_site import one_preparation_at_a_time
from ciom.management.commands.start_site import hold_port

from .conftest import query

PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(var_dir: Path, port: int) -> subprocess.Popen[str]:
    environment = {
        "PATH": os.defpath,
        "CIOM_ENV_FILE": os.devnull,
        "CIOM_VAR": str(var_dir),
        "CIOM_DEVELOPMENT": "1",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "start_site", "--port", str(port)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if words in line:
            return seen
    raise AssertionError(f"« {words} » never came:\n{seen}")


def test_a_killed_first_start_is_repaired_by_the_next(
    make_folder: Callable[[str], Path], free_port: int
) -> None:
    folder = make_folder("var à moi")
    killed = start(folder, free_port)
    read_until(killed, "démonstration")
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()
    assert query(folder, "SELECT count(*) FROM accounts_user") == [(0,)]

    site = start(folder, free_port)
    try:
        said = read_until(site, "Booting worker")
        assert "animateur" in said
        assert (folder / "demo_password").read_text().strip() in said
        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/sante/?q=secret", timeout=30) as answer:
            assert answer.status == 200
        assert "secret" not in read_until(site, "/sante/")
        second = start(folder, free_port)
        assert "Le site tourne déjà" in second.communicate(timeout=60)[0]
        assert second.returncode == 1
    finally:
        site.terminate()
        site.communicate(timeout=60)


def test_port_of_another_program(tmp_path: Path, free_port: int) -> None:
    with socket.socket() as other, override_settings(VAR_DIR=tmp_path):
        other.bind(("127.0.0.1", free_port))
        other.listen()
        with pytest.raises(CommandError, match="pris par un autre programme"):
            hold_port(free_port)


@pytest.mark.parametrize("port", [-1, 99999])
def test_port_that_does_not_exist(tmp_path: Path, port: int) -> None:
    with override_settings(VAR_DIR=tmp_path), pytest.raises(CommandError, match="n’est pas utilisable"):
        hold_port(port)


def test_two_preparations_take_turns(tmp_path: Path) -> None:
    order = []

    def second() -> None:
        with one_preparation_at_a_time(tmp_path):
            order.append("second")

    thread = threading.Thread(target=second)
    with one_preparation_at_a_time(tmp_path):
        thread.start()
        time.sleep(0.2)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_migrate_uses_the_owner() -> None:
    parser = Migrate().create_parser("manage.py", "migrate")
    assert parser.parse_args([]).database == "owner"
    assert issubclass(Migrate, django_migrate.Command)


def test_stop_database_leaves_an_external_server_alone() -> None:
    with pytest.raises(CommandError, match="extérieure"):
        call_command("stop_database")
