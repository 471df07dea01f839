"""Fill an empty database with invented people, for the demonstration: a paper register, then recent weeks."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from ciom.accounts.demo import create_demo_accounts, read_or_make_demo_password
from ciom.demonstration import people
from ciom.demonstration.cast import Cast
from ciom.demonstration.services import describe_services
from referrals.models import ServiceAgent, TechnicalService
from registry.models import Migrant
from registry.pairs import find_pairs

REGISTER = Path(people.__file__).parent / "registre_2025.xlsx"
AGENTS = ("drt", "inps", "anpe")


class Command(BaseCommand):
    help = "Charge les données de démonstration : personnes inventées, comptes, un registre importé."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if Migrant.objects.exists():
            raise CommandError("Il y a déjà des personnes dans le registre : rien n’est chargé.")
        accounts = {
            user.username: user for user in create_demo_accounts(read_or_make_demo_password(settings.VAR_DIR))
        }
        describe_services()
        for code in AGENTS:
            service = TechnicalService.objects.get(code=code)
            ServiceAgent.objects.update_or_create(user=accounts[code], defaults={"service": service})
        cast = Cast(accounts["animateur"], {code: accounts[code] for code in AGENTS})
        call_command(
            "import_register",
            str(REGISTER),
            by="animateur",
            report=settings.VAR_DIR / "registre_2025.resultat.xlsx",
            stdout=StringIO(),
        )
        people.add_recent_weeks(cast, today=timezone.localdate())
        find_pairs()
        self.stdout.write(f"{Migrant.objects.count()} personnes inventées")
