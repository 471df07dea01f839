"""Stop the embedded PostgreSQL server."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ciom.database.embedded import stop
from ciom.database.placement import DatabaseUnavailable


class Command(BaseCommand):
    help = (
        "Arrête le serveur PostgreSQL fourni avec le logiciel. Arrêtez le site d’abord : il le relancerait."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DATABASES["owner"]["ENGINE"] != "ciom.database":
            raise CommandError(
                "La base est extérieure (DATABASE_URL) : elle s’arrête sur son propre serveur."
            )
        try:
            stopped = stop(settings.VAR_DIR)
        except DatabaseUnavailable as error:
            raise CommandError(str(error)) from error
        self.stdout.write("Base de données arrêtée." if stopped else "La base de données était déjà arrêtée.")
