"""The accounts of the demonstration. Production refuses to start while they exist."""

import os
import secrets
from pathlib import Path

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from .models import User
from .roles import Role, Union

# Invented people. username, full name, role, union
DEMO_ACCOUNTS = [
    ("animateur", "Awa Démonstration", Role.FACILITATOR, ""),
    ("drt", "Bakary Démonstration", Role.SERVICE_AGENT, ""),
    ("inps", "Coumba Démonstration", Role.SERVICE_AGENT, ""),
    ("anpe", "Demba Démonstration", Role.SERVICE_AGENT, ""),
    ("secretaire-untm", "Fanta Démonstration", Role.UNION_SECRETARY, Union.UNTM),
    ("secretaire-cstm", "Hamidou Démonstration", Role.UNION_SECRETARY, Union.CSTM),
    ("asnam", "Kadia Démonstration", Role.NATIONAL_FOCAL_POINT, ""),
    ("protection", "Lassana Démonstration", Role.DATA_PROTECTION_OFFICER, ""),
    ("admin", "Mariam Démonstration", Role.ADMINISTRATOR, ""),
]


@transaction.atomic
def create_demo_accounts(password: str) -> list[User]:
    """The demonstration accounts, made or brought back to this password, active. Safe to call again.

    Raises ValueError when a real account already bears one of the usernames.
    """
    usernames = [username for username, *_ in DEMO_ACCOUNTS]
    existing = {user.username: user for user in User.objects.filter(username__in=usernames)}
    for user in existing.values():
        if not user.is_demo:
            raise ValueError(f"Le compte « {user} » existe déjà et n’est pas de démonstration.")
    # One hash for all: nine would cost seconds, and this password is printed on the screen anyway.
    hashes = [user.password for user in existing.values()]
    encoded = next((known for known in hashes if check_password(password, known)), None) or make_password(
        password
    )
    users = []
    for username, full_name, role, union in DEMO_ACCOUNTS:
        user = existing.get(username) or User(username=username, is_demo=True)
        user.full_name, user.role, user.union = full_name, role, union
        user.password, user.is_active, user.must_change_password = encoded, True, False
        user.save()
        users.append(user)
    return users


def read_or_make_demo_password(var_dir: Path) -> str:
    """The password of the demonstration accounts: `CIOM_DEMO_PASSWORD`, else the one kept in `var_dir`, else a new one."""
    if chosen := os.environ.get("CIOM_DEMO_PASSWORD"):
        return chosen
    kept = var_dir / "demo_password"
    if kept.exists():
        return kept.read_text().strip()
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    var_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password + "\n")
    return password
