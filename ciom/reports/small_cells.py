"""Hiding figures under five, and those that would give them away, before they leave the centre."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

THRESHOLD = 5
KeyT = TypeVar("KeyT", bound=Hashable)
Line = tuple[Sequence[KeyT], KeyT]


def hidden_cells(cells: Mapping[KeyT, int], lines: Sequence[Line[KeyT]]) -> set[KeyT]:
    """The keys of the figures to hide.

    `lines` says which cells add up to which total, as (parts, total). A figure of 1 to 4 is hidden. Then,
    in each line, the smallest other figure is hidden as long as a single hidden one could be computed from
    the rest, or as the hidden ones together are known to be fewer than five persons. Zeros stay: they are
    nobody.
    """
    hidden = {key for key, count in cells.items() if 0 < count < THRESHOLD}
    changed = True
    while changed:
        changed = False
        for parts, total in lines:
            extra = _next_to_hide(cells, hidden, parts, total)
            if extra is not None:
                hidden.add(extra)
                changed = True
    return hidden


def _next_to_hide(
    cells: Mapping[KeyT, int], hidden: set[KeyT], parts: Sequence[KeyT], total: KeyT
) -> KeyT | None:
    concealed = [key for key in parts if key in hidden]
    if total in hidden:
        is_safe = len(concealed) != 0 or not any(cells[key] for key in parts)
    else:
        is_safe = not concealed or (len(concealed) > 1 and sum(cells[key] for key in concealed) >= THRESHOLD)
    if is_safe:
        return None
    others = [key for key in parts if key not in hidden and cells[key] > 0]
    if others:
        return min(others, key=lambda key: cells[key])
    return total if total not in hidden else None
