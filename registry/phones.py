"""Telephone numbers: kept as they were said, with their international form beside when it can be read."""

import phonenumbers
from django.conf import settings


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
