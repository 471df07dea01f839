"""Days as they are written in French; Django writes « 1 mai »."""

from datetime import date

from django.utils.dates import MONTHS, WEEKDAYS


def written_day(day: date) -> str:
    """`23 novembre 2026`, `1er mai 2026`; the number stays on the line of its month."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}\u00a0{MONTHS[day.month]} {day.year}"


def written_weekday(day: date) -> str:
    """`lundi 23 novembre 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {written_day(day)}"
