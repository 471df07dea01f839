"""The census for a town hall or the regional council: a page, the same as PDF and as a workbook."""

from typing import NamedTuple

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from registry import journal
from registry.census.figures import Census, census
from registry.census.pdf import render_census
from registry.directory.filters import address
from registry.enums import JournalAction
from registry.export.downloads import download
from registry.export.forms import FileFormat
from registry.export.table_files import counts_table
from registry.months import Month, last_months, latest_month


class Asked(NamedTuple):
    """What an address asks for, and the months that it may ask for."""

    census: Census
    month: Month
    months: list[Month]

    @property
    def file_name(self) -> str:
        return f"recensement-{slugify(self.census.commune or 'region')}-{self.census.day}"


@permission_required("registry.view_directory_counts", raise_exception=True)
@require_safe
def census_page(request: HttpRequest) -> HttpResponse:
    """The census of the region, or of one commune, at the end of a month that is over."""
    asked = _asked(request)
    parameters = {"mois": asked.month.code, "commune": asked.census.commune}
    context = {
        "census": asked.census,
        "month": asked.month,
        "months": asked.months,
        "pdf_url": address(reverse("registry:census_pdf"), parameters),
        "xlsx_url": address(reverse("registry:census_xlsx"), parameters),
    }
    return render(request, "registry/census.html", context)


@permission_required("registry.view_directory_counts", raise_exception=True)
@require_safe
def census_pdf(request: HttpRequest) -> HttpResponse:
    """The same on one page to print."""
    asked = _asked(request)
    journal.record(actor=request.user, action=JournalAction.PRINT, request=request)
    response = HttpResponse(render_census(asked.census), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{asked.file_name}.pdf"'
    return response


@permission_required("registry.view_directory_counts", raise_exception=True)
@require_safe
def census_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The same as a workbook, one sheet a table."""
    asked = _asked(request)
    journal.record(actor=request.user, action=JournalAction.EXPORTED, request=request)
    tables = [counts_table(f"{part.header} et sexe", part.header, part.table) for part in asked.census.parts]
    return download(tables, FileFormat.XLSX, name=asked.file_name)


def _asked(request: HttpRequest) -> Asked:
    """Raises Http404 for a month that is not over or too old, and for a commune that is not shown alone."""
    months = last_months(latest_month(timezone.localdate(), show_small=False))
    by_code = {month.code: month for month in months}
    month = by_code.get(request.GET.get("mois") or months[0].code)
    if month is None:
        raise Http404("Ce mois n’est pas montré.")
    found = census(month.last_day, commune=request.GET.get("commune", ""))
    if found is None:
        raise Http404("Cette commune n’est pas montrée seule ce mois-là.")
    return Asked(found, month, months)
