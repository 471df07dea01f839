"""The census on one printed page."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from registry.census.figures import Census
from registry.export.table_files import HIDDEN
from registry.pdf import render_pdf
from registry.printable import printable
from registry.written_dates import written_day

TEMPLATE = Path(__file__).parent / "census.typ"


def render_census(census: Census) -> bytes:
    """A tagged PDF (PDF/UA) of one A4 page."""
    return render_pdf(TEMPLATE, printable(census_data(census)))


def census_data(census: Census) -> dict[str, Any]:
    """What the template prints, as text ready to be read."""
    return {
        "place": f"Commune de {census.commune}" if census.commune else "Région de Kayes",
        "day": written_day(census.day),
        "printed": written_day(timezone.localdate()),
        "totals": [_written(count) for count in census.totals],
        "parts": [
            {
                "header": part.header,
                "columns": part.table.columns,
                "rows": [[row, *map(_written, counts)] for row, counts in part.table.rows],
            }
            for part in census.parts
        ],
        "phone": settings.CENTRE_PHONE,
    }


def _written(count: int | None) -> str:
    return HIDDEN if count is None else f"{count:,}".replace(",", "\u202f")
