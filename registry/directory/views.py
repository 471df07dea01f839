"""The directory of persons: who they are for the centre, how many they are for the others."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry.access import show_people
from registry.directory.figures import HEADINGS, directory_figures, figures_by_sex
from registry.directory.filters import DirectoryFilters, address
from registry.models import Migrant
from registry.months import latest_month
from registry.pagination import keyset_page

MOST_COUNTED = 10_000


@permission_required("registry.view_directory_counts", raise_exception=True)
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The list of persons, newest number first; counts alone for whoever may not see persons."""
    if not request.user.has_perm("registry.view_migrant"):
        sees_all = request.user.has_perm("registry.view_small_cells")
        return redirect("registry:directory_figures") if sees_all else _figures_outside(request)
    filters = DirectoryFilters(request.GET, queryset=Migrant.objects.visible_to(request.user))
    page_url = reverse("registry:directory")
    page = keyset_page(filters.qs.with_identity(), order=["-number"], cursor=request.GET.get("apres", ""))
    show_people(request, [person.pk for person in page.items])
    found = filters.qs.order_by()[: MOST_COUNTED + 1].count()
    context = {
        "form": filters.form,
        "chips": filters.chips(page_url),
        "page": page,
        "query": address("", filters.in_force())[1:] + "&" if filters.in_force() else "",
        "found": min(found, MOST_COUNTED),
        "is_more": found > MOST_COUNTED,
        "tabs": _tabs(filters, page_url),
    }
    return render(request, "registry/directory/people.html", context)


@permission_required("registry.view_small_cells", raise_exception=True)
@require_safe
def directory_figures_page(request: HttpRequest) -> HttpResponse:
    """How many persons pass the filters, by two headings. Persons who were erased still count."""
    filters = DirectoryFilters(request.GET, queryset=Migrant.objects.filter(merged_into__isnull=True))
    page_url = reverse("registry:directory_figures")
    rows, columns = _headings(request)
    context = {
        "form": filters.form,
        "chips": filters.chips(page_url, rows=rows, columns=columns),
        "clear_url": address(page_url, {"rows": rows, "columns": columns}),
        "figures": directory_figures(filters.qs, rows=rows, columns=columns),
        "rows": rows,
        "columns": columns,
        "row_title": HEADINGS[rows].title,
        "column_title": HEADINGS[columns].title,
        "row_choices": {key: heading.title for key, heading in HEADINGS.items() if key != "sex"},
        "column_choices": {key: heading.title for key, heading in HEADINGS.items()},
        "tabs": _tabs(filters, page_url) if request.user.has_perm("registry.view_migrant") else [],
    }
    return render(request, "registry/directory/figures.html", context)


def _figures_outside(request: HttpRequest) -> HttpResponse:
    """By sex and nationality, by sex and profession, at the end of the last month that is over."""
    day = latest_month(timezone.localdate(), show_small=False).last_day
    tables = [
        (HEADINGS[rows].title, figures_by_sex(rows, registered_until=day))
        for rows in ("nationality", "profession")
    ]
    return render(request, "registry/directory/figures_outside.html", {"tables": tables, "day": day})


def _headings(request: HttpRequest) -> tuple[str, str]:
    """What the lines and the columns of the table are: never the same."""
    rows, columns = request.GET.get("rows", ""), request.GET.get("columns", "")
    rows = rows if rows in HEADINGS and rows != "sex" else "nationality"
    return rows, columns if columns in HEADINGS and columns != rows else "sex"


def _tabs(filters: DirectoryFilters, current: str) -> list[dict[str, object]]:
    pages = {"Liste": reverse("registry:directory"), "Chiffres": reverse("registry:directory_figures")}
    return [
        {"label": label, "url": address(url, filters.in_force()), "is_current": url == current}
        for label, url in pages.items()
    ]
