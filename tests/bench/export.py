"""`python -m tests.bench.export --people 100000`: the file of the whole register, beside COPY TO of the same rows.

Each is done in turn, several times; the figures are medians of seconds, for the machine of the run only. The memory is
what the process has grown by while it wrote the file.
"""

import argparse
import io
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

TIMES = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="ciom-bench-") as folder:
        own_place = {"CIOM_VAR": folder, "CIOM_ENV_FILE": os.devnull, "CIOM_DEVELOPMENT": "1"}
        os.environ |= own_place | {"DJANGO_SETTINGS_MODULE": "ciom.settings"}
        import django
        from django.core.management import call_command
        from django.db import connection, connections

        django.setup()
        call_command("start_database", stdout=sys.stderr)
        try:
            call_command("migrate", verbosity=0)
            call_command("load_reference_data", stdout=io.StringIO())
            from tests.bench.people import invent_people, register_in_bulk

            register_in_bulk(invent_people(options.people), using="owner")
            with connections["owner"].cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            print(json.dumps(measure_export(connection), ensure_ascii=False, indent=2))
        finally:
            call_command("stop_database", stdout=sys.stderr)


def measure_export(connection: "BaseDatabaseWrapper") -> dict[str, Any]:
    """Export every person of this database as csv, as the page does, journal included, and by COPY TO."""
    from registry.models import Migrant

    copy, csv = [], []
    before, size = _memory_mb(), 0
    for _ in range(TIMES):
        copy.append(_seconds(lambda: _copy(connection))[0])
        seconds, size = _seconds(_write_csv)
        csv.append(seconds)
    return {
        "people": Migrant.objects.count(),
        "csv_mb": round(size / 1e6, 1),
        "copy_s": round(statistics.median(copy), 2),
        "csv_with_journal_s": round(statistics.median(csv), 2),
        "csv_to_copy": round(statistics.median(csv) / statistics.median(copy), 1),
        "memory_grown_mb": round(_memory_mb() - before),
    }


def _seconds(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result


def _copy(connection: "BaseDatabaseWrapper") -> None:
    from registry.export.people_table import people_values
    from registry.models import Migrant

    sql, values = people_values(Migrant.objects.present()).query.sql_with_params()
    with connection.cursor() as cursor, Path(os.devnull).open("w") as nowhere:
        rows = cursor.mogrify(sql, values).decode()
        cursor.copy_expert(f"COPY ({rows}) TO STDOUT WITH (FORMAT csv, DELIMITER ';')", nowhere)


def _write_csv() -> int:
    """The bytes of the file."""
    from registry.export.downloads import download
    from registry.export.forms import FileFormat
    from registry.export.people_table import people_table
    from registry.models import Migrant

    table = people_table(Migrant.objects.present(), actor=None, reason="Mesure du temps d’un export.")
    return sum(map(len, download([table], FileFormat.CSV, name="mesure")))


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
