"""Bring the database, the reference lists and the static files to the level of the code.

Safe to run again, to interrupt and to run twice at once: each step is complete or done again.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ciom.database.embedded import ensure_running
from ciom.database.placement import DatabaseUnavailable


class Command(BaseCommand):
    help = "Prépare le site : base de données, listes de référence, fichiers statiques."

    def handle(self, *args: Any, **options: Any) -> None:
        with one_preparation_at_a_time(settings.VAR_DIR):
            self._say("Base de données")
            if settings.DATABASES["owner"]["ENGINE"] == "ciom.database":
                try:
                    ensure_running(settings.VAR_DIR)
                except DatabaseUnavailable as error:
                    raise CommandError(str(error)) from error
            self.check(tags=[Tags.database], databases=list(settings.DATABASES))
            call_command("migrate", interactive=False, verbosity=0)
            self._say("Listes de référence")
            with transaction.atomic():
                call_command("load_reference_data", stdout=StringIO())
            if settings.DEVELOPMENT and not get_user_model()._default_manager.exists():
                self._say("Données de démonstration (première fois)")
                # All or nothing: interrupted, they are loaded from the beginning the next time.
                with transaction.atomic():
                    call_command("load_demo_data", stdout=self.stdout)
            self._collect_static_files()

    def _collect_static_files(self) -> None:
        """Compressing takes seconds: only when a file has changed since the last complete collection."""
        collected = Path(settings.STATIC_ROOT) / ".collected"
        digest = _digest_of_static_files()
        if collected.exists() and collected.read_text() == digest:
            return
        self._say("Fichiers statiques")
        call_command("collectstatic", interactive=False, verbosity=0)
        collected.write_text(digest)

    def _say(self, step: str) -> None:
        self.stdout.write(f"— {step}…")
        self.stdout.flush()


@contextmanager
def one_preparation_at_a_time(var_dir: Path) -> Iterator[None]:
    """Wait for the preparation under way in another process; a dead one holds nobody."""
    var_dir.mkdir(parents=True, exist_ok=True)
    with open(var_dir / "preparation.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            digest.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()
