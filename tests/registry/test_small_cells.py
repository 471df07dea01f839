"""Small figures are hidden, and nobody can compute them back. The attackers here share nothing with the method."""

import itertools
import random
import time
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.cross_table import TOTAL, cross_table
from registry.small_cells import hide_small

Place = tuple[int, int]
Table = list[list[int]]
Shown = list[list[int | None]]
# A busy machine is no reason to fail.
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def tables(height: int, width: int, most: int) -> st.SearchStrategy[Table]:
    """Tables with their totals."""
    return st.tuples(st.integers(1, height), st.integers(1, width)).flatmap(
        lambda shape: st.lists(
            st.lists(st.integers(0, most), min_size=shape[1], max_size=shape[1]),
            min_size=shape[0],
            max_size=shape[0],
        ).map(with_totals)
    )


def with_totals(values: Table) -> Table:
    lines = [[*line, sum(line)] for line in values]
    return [*lines, [sum(column) for column in zip(*lines, strict=True)]]


def random_tables(count: int, height: int, width: int) -> list[Table]:
    chance = random.Random(20261123)
    often = [0, 0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 30]
    return [
        with_totals([[chance.choice(often) for _ in range(width)] for _ in range(height)])
        for _ in range(count)
    ]


def lines_of(table: Shown | Table) -> list[list[Place]]:
    """Each row and each column; the last place is the total."""
    height, width = len(table), len(table[0])
    rows = [[(i, j) for j in range(width)] for i in range(height)]
    return rows + [[(i, j) for i in range(height)] for j in range(width)]


def hidden_in(shown: Shown) -> list[Place]:
    return [(i, j) for i, line in enumerate(shown) for j, count in enumerate(line) if count is None]


def solved_by_equations(shown: Shown) -> set[Place]:
    """Gaussian elimination in fractions: the hidden figures that the sums alone determine."""
    solved: dict[Place, dict[Place, Fraction]] = {}
    for *parts, total in lines_of(shown):
        signs = {**dict.fromkeys(parts, Fraction(1)), total: Fraction(-1)}
        equation = {place: sign for place, sign in signs.items() if shown[place[0]][place[1]] is None}
        for place, known in solved.items():
            subtract(equation, known, equation.get(place, Fraction(0)))
        if not equation:
            continue
        lead, factor = next(iter(equation.items()))
        equation = {place: value / factor for place, value in equation.items()}
        for known in solved.values():
            subtract(known, equation, known.get(lead, Fraction(0)))
        solved[lead] = equation
    return {lead for lead, equation in solved.items() if len(equation) == 1}


def subtract(equation: dict[Place, Fraction], other: dict[Place, Fraction], factor: Fraction) -> None:
    if not factor:
        return
    for place, value in other.items():
        equation[place] = equation.get(place, Fraction(0)) - factor * value
        if not equation[place]:
            del equation[place]


def solved_by_bounds(shown: Shown) -> set[Place]:
    """Least and greatest possible values, narrowed line after line: the hidden figures for which they meet."""
    endless = 10**6
    least = {
        (i, j): 1 if count is None else count for i, line in enumerate(shown) for j, count in enumerate(line)
    }
    most = {place: endless if shown[place[0]][place[1]] is None else count for place, count in least.items()}
    narrowed = True
    while narrowed:
        narrowed = False
        for *parts, total in lines_of(shown):
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
    return {place for place in hidden_in(shown) if least[place] == most[place]}


def imagined(table: Table, shown: Shown, *, knows_small: bool) -> list[Table]:
    """Every table behind the shown figures whose inner figures are within one person of the true ones."""
    height, width = len(table) - 1, len(table[0]) - 1
    unknown = [(i, j) for i, j in hidden_in(shown) if i < height and j < width]
    found = []
    for steps in itertools.product((-1, 0, 1), repeat=len(unknown)):
        guess = [line[:width] for line in table[:height]]
        for (i, j), step in zip(unknown, steps, strict=True):
            guess[i][j] += step
        full = with_totals(guess)
        if all(
            (
                full[i][j] == known
                if known is not None
                else full[i][j] > 0 and (not knows_small or (full[i][j] < 5) == (table[i][j] < 5))
            )
            for i, line in enumerate(shown)
            for j, known in enumerate(line)
        ):
            found.append(full)
    return found


