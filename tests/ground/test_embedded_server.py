"""The embedded server: what it is, and what it survives."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest
from django.db import ConnectionHandler
from django.test import override_settings

from ciom.database.embedded import embedded_databases, ensure_running, processes, stop
from ciom.database.placement import data_folder, socket_folder

from .conftest import kill_all, query


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", ""),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("data_checksums", "on"),
        ("jit", "off"),
    ],
)
def test_server_settings(var_dir: Path, setting: str, value: str) -> None:
    assert query(var_dir, "SELECT current_setting(%s)", (setting,)) == [(value,)]


def test_only_its_account_may_enter(var_dir: Path) -> None:
    assert data_folder(var_dir).stat().st_mode & 0o077 == 0


def test_text_is_compared_right_whatever_the_language_of_the_machine(var_dir: Path) -> None:
    assert query(var_dir, "SELECT upper('éboué'), 'ÉBOUÉ' ILIKE 'éboué'") == [("ÉBOUÉ", True)]


def test_application_has_time_limits(var_dir: Path) -> None:
    assert query(var_dir, "SELECT current_setting('statement_timeout')", alias="default") == [("1min",)]
    assert query(var_dir, "SELECT current_setting('statement_timeout')") == [("0",)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE t (n int)",
        "CREATE TEMPORARY TABLE t (n int)",
        "CREATE SCHEMA s",
        "CREATE EXTENSION unaccent",
        "CREATE ROLE r",
        "SET session_replication_role = replica",
        "SET ROLE ciom_owner",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_application_may_not(var_dir: Path, statement: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        query(var_dir, statement, alias="default")


def test_owner_may_create_the_extensions_of_the_project(var_dir: Path) -> None:
    for extension in ("pg_trgm", "unaccent", "btree_gist"):
        query(var_dir, f"CREATE EXTENSION {extension}")


def test_log_contains_no_value(var_dir: Path) -> None:
    query(var_dir, "CREATE TABLE person (name text PRIMARY KEY, born int CHECK (born > 0))")
    query(var_dir, "INSERT INTO person VALUES ('Zantigui', 1980)")
    for statement in (
        "INSERT INTO person VALUES ('Zantigui', 1981)",
        "INSERT INTO person VALUES ('Zantigui 2', -1)",
        "SELECT 'Zantigui'::int",
        "SELECT Zantigui",
    ):
        with pytest.raises(psycopg2.Error):
            query(var_dir, statement)
    kill_all(var_dir)
    ensure_running(var_dir)
    log = (var_dir / "postgresql.log").read_text()
    assert "ready to accept connections" in log
    assert "antigui" not in log


def test_no_committed_row_is_lost_when_everything_is_killed(var_dir: Path) -> None:
    query(var_dir, "CREATE TABLE kept (n int)")
    for number in range(50):
        query(var_dir, "INSERT INTO kept VALUES (%s)", (number,))
    kill_all(var_dir)
    ensure_running(var_dir)
    assert query(var_dir, "SELECT count(*) FROM kept") == [(50,)]


def test_starts_again_when_only_the_main_process_is_killed(var_dir: Path) -> None:
    main = int((data_folder(var_dir) / "postmaster.pid").read_text().split()[0])
    os.kill(main, signal.SIGKILL)
    ensure_running(var_dir)
    assert query(var_dir, "SELECT 1") == [(1,)]
    assert main not in processes(data_folder(var_dir).resolve())


@pytest.mark.parametrize(
    "content", ["", "12", "not a number\n", "{foreign}\n/elsewhere\n1\n5432\n.\n\n1 2\n"]
)
def test_stale_lock_file_is_no_obstacle_and_hurts_nobody(var_dir: Path, content: str) -> None:
    with subprocess.Popen(["sleep", "600"]) as foreign:
        kill_all(var_dir)
        lock = data_folder(var_dir) / "postmaster.pid"
        lock.write_text(content.format(foreign=foreign.pid))
        assert stop(var_dir) is False
        ensure_running(var_dir)
        assert query(var_dir, "SELECT 1") == [(1,)]
        assert foreign.poll() is None
        foreign.kill()


def test_stop_then_start(var_dir: Path) -> None:
    assert stop(var_dir) is True
    assert stop(var_dir) is False
    assert processes(data_folder(var_dir).resolve()) == []
    ensure_running(var_dir)
    assert query(var_dir, "SELECT 1") == [(1,)]


def test_first_connection_of_django_starts_the_server(
    var_dir: Path, django_db_blocker: pytest.FixtureRequest
) -> None:
    stop(var_dir)
    with override_settings(VAR_DIR=var_dir), django_db_blocker.unblock():
        connection = ConnectionHandler(embedded_databases(var_dir))["default"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("ciom_app",)
        connection.close()


def test_the_environment_of_the_user_does_not_lead_astray(
    var_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6000")
    monkeypatch.setenv("PGDATA", "/nowhere")
    kill_all(var_dir)
    ensure_running(var_dir)
    assert (data_folder(var_dir) / ".s.PGSQL.5432").exists()


def test_eight_at_once_on_a_bare_folder_share_one_server(make_folder: Callable[[str], Path]) -> None:
    folder = make_folder("var")
    (folder / "postgresql.new" / "base").mkdir(parents=True)  # left by an interrupted creation
    program = (
        "import sys; from pathlib import Path; from ciom.database.embedded import ensure_running;"
        "folder = Path(sys.argv[1]); ensure_running(folder);"
        "print((folder / 'postgresql' / 'postmaster.pid').read_text().split()[0])"
    )
    command = [sys.executable, "-c", program, str(folder)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    answers = [process.communicate(timeout=120)[0] for process in started]
    assert [process.returncode for process in started] == [0] * 8
    assert len(set(answers)) == 1
    assert query(folder, "SELECT 1", alias="default") == [(1,)]


def test_long_path_goes_through_a_link(make_folder: Callable[[str], Path]) -> None:
    folder = make_folder("/".join(["un-dossier-assez-long"] * 6))
    ensure_running(folder)
    assert query(folder, "SELECT 1") == [(1,)]
    socket_folder(folder).unlink()  # /tmp is emptied now and then
    ensure_running(folder)
    assert query(folder, "SELECT 1") == [(1,)]


def test_a_process_of_the_killed_server_is_waited_for(var_dir: Path) -> None:
    """Whoever works in the data folder may still write to it."""
    kill_all(var_dir)
    orphan = subprocess.Popen(["sleep", "600"], cwd=data_folder(var_dir))
    reaper = subprocess.Popen(["sh", "-c", f"sleep 1; kill -9 {orphan.pid}"])
    begun = time.monotonic()
    ensure_running(var_dir)
    assert time.monotonic() - begun >= 0.9
    for process in (orphan, reaper):
        process.wait()
