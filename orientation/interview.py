"""Advice on the needs of an interview. The app of the services gives it when it starts; see its `apps.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from orientation.models import Need


@dataclass(frozen=True)
class Advice:
    """A service to try for a need: its short name, and why."""

    service: str
    reason: str


Adviser = Callable[[Iterable[Need]], Mapping[int, Sequence[Advice]]]
_advisers: list[Adviser] = []


def add_adviser(adviser: Adviser) -> None:
    _advisers.append(adviser)


def advice_on(needs: Sequence[Need]) -> dict[int, list[Advice]]:
    """For each need, by its key, the services to try, the right one first."""
    found: dict[int, list[Advice]] = {need.pk: [] for need in needs}
    for adviser in _advisers:
        for key, advice in adviser(needs).items():
            found[key].extend(advice)
    return found
