"""Pages of the import of a file: given, its columns matched, read, reviewed, confirmed, and undone."""

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orientation.import_forms import ColumnsForm, UploadForm
from orientation.register_visits import record_paper_visit
from registry.access import fetch_visible, show_people
from registry.enums import ImportOutcome, ImportState
from registry.models import ImportLine, Migrant, RegisterImport
from registry.pagination import keyset_page
from registry.register_import.confirming import ConfirmationRefused, confirm, report_rows
from registry.register_import.opening import UnreadableRegister
from registry.register_import.outcomes import write_report
from registry.register_import.shown_lines import show_lines
from registry.register_import.undoing import UndoRefused, undo
from registry.register_import.uploads import (
    choose_columns,
    columns_left_out,
    decide,
    forget_words,
    people_of,
    read_on,
    store_upload,
)

IMPORT = "registry.add_registerimport"
SHOWN_IMPORTS = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = {
    "a-decider": "À décider",
    "nouveaux": "Nouvelles personnes",
    "rattaches": "Déjà inscrites",
    "repris": "Déjà reprises",
    "rejetes": "Non reprises",
}
_OUTCOMES = {
    "nouveaux": ImportOutcome.CREATED,
    "rattaches": ImportOutcome.ATTACHED,
    "repris": ImportOutcome.ALREADY,
    "rejetes": ImportOutcome.REJECTED,
}


@permission_required(IMPORT, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Give a file; the imports of before."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            register = store_upload(name=file.name, content=file.read(), by=request.user)
        except UnreadableRegister as error:
            form.add_error("file", str(error))
        else:
            return redirect("orientation:register_import", register.pk)
    before = RegisterImport.objects.visible_to(request.user).exclude(state=ImportState.ABANDONED)
    before = before.select_related("created_by").annotate(count=Count("lines"))
    return render(request, "orientation/imports/list.html", {"form": form, "imports": before[:SHOWN_IMPORTS]})


def _register(request: HttpRequest, pk: UUID) -> RegisterImport:
    return fetch_visible(RegisterImport.objects.select_related("created_by"), user=request.user, pk=pk)


@permission_required(IMPORT, raise_exception=True)
@require_safe
def register_import(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far an import has come, and what becomes of each row."""
    register = _register(request, pk)
    if register.state == ImportState.MATCHING:
        return redirect("orientation:import_columns", pk)
    if register.state == ImportState.ABANDONED:
        return render(request, "orientation/imports/abandoned.html", {"register": register})
    total, read = register.lines.count(), register.lines.read().count()
    context: dict[str, Any] = {"register": register, "total": total, "read": read}
    if register.state == ImportState.READING:
        return render(request, "orientation/imports/reading.html", context)
    counts = {name: _rows(register, name).count() for name in FILTERS}
    chosen = request.GET.get("lignes", "")
    if chosen not in FILTERS:
        chosen = "a-decider" if register.is_unfinished and counts["a-decider"] else ""
    page = keyset_page(_rows(register, chosen), order=["line"], cursor=request.GET.get("apres", ""))
    show_people(
        request, Migrant.objects.filter(pk__in=set(people_of(page.items))).values_list("pk", flat=True)
    )
    context |= {
        "page": page,
        "lines": show_lines(register, page.items),
        "filters": [
            (name, label, counts[name]) for name, label in FILTERS.items() if counts[name] or name == chosen
        ],
        "chosen": chosen,
        "new": counts["nouveaux"],
        "attached": counts["rattaches"],
        "to_decide": counts["a-decider"],
    }
    return render(request, "orientation/imports/register_import.html", context)


def _rows(register: RegisterImport, name: str) -> QuerySet[ImportLine]:
    if name == "a-decider":
        return ImportLine.objects.filter(register=register).to_decide()
    rows = ImportLine.objects.filter(register=register)
    return rows.filter(outcome=_OUTCOMES[name]) if name else rows


@permission_required(IMPORT, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what each column holds; may be said again until the confirmation."""
    register = _register(request, pk)
    if not register.is_unfinished:
        return redirect("orientation:register_import", pk)
    form = ColumnsForm(request.POST if request.method == "POST" else None, register)
    if request.method == "POST" and form.is_valid():
        choose_columns(register, form.mapping())
        return redirect("orientation:register_import", pk)
    aside = [register.titles[column] for column in sorted(columns_left_out(register))]
    return render(
        request,
        "orientation/imports/columns.html",
        {"register": register, "form": form, "aside": aside, "total": register.lines.count()},
    )


@permission_required(IMPORT, raise_exception=True)
@require_POST
def import_reading(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Read and compare some more rows."""
    read_on(_register(request, pk).pk)
    return redirect("orientation:register_import", pk)


@permission_required(IMPORT, raise_exception=True)
@require_POST
def import_decision(request: HttpRequest, pk: UUID) -> HttpResponse:
    """« C’est la même personne », or not, for one row."""
    register = _register(request, pk)
    line_key, _, person = request.POST.get("decision", "").partition(":")
    is_key = line_key.isascii() and line_key.isdecimal() and len(line_key) < 19
    line = register.lines.filter(pk=line_key).first() if is_key else None
    if line is None or not decide(line, same_as=_key(person)):
        messages.warning(request, "Cette ligne ne peut plus être changée.")
    return redirect("orientation:register_import", pk)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404("Cette personne n’existe pas.") from error


@transaction.non_atomic_requests
@permission_required(IMPORT, raise_exception=True)
@require_POST
def import_confirmation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Import all rows, or none."""
    try:
        confirm(_register(request, pk).pk, record_visit=record_paper_visit, by=request.user)
    except ConfirmationRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("orientation:register_import", pk)


@permission_required(IMPORT, raise_exception=True)
@require_safe
def import_report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What became of each row, as a spreadsheet without any name."""
    register = _register(request, pk)
    if register.done_at is None:
        raise Http404("Cet import n’est pas fait.")
    rows = report_rows(register)
    show_people(request, {line.person for line in register.lines.all() if line.person})
    content = io.BytesIO()
    write_report(content, rows)
    return HttpResponse(
        content.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": 'attachment; filename="import.xlsx"'},
    )


@permission_required(IMPORT, raise_exception=True)
@require_POST
def import_undoing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take everything back, or nothing."""
    try:
        undo(_register(request, pk).pk, by=request.user)
    except UndoRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "L’import est annulé\u00a0: le registre est comme avant.")
    return redirect("orientation:register_import", pk)


@permission_required(IMPORT, raise_exception=True)
@require_POST
def import_abandonment(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Forget the file before anything is written."""
    register = RegisterImport.objects.select_for_update().get(pk=_register(request, pk).pk)
    if register.is_unfinished:
        forget_words(register, state=ImportState.ABANDONED, by=request.user)
        messages.success(request, "Le fichier est oublié. Rien n’a été inscrit.")
    return redirect("orientation:imports")
