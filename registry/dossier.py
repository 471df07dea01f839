"""What a dossier shows beyond the registry. Upper apps add their part when they start; see their `apps.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from registry.models import Migrant


@dataclass(frozen=True)
class TimelineEvent:
    """One line of the timeline. `when` is a date, or a datetime when the hour is known."""

    title: str
    when: date | datetime
    author: str = ""
    text: str = ""
    url: str = ""
    state: str = ""

    @property
    def day(self) -> str:
        return self.when.isoformat()


@dataclass(frozen=True)
class DossierAct:
    """Something that can be done from the dossier: a button."""

    label: str
    url: str
    icon: str


Timeline = Callable[[Migrant, Any], Iterable[TimelineEvent]]
Acts = Callable[[Migrant, Any], Iterable[DossierAct]]

_timelines: list[Timeline] = []
_acts: list[Acts] = []


def add_to_dossier(*, timeline: Timeline, acts: Acts | None = None) -> None:
    """Called once by each app that has something to show: its events, and its acts, for a user."""
    _timelines.append(timeline)
    if acts is not None:
        _acts.append(acts)


def timeline_of(migrant: Migrant, user: Any) -> list[TimelineEvent]:
    """Everything that happened, newest first. On one day: what has an hour, then the later steps of the work.

    Each source gives its events oldest first; the sources stand in the order of the work.
    """
    events = [event for source in _timelines for event in source(migrant, user)]
    return sorted(events, key=lambda event: event.day)[::-1]


def acts_on(migrant: Migrant, user: Any) -> list[DossierAct]:
    """What the user may do from this dossier."""
    return [act for source in _acts for act in source(migrant, user)]
