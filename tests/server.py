"""What the embedded server of the tests needs before Django connects to it."""

import os
import re
from typing import Any

from psycopg2 import connect
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT


def name_of_run() -> str:
    """One database per run, so that several runs share the server; the processes of pytest-xdist inherit it."""
    return os.environ.setdefault("CIOM_TEST_DATABASE", f"test_ciom_{os.getpid()}")


def prepare_server(owner: dict[str, Any]) -> None:
    """Let the owner flush append-only tables, which the owner of a real database may not; sweep dead runs' databases."""
    connection = connect(host=owner["HOST"], port=owner["PORT"], dbname=owner["NAME"], user="postgres")
    connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_parameter_privilege(%s, 'session_replication_role', 'SET')", [owner["USER"]]
        )
        if not cursor.fetchone()[0]:
            cursor.execute(f"GRANT SET ON PARAMETER session_replication_role TO {owner['USER']}")
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test_ciom%'")
        for (name,) in cursor.fetchall():
            run = re.match(r"test_ciom_(\d+)", name)
            if run is None or not _is_alive(int(run[1])):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    connection.close()


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # somebody else's
    return True
