"""The page of a dossier, with or without a section open for writing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from registry import journal
from registry.access import fetch_visible
from registry.companions import companions_of
from registry.dossier import acts_on, timeline_of
from registry.enums import JournalAction
from registry.models import DossierAccess, Migrant

from .definitions import SECTIONS, Section
from .filled_by import Mark, last_change_of_languages, last_changes, with_last_change_of_languages
from .rows import ROW_SECTIONS


@dataclass(frozen=True)
class ShownSection:
    """A section as the page shows it."""

    section: Section
    is_empty: bool
    mark: Mark | None
    edit_url: str


def show_dossier(request: HttpRequest, pk: UUID, **opened: Any) -> HttpResponse:
    """Render the page of one person, and write the reading to the journal: one line, with those shown beside them.

    `opened` names the section, and the row, open for writing, with its form and its differences to settle.
    """
    people = with_last_change_of_languages(Migrant.objects.with_dossier())
    migrant = fetch_visible(people, user=request.user, pk=pk)
    companions = companions_of(migrant, user=request.user)
    journal.record(
        actor=request.user,
        action=JournalAction.READ,
        target=migrant,
        people=[migrant.pk, *(shown.person.pk for shown in companions if shown.person)],
        request=request,
    )
    # One section at a time: what is typed in another would be lost.
    may_open_one = not opened and request.user.has_perm("registry.change_migrant")
    access = None
    if not request.user.has_perm("registry.view_migrant"):
        access = DossierAccess.objects.open_to(request.user).filter(migrant=migrant).first()
    return render(
        request,
        "registry/dossier.html",
        {
            "migrant": migrant,
            "sections": list(_sections_of(migrant, may_change=may_open_one)),
            "companions": companions,
            "row_sections": ROW_SECTIONS.values(),
            "may_open_one": may_open_one,
            "timeline": timeline_of(migrant, request.user),
            "acts": acts_on(migrant, request.user),
            "access": access,
            **opened,
        },
    )


def _sections_of(migrant: Migrant, *, may_change: bool) -> Iterator[ShownSection]:
    marks = last_changes(migrant, {slug: section.columns for slug, section in SECTIONS.items()})
    if (languages := last_change_of_languages(migrant)) is not None:
        marks["langues"] = languages
    for slug, section in SECTIONS.items():
        url = reverse("registry:section", args=[migrant.pk, slug]) + f"#{slug}" if may_change else ""
        yield ShownSection(section, section.is_empty(migrant), marks.get(slug), url)
