"""The slip (fiche d'orientation): one A4 with two copies, one for the person, one for the service."""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils import formats, timezone
from fontpkg_noto_sans import ROOT as FONT_FOLDER

from referrals.models import Referral

TEMPLATE = Path(__file__).parent / "slips" / "slip.typ"


def render_slip(referral: Referral, *, address: str) -> bytes:
    """The slip as a tagged PDF (PDF/UA). `address` is where its QR code leads.

    The person's copy does not say why they are sent; the service's copy holds only what they agreed to share.
    """
    data = json.dumps(slip_data(referral, address=address), ensure_ascii=False)
    return typst.compile(
        str(TEMPLATE),
        sys_inputs={"data": data},
        font_paths=[FONT_FOLDER],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


def slip_data(referral: Referral, *, address: str) -> dict[str, Any]:
    """What the template prints, as text ready to be read."""
    service = referral.service
    person = referral.migrant
    return {
        "number": referral.number,
        "code": f"{referral.short_code[:4]} {referral.short_code[4:]}",
        "qr": qr_svg(address),
        "date": formats.date_format(timezone.localdate(referral.sent_at), "j F Y"),
        "due": formats.date_format(referral.due_on, "l j F Y") if referral.due_on else "",
        "urgent": referral.is_urgent,
        "migrant_number": person.number,
        "person": person.full_name,
        "person_for_service": person.full_name if referral.shares_identity else "",
        "need": referral.need.label,
        "motive": referral.motive,
        "service": {
            "acronym": service.acronym,
            "name": service.label,
            "address": service.address,
            "phone": service.phone,
            "hours": service.hours,
            "papers": referral.papers_to_bring or service.papers_to_bring,
        },
        "appointment": appointment(referral),
        "shared": [
            "la demande et le numéro de dossier",
            *(["le nom"] if referral.shares_identity else []),
            *(["le téléphone, quand le service prend la demande en charge"] if referral.shares_phone else []),
        ],
        "centre": {
            "phone": settings.CENTRE_PHONE,
            "address": settings.CENTRE_ADDRESS,
            "hours": settings.CENTRE_HOURS,
        },
    }


def appointment(referral: Referral) -> dict[str, str]:
    """Day, place and contact once the service has accepted; empty before."""
    if referral.appointment_on is None:
        return {}
    day = formats.date_format(referral.appointment_on, "l j F Y").capitalize()
    if referral.appointment_at is not None:
        day += f" à {referral.appointment_at:%-H h %M}"
    return {"day": day, "place": referral.appointment_place, "contact": referral.appointment_contact}


def qr_svg(address: str) -> str:
    """The QR code of an address, as SVG text."""
    picture = io.BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()
