"""The house: what is done once, when everything is loaded."""

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class CiomConfig(AppConfig):
    name = "ciom"
    verbose_name = "CIOM"

    def ready(self) -> None:
        from ciom import checks  # noqa: F401 - registers the system checks
        from ciom.database.rights import grant_after_migration
        from ciom.privacy.erasure import install_after_migration

        # Django emits the signal once per app, all of them after the last migration: once is enough.
        for receiver in (grant_after_migration, install_after_migration):
            post_migrate.connect(receiver, sender=apps.get_app_config("accounts"))
