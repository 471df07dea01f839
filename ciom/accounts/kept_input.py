"""What was typed in a form is not lost when the session has expired.

The fields travel in one hidden field of the sign-in form, encrypted; nothing of them is stored on the server.
Only the user of the expired session can open them again, for the same address, within 30 minutes. The request
has already passed the check against forgery when its fields are sealed: `SessionLimitsMiddleware` sees to that.
"""

import json
from dataclasses import dataclass

from django.http import HttpRequest

from registry import sealing

VALID_SECONDS = 30 * 60
MAX_BYTES = 100_000
_PURPOSE = "ciom.accounts.kept_input"
_LEFT_OUT = ("csrfmiddlewaretoken", "password")


class InputLost(Exception):
    """The kept input cannot be given back. The message says why, for the screen."""


@dataclass(frozen=True)
class KeptInput:
    """A request to send again: `path` is a local address, `fields` the pairs of its form, in order."""

    path: str
    fields: list[tuple[str, str]]


def read(request: HttpRequest) -> KeptInput:
    """The address and the posted fields of a request. Files, passwords and the CSRF token are left out."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not any(word in name for word in _LEFT_OUT)
    ]
    return KeptInput(path=request.get_full_path(), fields=fields)


def seal(request: HttpRequest, *, user_id: str) -> str | None:
    """What `read` gives, as an opaque text for `unseal`; None when it is too long to travel."""
    kept = read(request)
    if len(json.dumps([kept.path, kept.fields])) > MAX_BYTES:
        return None
    return sealing.seal([kept.path, kept.fields], purpose=_PURPOSE, user_id=user_id)


def unseal(token: str, *, user_id: str) -> KeptInput:
    """The input kept for this user.

    Raises InputLost when the text was altered, is older than 30 minutes, or belongs to another account.
    """
    try:
        path, fields = sealing.unseal(token, purpose=_PURPOSE, user_id=user_id, seconds=VALID_SECONDS)
    except sealing.SealBroken as broken:
        if broken.is_of_another:
            raise InputLost(
                "La saisie conservée appartient à un autre compte : elle n’a pas été reprise."
            ) from None
        raise InputLost("La saisie conservée n’est plus valable : elle se garde 30 minutes.") from None
    return KeptInput(path=path, fields=[(name, value) for name, value in fields])
