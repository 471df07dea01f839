"""Small figures are hidden, and nobody can compute them back."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from ciom.reports.month import TOTAL, cross_table

tables = st.integers(1, 5).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 30), min_size=width, max_size=width), min_size=1, max_size=6
    )
)


def hide(values: list[list[int]]) -> list[list[int | None]]:
    rows = [f"r{i}" for i in range(len(values))]
    columns = [f"c{i}" for i in range(len(values[0]))]
    counts = {(row, column): values[i][j] for i, row in enumerate(rows) for j, column in enumerate(columns)}
    return [line for _, line in cross_table(counts, rows=rows, columns=columns, show_small=False).rows]


@given(tables)
def test_no_figure_of_one_to_four_is_shown(values: list[list[int]]) -> None:
    assert not [count for line in hide(values) for count in line if count is not None and 0 < count < 5]


@given(tables)
def test_no_hidden_figure_can_be_computed(values: list[list[int]]) -> None:
    """In every row and column, totals included, either nothing is hidden or two figures at least are."""
    shown = hide(values)
    for line in [*shown, *map(list, zip(*shown, strict=True))]:
        assert sum(count is None for count in line) != 1


@given(tables)
def test_shown_figures_are_true(values: list[list[int]]) -> None:
    for line, true_line in zip(hide(values), values, strict=False):
        for count, true_count in zip(line, true_line, strict=False):
            assert count in (None, true_count)


def test_large_figures_stay() -> None:
    assert hide([[10, 20], [30, 40]]) == [[10, 20, 30], [30, 40, 70], [40, 60, 100]]


def test_a_lone_small_figure_takes_another_with_it() -> None:
    shown = hide([[3, 20], [30, 40]])
    assert shown[0][0] is None
    assert sum(count is None for line in shown for count in line) >= 4
    assert shown[-1][-1] == 93


def test_those_allowed_see_everything() -> None:
    table = cross_table({("a", "x"): 1}, rows=["a"], columns=["x"], show_small=True)
    assert table.rows == [("a", [1, 1]), (TOTAL, [1, 1])]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.integers(0, 7), min_size=2, max_size=2), min_size=2, max_size=3),
)
def test_no_small_figure_can_be_worked_out_through_several_lines(values: list[list[int]]) -> None:
    """Try every table that a reader could imagine behind the shown figures: each hidden one keeps two values."""
    shown = hide(values)
    inner = [(i, j) for i in range(len(values)) for j in range(2)]
    unknown = [(i, j) for i, j in inner if shown[i][j] is None]
    imagined = []
    for guess in itertools.product(range(1, 9), repeat=len(unknown)) if len(unknown) < 5 else []:
        table = [[shown[i][j] for j in range(2)] for i in range(len(values))]
        for (i, j), count in zip(unknown, guess, strict=True):
            table[i][j] = count
        rows = [[*row, sum(row)] for row in table]  # type: ignore[arg-type]
        rows.append([sum(column) for column in zip(*rows, strict=True)])
        fits = all(
            known in (None, count)
            for line, full in zip(shown, rows, strict=True)
            for known, count in zip(line, full, strict=True)
        )
        if fits:
            imagined.append(guess)
    for place, (i, j) in enumerate(unknown):
        if imagined and values[i][j] < 5:
            assert len({guess[place] for guess in imagined}) > 1, (values, shown)
