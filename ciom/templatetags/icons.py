"""`{% icon "search" %}`: an icon of the `lucide` package as inline SVG. Always beside a word, so hidden from screen readers."""

from functools import cache

import lucide
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
@cache
def icon(name: str, size: int = 20) -> SafeString:
    """SVG of the lucide icon `name`, `size` pixels wide and high. Raises `lucide.IconDoesNotExist`."""
    svg = lucide._render_icon(name, size, aria_hidden="true", focusable="false", **{"class": "icon"})
    one_line = " ".join(svg.split())
    return mark_safe(one_line.replace("> <", "><").replace(" />", "/>"))  # noqa: S308 (a file of the lucide package)
