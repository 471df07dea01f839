"""Passwords that an administrator hands over: made by the machine, shown once, to be changed at once."""

import secrets

from django.http import HttpRequest

from registry.enums import JournalAction
from registry.journal import record

from .models import User

# Neither 0 and o, nor 1, i and l: it is read aloud or copied from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP_LENGTH = 4, 4


def give_provisional_password(user: User, *, request: HttpRequest) -> str:
    """Set a new password on an account, close its sessions, and return the password, kept nowhere in clear."""
    password = "-".join(
        "".join(secrets.choice(_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
    )
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    record(actor=request.user, action=JournalAction.PASSWORD_CHANGED, target=user, request=request)
    return password
