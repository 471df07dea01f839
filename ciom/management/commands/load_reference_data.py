"""Load the reference lists of every trade."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from orientation.reference_loading import load_needs, load_sheets
from referrals.reference_loading import load_services
from registry.reference_loading import load_registry_lists


class Command(BaseCommand):
    help = "Charge les listes de référence. Ce qui existe déjà n’est pas touché."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        added = load_registry_lists() | load_needs() | load_services() | load_sheets()
        for name, count in added.items():
            self.stdout.write(f"{name} : {count} ajout(s)")
