"""Django's `migrate`, with the role that may change tables."""

from typing import Any

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoCommand


class Command(DjangoCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def execute(self, *args: Any, **options: Any) -> str | None:
        if not options["skip_checks"]:
            # Django's `migrate` checks the database with the rest: refused settings would leave a new one behind.
            self.check()
        return super().execute(*args, **options)
