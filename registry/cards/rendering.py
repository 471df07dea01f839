"""The card of a person, of the size of a bank card: name, number, and the number again as a QR code."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from registry.models import Migrant
from registry.pdf import qr_svg, render_pdf
from registry.printable import printable

TEMPLATE = Path(__file__).parent / "card.typ"


def render_card(migrant: Migrant) -> bytes:
    """One card, as a tagged PDF (PDF/UA) of its size: 85.6 × 54 mm."""
    return render_pdf(TEMPLATE, card_data([migrant]) | {"sheet": False})


def render_sheets(people: Sequence[Migrant]) -> bytes:
    """The cards of these persons, ten a page A4, to cut out."""
    return render_pdf(TEMPLATE, card_data(people) | {"sheet": True})


def card_data(people: Sequence[Migrant]) -> dict[str, Any]:
    """What the template prints. The QR code holds the number and nothing else: no name, and no address to follow."""
    return {
        "title": f"Carte {people[0].number}" if len(people) == 1 else f"{len(people)} cartes",
        "phone": settings.CENTRE_PHONE,
        "people": [
            {"name": printable(person.full_name), "number": person.number, "qr": qr_svg(person.number)}
            for person in people
        ],
    }
