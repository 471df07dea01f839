"""The slip (fiche d'orientation): one A4 with two copies, one for the person, one for the service."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from referrals.models import Referral
from registry.pdf import qr_svg, render_pdf
from registry.printable import MISSING_LETTER, printable
from registry.written_dates import written_day, written_time, written_weekday

TEMPLATE = Path(__file__).parent / "slips" / "slip.typ"


def render_slip(referral: Referral) -> bytes:
    """The slip as a tagged PDF (PDF/UA) of one page.

    The person's copy does not say why they are sent; the service's copy holds only what they agreed to share.
    """
    return render_pdf(TEMPLATE, slip_data(referral))


def slip_data(referral: Referral) -> dict[str, Any]:
    """What the template prints, as text ready to be read: a letter that the fonts lack is « □ »."""
    service = referral.service
    person = referral.migrant
    data = printable(
        {
            "number": referral.number,
            "code": f"{referral.short_code[:4]} {referral.short_code[4:]}",
            "date": written_day(timezone.localdate(referral.sent_at)),
            "due": written_weekday(referral.due_on) if referral.due_on else "",
            "urgent": referral.is_urgent,
            "migrant_number": person.number,
            "person": person.full_name,
            "person_for_service": person.full_name if referral.shares_identity else "",
            "need": referral.need.label,
            "motive": referral.motive,
            "service": {
                "acronym": service.acronym,
                "name": service.label if service.label != service.acronym else "",
                "answers_here": service.answers_here,
                "address": service.address,
                "phone": service.phone,
                "hours": service.hours,
                "papers": referral.papers_to_bring or service.papers_to_bring,
            },
            "appointment": appointment(referral),
            "shared": [
                "la demande et le numéro de dossier",
                *(["le nom"] if referral.shares_identity else []),
                *(
                    ["le téléphone, quand le service prend la demande en charge"]
                    if referral.shares_phone
                    else []
                ),
            ],
            "centre": {"phone": settings.CENTRE_PHONE, "hours": settings.CENTRE_HOURS},
        }
    )
    lacks_letters = MISSING_LETTER in json.dumps(data, ensure_ascii=False)
    return {**data, "qr": qr_svg(address_of_code(referral)), "lacks_letters": lacks_letters}


def address_of_code(referral: Referral) -> str:
    """Where the QR code of the slip leads: the site as it is known outside, whatever the request called it."""
    page = reverse("referrals:by_short_code", args=[referral.short_code])
    return settings.PUBLIC_URL.rstrip("/") + page


def appointment(referral: Referral) -> dict[str, str]:
    """Day, place and contact once the service has accepted; empty before."""
    if referral.appointment_on is None:
        return {}
    day = written_weekday(referral.appointment_on).capitalize()
    if referral.appointment_at is not None:
        day += f" à {written_time(referral.appointment_at)}"
    return {"day": day, "place": referral.appointment_place, "contact": referral.appointment_contact}
