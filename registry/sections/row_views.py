"""Adding, correcting and removing a row of a dossier: a paper, a stay, somebody of the family."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from registry.access import fetch_visible
from registry.forms import posted
from registry.models import Migrant
from registry.saving import is_first_sending, saving

from .editing import Difference, open_form, save_over
from .pages import show_dossier
from .rows import ROW_SECTIONS, RowSection


@permission_required("registry.change_migrant", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def add_row(request: HttpRequest, pk: UUID, slug: str) -> HttpResponse:
    """« Ajouter »: the dossier with an empty form in the section."""
    section = ROW_SECTIONS[slug]
    migrant = fetch_visible(Migrant.objects.all(), user=request.user, pk=pk)
    form = section.empty_form(migrant, posted(request), by=request.user)
    if request.method == "POST" and form.is_valid():
        with saving(form):
            # A colleague may be merging this dossier into another: the row waits, then is refused with it.
            fetch_visible(Migrant.objects.select_for_update(no_key=True), user=request.user, pk=pk)
            key = form.cleaned_data["id"]
            if is_first_sending(request, key, visible=section.visible_to(request.user)):
                form.instance.pk = key
                form.save_by(request.user)
            return _saved(request, pk, section)
    return show_dossier(request, pk, open_section=slug, form=form)


@permission_required("registry.change_migrant", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_row(request: HttpRequest, pk: UUID, slug: str, row: UUID) -> HttpResponse:
    """« Corriger »: the dossier with one row open. Two people at once: the second sees both answers and chooses."""
    section = ROW_SECTIONS[slug]
    migrant = fetch_visible(Migrant.objects.all(), user=request.user, pk=pk)
    rows = section.rows_of(migrant)
    differences: tuple[Difference, ...] = ()
    if request.method == "POST":
        with transaction.atomic():
            locked = get_object_or_404(rows.select_for_update(of=("self",)), pk=row)
            edit = save_over(section.form_class, locked, request.POST, by=request.user)
        if edit.is_saved:
            return _saved(request, pk, section)
        form, differences = edit.form, edit.differences
    else:
        form = open_form(section.form_class, get_object_or_404(rows, pk=row))
    return show_dossier(request, pk, open_section=slug, open_row=row, form=form, differences=differences)


@permission_required("registry.change_migrant", raise_exception=True)
@require_POST
def remove_row(request: HttpRequest, pk: UUID, slug: str, row: UUID) -> HttpResponse:
    """« Retirer »: what was noted by mistake leaves the dossier; the history keeps it. Twice is once."""
    section = ROW_SECTIONS[slug]
    migrant = fetch_visible(Migrant.objects.all(), user=request.user, pk=pk)
    section.rows_of(migrant).filter(pk=row).delete()
    return _saved(request, pk, section)


def _saved(request: HttpRequest, pk: UUID, section: RowSection) -> HttpResponse:
    messages.success(request, f"«\u00a0{section.title}\u00a0»\u00a0: c’est enregistré.")
    return redirect(reverse("registry:dossier", args=[pk]) + f"#{section.slug}")
