"""Cards to print: of one person, or of those whom the directory shows."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry import journal
from registry.access import open_person
from registry.cards.rendering import render_card, render_sheets
from registry.directory.filters import DirectoryFilters, address
from registry.enums import JournalAction
from registry.models import Migrant

MOST_CARDS = 100


@permission_required("registry.view_migrant", raise_exception=True)
@require_safe
def card(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The card of one person, as PDF."""
    migrant = open_person(request, Migrant.objects.all(), action=JournalAction.PRINT, pk=pk)
    return _pdf(render_card(migrant), name=f"carte-{migrant.number}")


@permission_required("registry.view_migrant", raise_exception=True)
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The cards of the persons who pass the filters of the address, on sheets, newest number first."""
    filters = DirectoryFilters(request.GET, queryset=Migrant.objects.visible_to(request.user))
    people = list(filters.qs.order_by("-number")[: MOST_CARDS + 1]) if filters.is_valid() else []
    if not people or len(people) > MOST_CARDS:
        if people:
            messages.warning(request, f"{MOST_CARDS} cartes au plus à la fois : ajoutez un filtre.")
        return redirect(address(reverse("registry:directory"), request.GET.dict()))
    journal.record(
        actor=request.user,
        action=JournalAction.PRINT,
        people=[person.pk for person in people],
        request=request,
    )
    return _pdf(render_sheets(people), name=f"cartes-{timezone.localdate()}")


def _pdf(content: bytes, *, name: str) -> HttpResponse:
    """A page to print; `name` names nobody."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
