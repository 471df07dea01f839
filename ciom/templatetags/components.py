"""Components that need Python: defaults, choices of wording, or content between two tags. The others are plain
templates to include. All of them are shown, in every state, on the page `/composants/`."""

from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from referrals.enums import ReferralState

register = template.Library()


# Icon and tone of each answer of a service. Tones are colours of the style sheet; the words carry the meaning.
STATE_LOOKS = {
    ReferralState.DRAFT: ("file-pen", "neutral"),
    ReferralState.SENT: ("send", "info"),
    ReferralState.IN_PROGRESS: ("hand", "info"),
    ReferralState.ACCEPTED: ("circle-check", "success"),
    ReferralState.DECLINED: ("circle-slash", "danger"),
    ReferralState.CANCELLED: ("ban", "neutral"),
}


@register.simple_tag
def options(widget: dict[str, Any]) -> SafeString:
    """`{% options widget %}`: the options of a list of Django. A template for each, as Django has it, takes ten times as long."""
    return SafeString("".join(map(_group_of_options, widget["optgroups"])))


def _group_of_options(group: tuple[str | None, list[dict[str, Any]], int]) -> str:
    title, entries, _ = group
    written = "".join(
        f'<option value="{escape(str(entry["value"]))}"{flatatt(entry["attrs"]) if entry["attrs"] else ""}>'
        f"{escape(str(entry['label']))}</option>"
        for entry in entries
    )
    return f'<optgroup label="{escape(title)}">{written}</optgroup>' if title else written


@register.inclusion_tag("components/tag.html")
def state_tag(state: str) -> dict[str, str]:
    """`{% state_tag referral.state %}`: the state of a referral, as a word, an icon and a colour. Raises ValueError."""
    known = ReferralState(state)
    icon_name, tone = STATE_LOOKS[known]
    return {"label": known.label, "icon_name": icon_name, "tone": tone}


@register.inclusion_tag("components/tag.html")
def tag(label: str, tone: str = "neutral", icon_name: str = "") -> dict[str, str]:
    """`{% tag "Urgente" "danger" "triangle-alert" %}`. Tones: neutral, info, success, warning, danger."""
    return {"label": label, "tone": tone, "icon_name": icon_name}


@register.inclusion_tag("components/demonstration_banner.html")
def demonstration_banner() -> dict[str, bool]:
    """`{% demonstration_banner %}`: on every page of a demonstration, errors included. Production refuses demonstration data."""
    return {"is_shown": settings.DEVELOPMENT}


@register.inclusion_tag("components/button.html")
def button(
    label: str, kind: str = "primary", icon_name: str = "", name: str = "", value: str = "", about: str = ""
) -> dict[str, str]:
    """`{% button "Enregistrer la personne" %}`: sends the form it stands in. Kinds: primary (one a page), secondary, danger, plain.

    `about` is only read aloud.
    """
    return {
        "label": label,
        "kind": kind,
        "icon_name": icon_name,
        "name": name,
        "value": value,
        "about": about,
    }


@register.inclusion_tag("components/link_button.html")
def link_button(
    label: str, url: str, kind: str = "secondary", icon_name: str = "", about: str = ""
) -> dict[str, str]:
    """`{% link_button "Modifier" url about="l’identité" %}`: a link that looks like a button. `about` is only read aloud."""
    return {"label": label, "url": url, "kind": kind, "icon_name": icon_name, "about": about}


@register.simple_block_tag
def page_heading(
    content: str,
    title: str,
    lead: str = "",
    caption: str = "",
    back_url: str = "",
    back_label: str = "Retour",
) -> SafeString:
    """`{% page_heading "Migrants" lead="…" %}actions{% endpage_heading %}`: the only h1 of a page; buttons may stand inside."""
    context = {
        "title": title,
        "lead": lead,
        "caption": caption,
        "back_url": back_url,
        "back_label": back_label,
    }
    return _with_content("page_heading", content, context)


