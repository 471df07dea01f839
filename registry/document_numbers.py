"""Numbers of identity papers: kept encrypted, found again by a keyed digest."""

import base64
import re
import unicodedata

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

# Shorter texts are typed in the search box for something else.
SHORTEST_SEARCHED = 5


def normalised(number: str) -> str:
    """The number as it is compared: « ab-12 345 » is AB12345; only letters and digits count."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", number)).upper()


def looks_like_a_number(text: str) -> bool:
    """Whether a text may be the number of a paper: letters and digits, with a digit, not too short."""
    compared = normalised(text)
    return len(compared) >= SHORTEST_SEARCHED and any(sign.isdigit() for sign in compared)


def seal_number(number: str) -> str:
    """The number encrypted with the first key; an empty one stays empty."""
    return _fernet().encrypt(number.encode()).decode() if number else ""


def open_number(sealed: str) -> str:
    """The number as it was typed. Raises NumberUnreadable when none of our keys opens it."""
    try:
        return _fernet().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        raise NumberUnreadable from None


class NumberUnreadable(Exception):
    """The key that encrypted this number is missing from DOCUMENT_KEYS."""


def number_digest(number: str) -> str:
    """The same text for the same number however it is written; without the key nobody can try numbers on it."""
    compared = normalised(number)
    if not compared:
        return ""
    oldest = _keys()[-1]
    return salted_hmac("registry.document", compared, secret=oldest, algorithm="sha256").hexdigest()


def is_key(text: str) -> bool:
    """Whether a text is a key that can encrypt."""
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


def _keys() -> list[str]:
    """The newest first. The oldest is also that of the digests, so that none is ever removed.

    Without any, on a development machine, one is derived from the secret key of the site.
    """
    if settings.DOCUMENT_KEYS:
        return list(settings.DOCUMENT_KEYS)
    derived = salted_hmac(
        "registry.document.key", "", secret=settings.SECRET_KEY, algorithm="sha256"
    ).digest()
    return [base64.urlsafe_b64encode(derived).decode()]


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in _keys()])
