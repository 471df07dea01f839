"""Loading the list of needs."""

from pathlib import Path

from orientation.models import Need
from registry.reference_files import read_rows
from registry.reference_loading import add_missing

FOLDER = Path(__file__).parent / "reference"


def load_needs() -> dict[str, int]:
    """Load the needs; returns the number of entries added."""
    entries = [
        {
            "code": row["code"],
            "label": row["label"],
            "is_urgent": row["is_urgent"] == "1",
            "needs_confirmation": row["needs_confirmation"] == "1",
            "advice": row["advice"],
            "position": rank,
        }
        for rank, row in enumerate(read_rows(FOLDER / "needs.csv"))
    ]
    return {"besoins": add_missing(Need, entries)}
