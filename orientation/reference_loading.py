"""Loading the needs and the information sheets."""

import datetime
from pathlib import Path

from django.db import transaction

from orientation.models import InformationSheet, Need, SheetNeed
from registry.models import Language
from registry.reference_files import read_rows
from registry.reference_loading import add_missing

FOLDER = Path(__file__).parent / "reference"
# The day on which the delivered sheets were read against their sources.
SHEETS_CHECKED_ON = datetime.date(2026, 11, 23)


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


@transaction.atomic
def load_sheets() -> dict[str, int]:
    """Load the information sheets after the needs and the languages; returns the number of sheets added.

    A sheet that is already there keeps the text that the centre gave it.
    """
    rows = read_rows(FOLDER / "sheets.csv")
    languages = {language.code: language for language in Language.objects.all()}
    known = set(InformationSheet.objects.values_list("code", flat=True))
    fresh = [row for row in rows if row["code"] not in known]
    # Originals come before their translations in the file.
    for row in fresh:
        sheet = InformationSheet.objects.create(
            code=row["code"],
            translation_of=InformationSheet.objects.get(code=row["translation_of"])
            if row["translation_of"]
            else None,
            language=languages[row["language"]],
            category=row["category"],
            label=row["label"],
            summary=row["summary"],
            body=(FOLDER / "sheets" / f"{row['code']}.md").read_text(encoding="utf-8"),
            reference=row["reference"],
            checked_on=SHEETS_CHECKED_ON,
            needs_confirmation=row["needs_confirmation"] == "1",
            position=rows.index(row),
        )
        needs = Need.objects.filter(code__in=row["needs"].split())
        SheetNeed.objects.bulk_create(SheetNeed(sheet=sheet, need=need) for need in needs)
    return {"fiches d’information": len(fresh)}
