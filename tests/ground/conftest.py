"""Throw-away embedded servers, in folders that a service account can reach (pytest's own are closed)."""

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from ciom.database.embedded import embedded_databases, ensure_running, processes, stop
from ciom.database.placement import data_folder, socket_folder


@pytest.fixture(scope="module")
def make_folder() -> Iterator[Callable[[str], Path]]:
    """Makes folders for `CIOM_VAR`; at the end, stops their servers and removes everything."""
    parents, folders = [], []

    def make(name: str) -> Path:
        parent = Path(tempfile.mkdtemp(prefix="ciom-test-"))
        parent.chmod(0o755)
        parents.append(parent)
        folders.append(parent / name)
        return parent / name

    yield make
    for folder in folders:
        if data_folder(folder).exists():
            stop(folder)
        if socket_folder(folder) != data_folder(folder):
            socket_folder(folder).unlink(missing_ok=True)
    for parent in parents:
        shutil.rmtree(parent)


@pytest.fixture(scope="module")
def var_dir(make_folder: Callable[[str], Path]) -> Path:
    """A running server, in a folder whose name is hard on shells."""
    folder = make_folder('é à, l\'été & "co" $HOME `b`')
    ensure_running(folder)
    return folder


def query(
    var_dir: Path, statement: str, parameters: tuple[Any, ...] = (), *, alias: str = "owner"
) -> list[tuple]:
    """Run one statement, committed, as the owner or as the application; its rows, if it has any."""
    server = embedded_databases(var_dir)[alias]
    with (
        closing(
            psycopg2.connect(host=server["HOST"], port=server["PORT"], user=server["USER"], dbname="ciom")
        ) as link,
        link,
        link.cursor() as cursor,
    ):
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def kill_all(var_dir: Path) -> None:
    for process in processes(data_folder(var_dir).resolve()):
        with suppress(ProcessLookupError):  # one may end by itself meanwhile
            os.kill(process, signal.SIGKILL)
