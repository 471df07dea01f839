"""Take a paper register (.xlsx or .csv) over as it is, with a report of every row."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import pghistory
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from orientation.register_visits import record_paper_visit
from registry.enums import ImportOutcome
from registry.models import Nationality
from registry.register_import.loading import ImportRunning, one_import_at_a_time, take_over
from registry.register_import.opening import UnreadableRegister
from registry.register_import.outcomes import RowOutcome, count, write_report
from registry.register_import.planning import number_for_rehearsal, number_new_dossiers, plan_register
from registry.register_import.spreadsheet import RegisterTable, read_register

ROWS_PER_PROGRESS_LINE = 200


class Command(BaseCommand):
    help = "Reprend un registre tenu à la main (.xlsx ou .csv). La même ligne n’est jamais reprise deux fois."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="le registre, tel qu’il est")
        parser.add_argument("--dry-run", action="store_true", help="tout essayer, ne rien enregistrer")
        parser.add_argument("--by", metavar="IDENTIFIANT", help="le compte au nom duquel reprendre")
        parser.add_argument("--report", type=Path, help="où écrire le compte rendu (.xlsx)")

    def handle(self, *args: Any, **options: Any) -> None:
        by = _author(options["by"])
        if not Nationality.objects.filter(code=Nationality.UNDECLARED).exists():
            raise CommandError("Les listes de référence manquent\u00a0: lancez d’abord load_reference_data.")
        dry_run = options["dry_run"]
        report = options["report"] or report_path(options["file"], dry_run=dry_run)
        try:
            table = read_register(options["file"])
            with one_import_at_a_time(), pghistory.context(user=str(by.pk), command="import_register"):
                outcomes = self._take_over(table, report, by=by, dry_run=dry_run)
        except UnreadableRegister as error:
            raise CommandError(str(error)) from error
        except ImportRunning as error:
            raise CommandError("Une autre reprise est en cours\u00a0: attendez qu’elle finisse.") from error
        except OSError as error:
            raise CommandError(f"Le compte rendu ne peut pas être écrit dans {report}.") from error
        self._print_summary(outcomes, table, report, dry_run=dry_run)

    def _take_over(self, table: RegisterTable, report: Path, *, by: Any, dry_run: bool) -> list[RowOutcome]:
        """Plan without a lock, take the numbers in an instant, then write all rows or none."""
        steps = plan_register(table)
        # A place where no report can be written must not cost any number.
        write_report(report, [])
        if dry_run:
            number_for_rehearsal(steps)
        else:
            number_new_dossiers(steps)
        with transaction.atomic():
            outcomes = take_over(steps, record_visit=record_paper_visit, by=by, on_row=self._show_progress)
            # Before the commit: without its report, nothing is taken over.
            write_report(report, outcomes)
            transaction.set_rollback(dry_run)
        return outcomes

    def _show_progress(self, done: int) -> None:
        if done % ROWS_PER_PROGRESS_LINE == 0:
            self.stdout.write(f"… {done} lignes")
            self.stdout.flush()

    def _print_summary(
        self, outcomes: list[RowOutcome], table: RegisterTable, report: Path, *, dry_run: bool
    ) -> None:
        self.stdout.write(f"Feuille «\u00a0{table.sheet}\u00a0»\u00a0: {len(outcomes)} lignes lues.")
        for outcome, rows in count(outcomes).items():
            self.stdout.write(f"{outcome.label:12} {rows:6}")
        for row in outcomes:
            if row.outcome is ImportOutcome.REJECTED:
                self.stdout.write(f"  ligne {row.line}\u00a0: {row.reason}")
        for notice in table.notices:
            self.stdout.write(notice)
        if table.has_union_column:
            self.stdout.write(
                "Colonne «\u00a0Syndicat\u00a0» non lue\u00a0: l’adhésion demande un accord écrit."
            )
        self.stdout.write(f"Compte rendu\u00a0: {report}")
        if dry_run:
            self.stdout.write("Essai\u00a0: rien n’a été enregistré, les numéros CIOM sont provisoires.")


def report_path(register: Path, *, dry_run: bool) -> Path:
    """Beside the register, or in the current folder when that of the register is protected."""
    name = f"{register.stem}.{'essai' if dry_run else 'resultat'}.xlsx"
    folder = register.parent if os.access(register.parent, os.W_OK) else Path.cwd()
    return folder / name


def _author(username: str | None) -> Any:
    """The account in whose name the register is taken over: someone who may register people."""
    if not username:
        raise CommandError("Dites au nom de qui reprendre le registre\u00a0: --by IDENTIFIANT.")
    user = get_user_model()._default_manager.filter(username=username).first()
    if user is None:
        raise CommandError("Ce compte n’existe pas.")
    if not user.is_active:
        raise CommandError("Ce compte est fermé\u00a0: il ne peut pas reprendre un registre.")
    if not user.has_perm("registry.add_migrant"):
        raise CommandError("Ce compte n’a pas le droit d’enregistrer des personnes.")
    return user
