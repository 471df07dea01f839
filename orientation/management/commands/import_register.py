"""Take a paper register (.xlsx or .csv) over as it is, with a report of every row."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from orientation.register_visits import record_paper_visit
from registry.models import Nationality
from registry.register_import.loading import load_register
from registry.register_import.outcomes import Outcome, RowOutcome, count, write_report
from registry.register_import.spreadsheet import UnreadableRegister, read_register

ROWS_PER_PROGRESS_LINE = 200


class Command(BaseCommand):
    help = "Reprend un registre tenu à la main (.xlsx ou .csv). La même ligne n’est jamais reprise deux fois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="le registre, tel qu’il est")
        parser.add_argument("--dry-run", action="store_true", help="tout essayer, ne rien enregistrer")
        parser.add_argument("--by", metavar="IDENTIFIANT", help="le compte au nom duquel reprendre")
        parser.add_argument("--report", type=Path, help="où écrire le compte rendu (.xlsx)")

    def handle(self, *args: Any, **options: Any) -> None:
        by = _user(options["by"])
        if not Nationality.objects.filter(code=Nationality.UNDECLARED).exists():
            raise CommandError("Les listes de référence manquent\u00a0: lancez d’abord load_reference_data.")
        dry_run = options["dry_run"]
        report = options["report"] or report_path(options["file"], dry_run=dry_run)
        try:
            table = read_register(options["file"])
            with transaction.atomic():
                outcomes = load_register(
                    table, record_visit=record_paper_visit, by=by, on_row=self._show_progress
                )
                # Before the commit: without its report, nothing is taken over.
                write_report(report, outcomes)
                transaction.set_rollback(dry_run)
        except UnreadableRegister as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"Le compte rendu ne peut pas être écrit dans {report}.") from error
        self._print_summary(outcomes, table.sheet, report, dry_run=dry_run)
        if table.has_union_column:
            self.stdout.write(
                "Colonne «\u00a0Syndicat\u00a0» non lue\u00a0: l’adhésion demande un accord écrit."
            )

    def _show_progress(self, done: int) -> None:
        if done % ROWS_PER_PROGRESS_LINE == 0:
            self.stdout.write(f"… {done} lignes")
            self.stdout.flush()

    def _print_summary(self, outcomes: list[RowOutcome], sheet: str, report: Path, *, dry_run: bool) -> None:
        self.stdout.write(f"Feuille «\u00a0{sheet}\u00a0»\u00a0: {len(outcomes)} lignes lues.")
        for outcome, rows in count(outcomes).items():
            self.stdout.write(f"{outcome:12} {rows:6}")
        for row in outcomes:
            if row.outcome is Outcome.REJECTED:
                self.stdout.write(f"  ligne {row.line}\u00a0: {row.reason}")
        self.stdout.write(f"Compte rendu\u00a0: {report}")
        if dry_run:
            self.stdout.write("Essai\u00a0: rien n’a été enregistré, les numéros CIOM sont provisoires.")


def report_path(register: Path, *, dry_run: bool) -> Path:
    """Beside the register, or in the current folder when that of the register is protected."""
    name = f"{register.stem}.{'essai' if dry_run else 'resultat'}.xlsx"
    folder = register.parent if os.access(register.parent, os.W_OK) else Path.cwd()
    return folder / name


def _user(username: str | None) -> Any:
    if username is None:
        return None
    user = get_user_model()._default_manager.filter(username=username).first()
    if user is None:
        raise CommandError("Ce compte n’existe pas.")
    return user
