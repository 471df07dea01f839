"""Text written in Markdown by the centre."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

register = template.Library()

# CommonMark with raw HTML switched off: what looks like a tag is shown, never obeyed.
_reader = MarkdownIt("commonmark", {"html": False})


@register.filter
def markdown(text: str) -> SafeString:
    """The HTML of a text in Markdown; links to scripts are left as text."""
    return mark_safe(_reader.render(str(text)))  # noqa: S308 (HTML in the text is escaped)
