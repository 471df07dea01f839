"""Erase a person who asked for it: a dry run, unless told to apply."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ciom.accounts.models import User
from ciom.privacy.erasure import ErasureRefused, erase_person, open_requests, services_to_tell
from registry.models import Migrant
from registry.numbering import has_right_check_letter, read_number


class Command(BaseCommand):
    help = "Efface pour toujours ce qui identifie une personne. Sans --apply, dit ce qui serait fait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", help="le numéro CIOM de la personne")
        parser.add_argument(
            "--by", required=True, metavar="IDENTIFIANT", help="le délégué à la protection des données"
        )
        parser.add_argument(
            "--reason", required=True, help="la demande, en une phrase et sans nom : elle entre au journal"
        )
        parser.add_argument("--apply", action="store_true", help="effacer : on ne revient pas en arrière")

    def handle(self, *args: Any, **options: Any) -> None:
        migrant = self._migrant(options["number"])
        by = User.objects.filter(username=User.normalize_username(options["by"])).first()
        if by is None:
            raise CommandError("Aucun compte ne porte cet identifiant.")
        reason = " ".join(options["reason"].split())
        if not 10 <= len(reason) <= 300:
            raise CommandError("Écrivez le motif en une phrase, en 300 caractères au plus.")
        services = services_to_tell(migrant)
        if not options["apply"]:
            self._say_what_would_be_done(migrant)
        else:
            try:
                erase_person(migrant, by=by, reason=reason)
            except ErasureRefused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.stdout.write(f"{migrant.number} est effacé.")
        for service in services:
            self.stdout.write(f"À prévenir, il a reçu ses données : {service}.")

    def _migrant(self, typed: str) -> Migrant:
        number = read_number(typed)
        if number is None or not has_right_check_letter(number):
            raise CommandError("Ce n’est pas un numéro CIOM entier et juste.")
        migrant = Migrant.objects.numbered(number)
        if migrant is None:
            raise CommandError("Aucun dossier ne porte ce numéro.")
        return migrant

    def _say_what_would_be_done(self, migrant: Migrant) -> None:
        self.stdout.write(f"Rien n’est fait. Avec --apply, {migrant.number} serait effacé pour toujours,")
        self.stdout.write("avec son histoire : noms, téléphone, jour de naissance, remarques, demandes.")
        self.stdout.write(
            "Resteraient : numéro, sexe, nationalité, langues, profession, contrat, sortes de pièces, lieux des listes, "
            "âge à cinq ans près, actes et dates."
        )
        if still_open := ", ".join(open_requests(migrant)):
            self.stdout.write(f"À faire annuler d’abord : {still_open}.")
