"""CIOM numbers: `KAY-26-00042-X`, that is series, year, sequence and check character."""

import re

from django.db import connection

# 23 letters, so that the remainder modulo the prime 23 catches every wrong digit and every exchange of
# two neighbouring digits. I, O and U are left out: they are misread as 1, 0 and V.
CHECK_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"
NUMBER_PATTERN = r"^[A-Z]{3}-[0-9]{2}-[0-9]{5,}-[ABCDEFGHJKLMNPQRSTVWXYZ]$"
_LOOSE = re.compile(r"^\s*([A-Za-z]{3})[\s._/–-]*([0-9]{2})[\s._/–-]*([0-9]{1,9})[\s._/–-]*([A-Za-z]?)\s*$")


def check_letter(prefix: str, year: int, sequence: int) -> str:
    """The check character of a number; `year` may have two or four digits."""
    return CHECK_LETTERS[int(f"{prefix}{year % 100:02d}{sequence:05d}", 36) % 23]


def format_number(prefix: str, year: int, sequence: int) -> str:
    return f"{prefix}-{year % 100:02d}-{sequence:05d}-{check_letter(prefix, year, sequence)}"


def read_number(text: str) -> str | None:
    """The number a person typed, in its written form, without its check character being verified.

    Signs between the parts and leading zeros may be missing; a missing check character is completed. Returns
    None when the text does not look like a number.
    """
    match = _LOOSE.match(text)
    if not match:
        return None
    prefix, year, sequence, letter = match.groups()
    expected = format_number(prefix.upper(), int(year), int(sequence))
    return expected[:-1] + letter.upper() if letter else expected


def has_right_check_letter(number: str) -> bool:
    """False for a number whose check character shows a slip of the pen."""
    prefix, year, sequence, letter = number.split("-")
    return check_letter(prefix, int(year), int(sequence)) == letter


def numbers_a_digit_away(number: str) -> list[str]:
    """What a number whose check character is wrong may have been before one slip in its digits: few numbers."""
    prefix, digits, letter = number[:3], re.sub(r"\D", "", number), number[-1]
    slips = {digits[:at] + digit + digits[at + 1 :] for at in range(len(digits)) for digit in "0123456789"}
    slips |= {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(len(digits) - 1)}
    meant = (format_number(prefix, int(slip[:2]), int(slip[2:])) for slip in slips)
    return sorted(one for one in meant if one[-1] == letter)


def take_numbers(prefix: str, year: int, count: int = 1) -> list[str]:
    """Reserve the next `count` numbers of a series. The row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_numberseries (prefix, year, last) VALUES (%s, %s, %s)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = registry_numberseries.last + EXCLUDED.last"
            " RETURNING last",
            [prefix, year, count],
        )
        last = cursor.fetchone()[0]
    return [format_number(prefix, year, sequence) for sequence in range(last - count + 1, last + 1)]
