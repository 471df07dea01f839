"""Days, months and hours as they are written in French, and read; Django writes « 1 mai »."""

from datetime import date, time

from django.utils.dates import MONTHS, WEEKDAYS

from registry.names import fold


def written_day(day: date) -> str:
    """`23 novembre 2026`, `1er mai 2026`; the number stays on the line of its month."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}\u00a0{written_month(day)}"


def written_month(day: date) -> str:
    """`novembre 2026`."""
    return f"{MONTHS[day.month]} {day.year}"


def written_weekday(day: date) -> str:
    """`lundi 23 novembre 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {written_day(day)}"


def read_month(text: str) -> int | None:
    """The month behind "3", "mars" or "sept."; None when it cannot be read. A number may be out of range."""
    if text.isdecimal():
        return int(text)
    word = fold(text)
    found = [rank for rank, name in MONTHS.items() if len(word) >= 3 and fold(str(name)).startswith(word)]
    return found[0] if len(found) == 1 else None


def written_time(moment: time) -> str:
    """`14 h 30`, `9 h`."""
    minutes = f"\u00a0{moment.minute:02d}" if moment.minute else ""
    return f"{moment.hour}\u00a0h{minutes}"