@register.simple_block_tag
def section(
    content: str,
    title: str,
    action_url: str = "",
    action_label: str = "Modifier",
    is_empty: bool = False,
    count: int | None = None,
    id: str = "",
    is_list: bool = False,
) -> SafeString:
    """A titled card. With `is_empty` the content is replaced by « Non renseigné » and the action becomes « Compléter ».

    With `is_list` the action adds to what is there, and keeps its words.
    """
    context = {
        "title": title,
        "action_url": action_url,
        "action_label": "Compléter" if is_empty and not is_list else action_label,
        "adds": is_empty or is_list,
        "is_empty": is_empty,
        "count": count,
        "id": id,
    }
    return _with_content("section", content, context)


@register.simple_block_tag
def note(content: str, kind: str = "info", title: str = "") -> SafeString:
    """`{% note "warning" title="…" %}text{% endnote %}`. Kinds: info, success, warning, danger."""
    icons = {
        "info": "info",
        "success": "circle-check",
        "warning": "triangle-alert",
        "danger": "octagon-alert",
    }
    return _with_content("note", content, {"kind": kind, "title": title, "icon_name": icons[kind]})


@register.simple_block_tag
def done_panel(
    content: str, title: str, reference: str = "", reference_label: str = "Référence", is_heading: bool = True
) -> SafeString:
    """After an act: what was done (the h1 of the page, unless told), its reference, then what happens next and what to print."""
    context = {
        "title": title,
        "reference": reference,
        "reference_label": reference_label,
        "is_heading": is_heading,
    }
    return _with_content("done_panel", content, context)


@register.simple_block_tag
def disclosure(content: str, summary: str, is_open: bool = False) -> SafeString:
    """Content hidden behind a line of text, without script: help, or a table that repeats a chart."""
    return _with_content("disclosure", content, {"summary": summary, "is_open": is_open})


@register.inclusion_tag("components/fact.html")
def fact(label: str, value: Any = "", url: str = "") -> dict[str, Any]:
    """One line of a `<dl class="facts">`; « Non renseigné » when `value` is empty. Zero is a value."""
    return {"label": label, "value": value, "url": url, "is_missing": value is None or value == ""}


@register.inclusion_tag("components/empty_state.html")
def empty_state(
    title: str, text: str = "", action_label: str = "", action_url: str = "", icon_name: str = "inbox"
) -> dict[str, str]:
    """An empty list: says why, and what to do now."""
    return {
        "title": title,
        "text": text,
        "action_label": action_label,
        "action_url": action_url,
        "icon_name": icon_name,
    }


@register.inclusion_tag("components/stat_tile.html")
def stat_tile(label: str, value: str | int, note: str = "", url: str = "") -> dict[str, Any]:
    """One figure inside `<ul class="tiles">`; `url` leads to the list behind the figure."""
    return {"label": label, "value": value, "note": note, "url": url}


@register.inclusion_tag("components/data_table.html")
def data_table(
    caption: str,
    headers: list[str],
    rows: list[list[Any]],
    numeric: bool = True,
    is_caption_hidden: bool = False,
) -> dict[str, Any]:
    """A table; the first cell of each row names it. `None` is a figure kept hidden. Figures are already written in French."""
    return {
        "caption": caption,
        "headers": headers,
        "rows": [list(zip(headers, row, strict=True)) for row in rows],
        "numeric": numeric,
        "is_caption_hidden": is_caption_hidden,
    }


@register.filter
def control_id(field: BoundField) -> str:
    """Id of the first control of a field: where a link of the error summary leads, and what a label names."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


@register.filter
def description_ids(field: BoundField) -> str:
    """Ids of the hint and of the errors of a group of controls, for the `aria-describedby` of its fieldset."""
    parts = [("helptext", field.help_text), ("error", field.errors)]
    return " ".join(f"{field.auto_id}_{part}" for part, present in parts if present)


def _with_content(name: str, content: str, context: dict[str, Any]) -> SafeString:
    body = mark_safe(content.strip())  # noqa: S308 (already rendered, hence escaped, by the calling template)
    return mark_safe(render_to_string(f"components/{name}.html", {**context, "content": body}))  # noqa: S308
