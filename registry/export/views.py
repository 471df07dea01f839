"""Files to take away: the persons whom the directory shows, or how many they are."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from registry import journal
from registry.access import allowed
from registry.cross_table import CrossTable
from registry.directory.figures import HEADINGS, asked_headings, directory_figures, figures_outside
from registry.directory.filters import DirectoryFilters, address, how_many
from registry.enums import JournalAction
from registry.export.downloads import download
from registry.export.forms import ExportForm, FileFormat
from registry.export.people_table import people_table
from registry.export.table_files import Table, counts_table
from registry.forms import posted
from registry.models import Migrant
from registry.permissions import may_export_people


@allowed(may_export_people)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponseBase:
    """The persons who pass the filters of the address, as a file, with a reason."""
    filters = DirectoryFilters(request.GET, queryset=Migrant.objects.visible_to(request.user))
    directory_url = address(reverse("registry:directory"), request.GET.dict())
    if not filters.is_valid():
        return redirect(directory_url)
    form = ExportForm(posted(request), people=filters.qs)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        table = people_table(filters.qs, actor=request.user, reason=reason, request=request)
        kind = FileFormat(form.cleaned_data["format"])
        return download([table], kind, name=f"migrants-{timezone.localdate()}")
    page_url = reverse("registry:export")
    context = {
        "form": form,
        "found": how_many(filters.qs),
        "chips": filters.chips(page_url),
        "clear_url": page_url,
        "back_url": directory_url,
        "counts_url": address(reverse("registry:directory_figures"), filters.in_force()),
    }
    return render(request, "registry/export.html", context)


@permission_required("registry.view_directory_counts", raise_exception=True)
@require_safe
def export_counts(request: HttpRequest) -> HttpResponseBase:
    """The figures of the directory as a file, as the same reader sees them on the page."""
    if request.user.has_perm("registry.view_small_cells"):
        filters = DirectoryFilters(request.GET, queryset=Migrant.objects.filter(merged_into__isnull=True))
        if not filters.is_valid():
            return redirect(address(reverse("registry:directory_figures"), request.GET.dict()))
        rows, columns = asked_headings(request.GET)
        figures = directory_figures(filters.qs, rows=rows, columns=columns).table
        title, day = f"{HEADINGS[rows].title} et {HEADINGS[columns].title.lower()}", timezone.localdate()
        tables = [counts_table(title, HEADINGS[rows].title, figures)]
    else:
        outside = figures_outside(timezone.localdate())
        day = outside.day
        tables = [_by_sex(title, table) for title, table in outside.tables]
    journal.record(actor=request.user, action=JournalAction.EXPORTED, request=request)
    kind = FileFormat.CSV if request.GET.get("fichier") == FileFormat.CSV else FileFormat.XLSX
    return download(tables, kind, name=f"chiffres-{day}")


def _by_sex(title: str, table: CrossTable | None) -> Table:
    """A table outside the centre; what cannot be shown is said in its place."""
    if table is None:
        return Table(f"{title} et sexe", [("Trop peu de personnes pour montrer ces chiffres", 60)], [])
    return counts_table(f"{title} et sexe", title, table)
