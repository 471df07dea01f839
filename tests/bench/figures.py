"""Times taken in turns, and figures beside their budget."""

import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

Act = Callable[[], Any]


@dataclass(frozen=True)
class Times:
    """Seconds that one work took, each time."""

    seconds: tuple[float, ...]

    @property
    def p50(self) -> float:
        """The median, in milliseconds."""
        return statistics.median(self.seconds) * 1000

    @property
    def p95(self) -> float:
        """What one in twenty exceeds, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * 0.95), len(ordered) - 1)] * 1000

    def __str__(self) -> str:
        return f"{self.p50:.1f} / {self.p95:.1f} ms"


@dataclass(frozen=True)
class Figure:
    """One figure, and what the design allows: at most `budget`, or at least when `is_floor`.

    `beside` says what the same work takes elsewhere in the same run.
    """

    work: str
    measured: float
    unit: str
    budget: float
    is_floor: bool = False
    beside: str = ""

    @property
    def is_held(self) -> bool:
        return self.measured >= self.budget if self.is_floor else self.measured <= self.budget


def take_turns(rounds: Iterable[dict[str, Act]]) -> dict[str, Times]:
    """Do the acts of each round one after the other, so that a slow moment of the machine slows them all."""
    taken: dict[str, list[float]] = {}
    for acts in rounds:
        for name, act in acts.items():
            begun = time.perf_counter()
            act()
            taken.setdefault(name, []).append(time.perf_counter() - begun)
    return {name: Times(tuple(seconds)) for name, seconds in taken.items()}


@dataclass
class Statements:
    """The SQL of an act, and the seconds that each statement took."""

    texts: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return sum(self.times)

    @property
    def count(self) -> int:
        return len(self.texts)


@contextmanager
def watched_statements() -> Iterator[Statements]:
    """Counts the statements of the block."""
    statements = Statements()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            statements.texts.append(sql)
            statements.times.append(time.perf_counter() - begun)

    with connection.execute_wrapper(watch):
        yield statements


def run_sql(sql: str, *params: Any) -> list[Any]:
    """The rows of a statement, through psycopg2 alone."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
