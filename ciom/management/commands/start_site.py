"""All the steps of `make run`: prepare the site, say how to sign in, then become gunicorn."""

import errno
import fcntl
import os
import socket
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from ciom.accounts.demo import create_demo_accounts, read_or_make_demo_password
from ciom.accounts.models import User


class Command(BaseCommand):
    help = "Prépare puis sert le site sur cette machine (http://127.0.0.1:8000)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, port: int, **options: Any) -> None:
        hold_port(port)
        call_command("prepare_site", stdout=self.stdout)
        self._show_demo_accounts()
        self.stdout.write(
            self.style.SUCCESS(f"\nLe site est à l’adresse http://127.0.0.1:{port} (Ctrl+C : arrêter)")
        )
        self.stdout.flush()
        connections.close_all()
        become_gunicorn(port)

    def _show_demo_accounts(self) -> None:
        if not User.objects.filter(is_demo=True).exists():
            return
        password = read_or_make_demo_password(settings.VAR_DIR)
        self.stdout.write("\nComptes de démonstration :")
        for user in create_demo_accounts(password):
            self.stdout.write(f"  {user.username:<16} {user.get_role_display()}")
        self.stdout.write(f"Mot de passe de tous ces comptes : {password}")


def hold_port(port: int) -> None:
    """Lock this port for this site as long as this process, and the gunicorn it becomes, live.

    Raises CommandError when this site, or another program, already serves it.
    """
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    lock = os.open(settings.VAR_DIR / f"site-{port}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise CommandError(
            f"Le site tourne déjà (ou démarre) : http://127.0.0.1:{port}. Rien n’a été changé."
        ) from None
    os.set_inheritable(lock, True)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            os.close(lock)
            raise CommandError(_why_unusable(port, error)) from error


def _why_unusable(port: int, error: OSError | OverflowError) -> str:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return (
            f"Le port {port} est pris par un autre programme, ou par une autre copie du logiciel. "
            f"Choisissez-en un autre : make run PORT={port + 1}"
        )
    return f"Le port {port} n’est pas utilisable ici. Choisissez-en un autre : make run PORT=8123"


def become_gunicorn(port: int) -> None:
    """Replace this process by the web server; it keeps the lock of the port, and slips lead to that port."""
    os.chdir(settings.BASE_DIR)
    os.environ.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
    command = [sys.executable, "-m", "gunicorn", "--config", "ciom/gunicorn_conf.py"]
    os.execv(sys.executable, [*command, "--bind", f"127.0.0.1:{port}", "ciom.wsgi"])  # noqa: S606