@QUIET
@given(tables(6, 5, 30))
def test_no_figure_of_one_to_four_is_shown(table: Table) -> None:
    assert not [count for line in hide_small(table) for count in line if count is not None and 0 < count < 5]


@QUIET
@given(tables(6, 5, 30))
def test_shown_figures_are_true_and_zeros_are_shown(table: Table) -> None:
    for line, true_line in zip(hide_small(table), table, strict=True):
        for count, true_count in zip(line, true_line, strict=True):
            assert count in (None, true_count)
            assert true_count or count == 0


@QUIET
@given(tables(5, 5, 12))
def test_no_hidden_figure_is_determined(table: Table) -> None:
    shown = hide_small(table)
    assert not solved_by_equations(shown)
    assert not solved_by_bounds(shown)


@settings(QUIET, max_examples=60)
@given(tables(3, 3, 7))
def test_each_hidden_figure_keeps_two_values(table: Table) -> None:
    """Try the tables that a reader could imagine; also a reader who knows which figures are under five."""
    shown = hide_small(table)
    can_know = [count for line in table for count in line].count(4) == 0
    for knows_small in (False, True) if can_know else (False,):
        behind = imagined(table, shown, knows_small=knows_small)
        for i, j in hidden_in(shown):
            assert len({full[i][j] for full in behind}) > 1, (knows_small, shown)


@pytest.mark.parametrize(("count", "height", "width"), [(3000, 6, 4), (60, 12, 8)])
def test_thousands_of_tables_of_services_by_state(count: int, height: int, width: int) -> None:
    for table in random_tables(count, height, width):
        shown = hide_small(table)
        assert not solved_by_bounds(shown), table
        assert not solved_by_equations(shown), table


@QUIET
@given(tables(6, 5, 30))
def test_the_hidden_figures_of_a_line_are_five_persons_or_more(table: Table) -> None:
    shown = hide_small(table)
    for *parts, (i, j) in lines_of(shown):
        hidden = [table[a][b] for a, b in parts if shown[a][b] is None]
        assert shown[i][j] is None or not hidden or sum(hidden) >= 5


def test_figures_linked_through_several_lines() -> None:
    """With two hidden in each line, the first two columns against the first two rows still give 5 away."""
    table = with_totals([[2, 3, 20, 30], [3, 2, 3, 25], [40, 22, 2, 3], [28, 33, 3, 2]])
    careless: Shown = [[None if 0 < count < 5 else count for count in line] for line in table]
    assert solved_by_equations(careless) == {(1, 2)}
    shown = hide_small(table)
    assert not solved_by_equations(shown)
    assert [count for count in shown[-1] + [line[-1] for line in shown] if count is None] == []


def test_large_figures_stay() -> None:
    table = with_totals([[10, 20], [30, 40]])
    assert hide_small(table) == table


def test_a_lone_small_figure_takes_the_cheapest_others_with_it() -> None:
    table = with_totals([[3, 20, 90], [30, 40, 90], [70, 80, 90]])
    assert hidden_in(hide_small(table)) == [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.mark.parametrize("values", [[[3]], [[1, 1, 1, 1]], [[4, 4]], [[1], [4]]])
def test_a_table_too_small_shows_no_figure_of_one_to_four(values: Table) -> None:
    shown = hide_small(with_totals(values))
    assert not solved_by_bounds(shown) and not solved_by_equations(shown)


def test_a_large_table_takes_milliseconds() -> None:
    some = random_tables(20, 12, 8)
    start = time.process_time()
    for table in some:
        hide_small(table)
    assert time.process_time() - start < 20 * 0.1


def test_those_allowed_see_everything() -> None:
    table = cross_table({("a", "x"): 1}, rows=["a"], columns=["x"], show_small=True)
    assert table.rows == [("a", [1, 1]), (TOTAL, [1, 1])]
