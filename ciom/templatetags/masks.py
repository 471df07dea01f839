"""What is shown of a person to somebody who may not see the person: enough to recognise, not enough to know."""

import re

from django import template

from .french import NARROW, phone

register = template.Library()

DOT = "•"


@register.filter
def mask_name(name: str | None) -> str:
    """`Fatoumata Diarra` -> `F… D…`. Empty when there is none."""
    return " ".join(f"{word[0]}…" for word in (name or "").split())


@register.filter
def mask_phone(number: object) -> str:
    """`+22370123456` -> `70 •• •• 56`. Empty when there is none."""
    groups = phone(number).split(NARROW)
    if len(groups) < 3:
        return DOT * 4 if groups[0] else ""
    return NARROW.join([groups[0], *(DOT * len(group) for group in groups[1:-1]), groups[-1]])


@register.filter
def mask_document(number: str | None) -> str:
    """The last three characters only: `A1234567` -> `••••567`. Empty when there is none."""
    kept = re.sub(r"\W", "", number or "")[-3:]
    return f"{DOT * 4}{kept}" if kept else ""
