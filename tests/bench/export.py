"""The file of the whole register, beside COPY TO of the same rows.

Each is done in turn, several times, in a process of its own: the memory is what that process has grown by while it
wrote the file.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import django
from django.db import connection

from tests.bench.figures import Figure

TIMES = 3


def measure_export() -> Iterable[Figure]:
    """Figures of the file that the page gives, journal included."""
    process = subprocess.run([sys.executable, "-m", "tests.bench.export"], stdout=subprocess.PIPE, check=True)
    taken = json.loads(process.stdout)
    yield Figure(
        "exporter le registre\u00a0: site / COPY TO",
        taken["csv_s"] / taken["copy_s"],
        "fois",
        6,
        beside=f"site {taken['csv_s']:.1f} s, COPY TO {taken['copy_s']:.1f} s, {taken['csv_mb']:.0f} Mo",
    )
    yield Figure("exporter le registre\u00a0: mémoire prise", taken["grown_mb"], "Mo", 100)


def main() -> None:
    django.setup()
    copy, csv = [], []
    before, size = _memory_mb(), 0
    for _ in range(TIMES):
        copy.append(_seconds(_copy)[0])
        seconds, size = _seconds(_write_csv)
        csv.append(seconds)
    taken = {
        "copy_s": statistics.median(copy),
        "csv_s": statistics.median(csv),
        "csv_mb": size / 1e6,
        "grown_mb": _memory_mb() - before,
    }
    print(json.dumps(taken))


def _seconds(act: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = act()
    return time.perf_counter() - begun, result


def _copy() -> None:
    from registry.export.people_table import people_cells
    from registry.models import Migrant

    sql, values = people_cells(Migrant.objects.present()).query.sql_with_params()
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
    """The most that this process has held. What `resource` says begins with the memory of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
