"""Start the embedded PostgreSQL server, for a service unit of its own; otherwise the site starts it by itself."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ciom.database.embedded import ensure_running
from ciom.database.placement import DatabaseUnavailable


class Command(BaseCommand):
    help = "Démarre le serveur PostgreSQL fourni avec le logiciel, s’il ne tourne pas déjà."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DATABASES["owner"]["ENGINE"] != "ciom.database":
            raise CommandError("La base est extérieure (DATABASE_URL) : elle démarre sur son propre serveur.")
        try:
            ensure_running(settings.VAR_DIR)
        except DatabaseUnavailable as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Base de données démarrée.")
