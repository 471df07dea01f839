"""Hiding figures under five, and those that would give them away, before they leave the centre."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

THRESHOLD = 5
KeyT = TypeVar("KeyT", bound=Hashable)
Line = tuple[Sequence[KeyT], KeyT]


def hidden_cells(cells: Mapping[KeyT, int], lines: Sequence[Line[KeyT]]) -> set[KeyT]:
    """The keys of the figures to hide.

    `lines` says which cells add up to which total, as (parts, total). A figure of 1 to 4 is hidden. Then the
    smallest other figures are hidden, one by one, as long as a hidden one could be computed from those that
    are shown, in its line or through several lines, or as the hidden ones of a line are known to be fewer
    than five persons. Zeros stay: they are nobody.
    """
    hidden = {key for key, count in cells.items() if 0 < count < THRESHOLD}
    while True:
        extra = next(_too_open(cells, lines, hidden), None)
        if extra is None:
            return hidden
        hidden.add(extra)


def _too_open(cells: Mapping[KeyT, int], lines: Sequence[Line[KeyT]], hidden: set[KeyT]) -> Iterator[KeyT]:
    """Further figures to hide, the most pressing first."""
    for parts, total in lines:
        if not _is_safe(cells, hidden, parts, total):
            yield from _smallest_shown(cells, hidden, [parts, [total]])
    for key in _computable(cells, lines, hidden):
        around = [[*parts, total] for parts, total in lines if key == total or key in parts]
        yield from _smallest_shown(cells, hidden, around)


def _is_safe(cells: Mapping[KeyT, int], hidden: set[KeyT], parts: Sequence[KeyT], total: KeyT) -> bool:
    concealed = [key for key in parts if key in hidden]
    if total in hidden:
        return bool(concealed) or not any(cells[key] for key in parts)
    return not concealed or (len(concealed) > 1 and sum(cells[key] for key in concealed) >= THRESHOLD)


def _smallest_shown(
    cells: Mapping[KeyT, int], hidden: set[KeyT], groups: Sequence[Sequence[KeyT]]
) -> Iterator[KeyT]:
    """The smallest figure still shown of each group, if it is not zero."""
    for group in groups:
        shown = [key for key in group if key not in hidden and cells[key] > 0]
        if shown:
            yield min(shown, key=lambda key: cells[key])


def _computable(cells: Mapping[KeyT, int], lines: Sequence[Line[KeyT]], hidden: set[KeyT]) -> list[KeyT]:
    """The hidden figures that a reader could work out: their least and greatest possible values meet."""
    least = {key: 1 if key in hidden else count for key, count in cells.items()}
    most = {key: sum(cells.values()) if key in hidden else count for key, count in cells.items()}
    narrowed = True
    while narrowed:
        narrowed = False
        for parts, total in lines:
            lowest, highest = sum(least[key] for key in parts), sum(most[key] for key in parts)
            limits = [(total, lowest, highest)]
            limits += [
                (key, least[total] - (highest - most[key]), most[total] - (lowest - least[key]))
                for key in parts
            ]
            for key, low, high in limits:
                if low > least[key] or high < most[key]:
                    least[key], most[key] = max(low, least[key]), min(high, most[key])
                    narrowed = True
    return [key for key in cells if key in hidden and least[key] == most[key]]
