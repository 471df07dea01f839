"""Hiding figures under five, and those that would give them away, before they leave the centre.

This is *complementary cell suppression*, as statistical offices call it (Hundepool et al., "Statistical Disclosure
Control", Wiley 2012, chapter 4). For a table with its totals it is exact on a graph: L. Cox, "Suppression
Methodology and Statistical Disclosure Control", J. American Statistical Association 75 (1980); D. Gusfield,
"A Graph Theoretic Approach to Statistical Data Security", SIAM J. Computing 17 (1988).

Rows and columns are the nodes. A figure stands in one row and one column: it is the arc between them. Adding one
person to a figure obliges other figures of its row and of its column to move by one, and so on until the moves close
into a cycle. A hidden figure can be computed when, and only when, no cycle of hidden figures passes through it.
So each hidden figure is given the cheapest cycle: the one that hides the fewest persons more.
"""

import math
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

THRESHOLD = 5
Table = Sequence[Sequence[int]]
Place = tuple[int, int]
Node = tuple[str, int]


def hide_small(table: Table) -> list[list[int | None]]:
    """The table with None for each figure to hide. Its last row and last column are the totals.

    Figures of 1 to 4 are hidden, and enough others for each hidden one to keep two possible values, even for a reader
    who knows which are under five; where nothing could prevent that (four ones and their total of four), for a
    reader who knows that none is zero. The hidden figures of a line whose total is shown are five persons or more
    together. Zeros stay: they are nobody.
    """
    hidden = {place for place in _places(table) if 0 < _count(table, place) < THRESHOLD}
    protected: set[Place] = set()
    while exposed := (hidden - protected or _thin(table, hidden)):
        cycle = _cheapest_cycle(table, hidden, min(exposed))
        hidden |= cycle
        protected |= cycle
    return [
        [None if (i, j) in hidden else count for j, count in enumerate(line)] for i, line in enumerate(table)
    ]


def _places(table: Table) -> Iterator[Place]:
    return ((i, j) for i, line in enumerate(table) for j in range(len(line)))


def _count(table: Table, place: Place) -> int:
    return table[place[0]][place[1]]


def _thin(table: Table, hidden: set[Place]) -> set[Place]:
    """One more figure to hide, in a line where the shown ones tell that the hidden ones are under five together."""
    height, width = len(table), len(table[0])
    rows = [[(i, j) for j in range(width)] for i in range(height)]
    columns = [[(i, j) for i in range(height)] for j in range(width)]
    for *parts, total in rows + columns:
        shown = [place for place in parts if place not in hidden and _count(table, place)]
        together = sum(_count(table, place) for place in parts if place in hidden)
        if shown and total not in hidden and 0 < together < THRESHOLD:
            return {min(shown, key=lambda place: _count(table, place))}
    return set()


def _cheapest_cycle(table: Table, hidden: set[Place], place: Place) -> set[Place]:
    """The figures that could move by one together with this one, at the least loss of shown figures."""
    for knows_small in (True, False):
        moves = _moves(table, hidden, knows_small=knows_small)
        ways = [_cheapest_way(moves, move) for move in moves if move.place == place]
        found = [way for way in ways if way is not None]
        if found:
            return min(found, key=lambda way: way[0])[1]
    raise AssertionError("a figure can always grow together with its totals")


class _Move(NamedTuple):
    """One person more or less in a figure: what one line gains, the other must balance."""

    start: Node
    end: Node
    loss: int
    place: Place


def _moves(table: Table, hidden: set[Place], *, knows_small: bool) -> list[_Move]:
    """What a reader can imagine: a figure grows along its arc and shrinks against it.

    The arc goes from row to column, for the total of a line the other way round. The figure stays in what the
    reader knows of it: 1 or more; with `knows_small`, 1 to 4 or else 5 or more.
    """
    last_row, last_column = len(table) - 1, len(table[0]) - 1
    moves = []
    for place in _places(table):
        i, j = place
        count = _count(table, place)
        start, end = ("row", i), ("column", j)
        if (i == last_row) != (j == last_column):
            start, end = end, start
        loss = 0 if place in hidden else count
        least = THRESHOLD if knows_small and count >= THRESHOLD else 1
        most = THRESHOLD - 1 if knows_small and count < THRESHOLD else math.inf
        if 0 < count < most:
            moves.append(_Move(start, end, loss, place))
        if count > least:
            moves.append(_Move(end, start, loss, place))
    return moves


def _cheapest_way(moves: list[_Move], first: _Move) -> tuple[int, set[Place]] | None:
    """The loss and the figures of the cheapest cycle that begins with a move and does not undo it (Dijkstra)."""
    leaving: dict[Node, list[_Move]] = {}
    for move in moves:
        leaving.setdefault(move.start, []).append(move)
    queue = [(first.loss, first.end, [first.place])]
    done: set[Node] = set()
    while queue:
        loss, node, path = heappop(queue)
        if node == first.start:
            return loss, set(path)
        if node in done:
            continue
        done.add(node)
        for move in leaving.get(node, []):
            if move.end not in done and move.place != first.place:
                heappush(queue, (loss + move.loss, move.end, [*path, move.place]))
    return None
