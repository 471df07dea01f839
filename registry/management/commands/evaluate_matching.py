"""Precision, recall and F1 of the person matching on labelled pairs, by category and overall."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.equivalences import refresh_names
from registry.matching_evaluation import Figures, evaluate, read_pairs


class Command(BaseCommand):
    help = "Mesure le rapprochement des personnes sur des paires étiquetées (colonnes de noms_paires.csv)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="fichier CSV des paires")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pairs = read_pairs(options["file"])
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        refresh_names()
        by_category, overall = evaluate(pairs)
        self.stdout.write(f"{'catégorie':32} {'paires':>6} {'justes':>6} {'à tort':>6} {'manquées':>8}")
        for category, figures in sorted(by_category.items()):
            self.stdout.write(
                f"{category:32} {_total(figures):6} {figures.right:6} {figures.wrong:6} {figures.missed:8}"
            )
        self.stdout.write(
            f"precision={overall.precision:.3f} recall={overall.recall:.3f} f1={overall.f1:.3f}"
        )


def _total(figures: Figures) -> int:
    return figures.right + figures.wrong + figures.missed + figures.apart
