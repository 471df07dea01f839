"""Completing and correcting a dossier, one section at a time."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.access import fetch_visible
from registry.models import Migrant

from .definitions import SECTIONS
from .editing import Difference, open_form, save_section
from .pages import show_dossier


@permission_required("registry.change_migrant", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """The dossier with one section open. Two people at once: the second sees both answers and chooses."""
    if slug not in SECTIONS:
        raise Http404("Cette page n’existe pas.")
    opened = SECTIONS[slug]
    differences: tuple[Difference, ...] = ()
    if request.method == "POST":
        edit = save_section(opened.form_class, pk, request.POST, by=request.user)
        if edit.is_saved:
            messages.success(request, f"«\u00a0{opened.title}\u00a0»\u00a0: c’est enregistré.")
            return redirect(reverse("registry:dossier", args=[pk]) + f"#{slug}")
        form, differences = edit.form, edit.differences
    else:
        form = open_form(opened.form_class, fetch_visible(Migrant.objects.all(), user=request.user, pk=pk))
    return show_dossier(request, pk, open_section=slug, form=form, differences=differences)
