"""Printed pages: a typst template and its data become a tagged PDF (PDF/UA)."""

import io
import json
from pathlib import Path
from typing import Any

import segno
import typst

from registry.printable import FONTS


def render_pdf(template: Path, data: dict[str, Any]) -> bytes:
    """The PDF of a template, which reads `data` as JSON in `sys.inputs.data`.

    Texts written by people go through `printable` first: typst refuses a page with a letter that no font draws.
    """
    return typst.compile(
        str(template),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        font_paths=FONTS,
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


def qr_svg(text: str) -> str:
    """The QR code of a text, as SVG text."""
    picture = io.BytesIO()
    segno.make(text, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()
