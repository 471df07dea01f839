"""Look through the whole register for dossiers that may be of one person; people decide, on the page of pairs."""

from typing import Any

from django.core.management.base import BaseCommand

from registry.pairs import find_pairs


class Command(BaseCommand):
    help = "Cherche dans tout le registre les doublons possibles. Rien n’est fusionné : une personne décide."

    def handle(self, *args: Any, **options: Any) -> None:
        count = find_pairs(on_batch=self._show_progress)
        self.stdout.write(f"{count} doublons possibles à revoir")

    def _show_progress(self, done: int) -> None:
        self.stdout.write(f"… {done} personnes")
        self.stdout.flush()
