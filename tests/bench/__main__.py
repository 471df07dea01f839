"""`make bench`: measures the site, prints each figure beside its budget, and writes them all to `var/bench.json`.

First the demonstration as a visitor meets it (starts, weight of the pages, memory), then the works of the centre among
`--people` invented persons, beside raw SQL and two administrations of Django over the same rows. Ratios hold from one
machine to another, times for the machine of the run only.
"""

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from tests.bench.site import measure_site, show_site

BASE_DIR = Path(__file__).resolve().parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--json", type=Path, default=BASE_DIR / "var" / "bench.json")
    parser.add_argument(
        "--works", nargs="*", help="mesure ces travaux seulement, par exemple search candidates"
    )
    options = parser.parse_args()
    figures: dict[str, object] = {"people": options.people, "load": os.getloadavg()}
    if not options.works:
        figures["site"] = site = measure_site(options.port)
        show_site(site)
    with tempfile.TemporaryDirectory(prefix="ciom-bench-") as folder:
        own_place = {"CIOM_VAR": folder, "CIOM_ENV_FILE": os.devnull, "CIOM_DEVELOPMENT": "1"}
        os.environ |= own_place | {"DJANGO_SETTINGS_MODULE": "tests.bench.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("start_database", stdout=sys.stderr)
        try:
            from tests.bench.works import measure_works

            measured = measure_works(options.people, only=options.works)
        finally:
            call_command("stop_database", stdout=sys.stderr)
    figures["works"] = [asdict(figure) | {"is_held": figure.is_held} for figure in measured]
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n")


main()
