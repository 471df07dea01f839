"""Bar charts drawn on the server as inline SVG, each with a title and a table of the same figures.
Lengths are percentages, and words stand outside the drawings: they keep their size and wrap on a telephone and on paper."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django import template

from .french import french_number

register = template.Library()

LONGEST = 99  # width of the longest bar, in percent: the rest parts women from men


class SplitBar(NamedTuple):
    label: str
    display: str
    women_width: str
    men_width: str


@register.inclusion_tag("components/sex_chart.html")
def sex_chart(
    title: str, rows: Sequence[tuple[str, int | None, int | None]], header: str = ""
) -> dict[str, Any]:
    """`rows`: (label, women, men), drawn as one bar in two parts. A line with a None has no bar: one part would give the other."""
    longest = (
        max((women + men for _, women, men in rows if women is not None and men is not None), default=0) or 1
    )
    bars = []
    for label, women, men in rows:
        shown = women is not None and men is not None
        bars.append(
            SplitBar(
                label,
                f"{french_number(women)} F, {french_number(men)} H" if shown else "",
                _share(women or 0, longest) if shown else "0",
                _share(men or 0, longest) if shown else "0",
            )
        )
    table = [
        [label, *(None if n is None else french_number(n) for n in (women, men))]
        for label, women, men in rows
    ]
    return {
        "title": title,
        "bars": bars,
        "headers": [header, "Femmes", "Hommes"],
        "rows": table,
    }


def _share(value: float, longest: float) -> str:
    """Length of a bar in percent of the drawing, with the decimal point that SVG wants whatever the language."""
    return f"{LONGEST * value / longest:.2f}"
