"""Figures of the reports: tables of counts, with those kept hidden."""

from typing import Any

from django import template

from registry.cross_table import CrossTable

from .french import french_number

register = template.Library()


@register.filter
def figure(count: int | None) -> str:
    """A count as it is read; "non montré" when it is kept hidden."""
    return "non montré" if count is None else french_number(count)


@register.inclusion_tag("components/data_table.html")
def cross_table(caption: str, table: CrossTable, header: str) -> dict[str, Any]:
    """Counts by row and column with totals. `header` names the rows."""
    headers = [header, *table.columns]
    lines = [
        [label, *(None if count is None else french_number(count) for count in counts)]
        for label, counts in table.rows
    ]
    return {
        "caption": caption,
        "headers": headers,
        "rows": [list(zip(headers, line, strict=True)) for line in lines],
        "numeric": True,
        "is_caption_hidden": True,
    }


@register.filter
def women_and_men(table: CrossTable) -> list[tuple[str, int | None, int | None]]:
    """The lines of a table with a column for women and one for men, as the chart draws them."""
    return [(label, counts[0], counts[1]) for label, counts in table.body]
