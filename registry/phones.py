"""Telephone numbers: kept as they were said, with their international form beside when it can be read."""

import phonenumbers
from django.conf import settings

# Fewer digits than this could be anybody's.
SHORTEST_COMPARED_PHONE = 6


def international_number(typed: str) -> str:
    """The number in E.164 form (`+22370123456`), or an empty string when it is not a possible number.

    A number without a country code is one of Mali.
    """
    try:
        number = phonenumbers.parse(typed, settings.PHONENUMBER_DEFAULT_REGION)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def comparable_phone(number: str, typed: str) -> str:
    """The international number, else the digits as typed, if there are enough of them to mean something."""
    digits = "".join(c for c in typed if c.isdigit())
    return number or (digits if len(digits) >= SHORTEST_COMPARED_PHONE else "")


def phone_note(*, is_own: bool | None, may_be_called: bool | None) -> str:
    """What to know before calling: whose telephone it is, and that the person does not want to be called."""
    whose = "téléphone d’un proche" if is_own is False else ""
    return ", ".join(filter(None, (whose, "ne pas appeler" if may_be_called is False else "")))
