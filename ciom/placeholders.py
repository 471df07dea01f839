"""Settings copied from the example without being filled in."""

import re


def without_placeholder(number: str) -> str:
    """A telephone or file number, or an empty text when no digit of it means anything.

    >>> without_placeholder("+223 00 00 00 00"), without_placeholder("à compléter")
    ('', '')
    >>> without_placeholder("n° 0042/APDP")
    'n° 0042/APDP'
    """
    meaningful = number.replace("+223", "", 1)
    return number if re.search("[1-9]", meaningful) else ""
