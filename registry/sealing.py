"""Texts that travel through a browser and that only the server can read: encrypted, for one account, for a while."""

import base64
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac


class SealBroken(Exception):
    """The text was altered, is too old, or was sealed for another account (`is_of_another`)."""

    def __init__(self, *, is_of_another: bool = False) -> None:
        super().__init__()
        self.is_of_another = is_of_another


def seal(content: Any, *, purpose: str, user_id: Any) -> str:
    """`content` (what JSON can hold) as an opaque text, fit for an address, that `unseal` opens for this account."""
    plain = json.dumps([str(user_id), content]).encode()
    return _fernet(purpose).encrypt(plain).decode()


def unseal(text: str, *, purpose: str, user_id: Any, seconds: int) -> Any:
    """What `seal` was given, at most that many seconds ago. Raises SealBroken."""
    try:
        owner, content = json.loads(_fernet(purpose).decrypt(text.encode(), ttl=seconds))
    except InvalidToken:
        raise SealBroken from None
    if owner != str(user_id):
        raise SealBroken(is_of_another=True)
    return content


def _fernet(purpose: str) -> Fernet:
    key = salted_hmac(purpose, "", secret=settings.SECRET_KEY, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
