"""A month of the calendar, and the last one that may be read."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Month:
    year: int
    month: int

    @classmethod
    def of(cls, day: datetime.date) -> "Month":
        return cls(day.year, day.month)

    @property
    def first_day(self) -> datetime.date:
        return datetime.date(self.year, self.month, 1)

    @property
    def last_day(self) -> datetime.date:
        return self.next.first_day - datetime.timedelta(days=1)

    @property
    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def previous(self) -> "Month":
        return Month.of(self.first_day - datetime.timedelta(days=1))

    @property
    def code(self) -> str:
        return f"{self.year}-{self.month:02d}"


def latest_month(today: datetime.date, *, show_small: bool) -> Month:
    """The last month that may be read: the one in progress, or the last one that is over where small figures are hidden.

    From one day to the next, the difference between two tables of a month in progress would be one person.
    """
    return Month.of(today) if show_small else Month.of(today).previous


def last_months(latest: Month, count: int = 12) -> list[Month]:
    """The latest month and those before it, the latest first."""
    months = [latest]
    while len(months) < count:
        months.append(months[-1].previous)
    return months
