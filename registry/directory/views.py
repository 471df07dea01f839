"""The directory of persons: who they are for the centre, how many they are for the others."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry.access import show_people
from registry.directory.figures import HEADINGS, asked_headings, directory_figures, figures_outside
from registry.directory.filters import DirectoryFilters, address, how_many
from registry.models import Migrant
from registry.pagination import keyset_page
from registry.permissions import may_export_people


@permission_required("registry.view_directory_counts", raise_exception=True)
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The list of persons, newest number first; counts alone for whoever may not see persons."""
    if not request.user.has_perm("registry.view_migrant"):
        if request.user.has_perm("registry.view_small_cells"):
            return redirect("registry:directory_figures")
        outside = figures_outside(timezone.localdate())
        context = {"figures": outside, "export_url": _export_of_counts()}
        return render(request, "registry/directory/figures_outside.html", context)
    filters = DirectoryFilters(request.GET, queryset=Migrant.objects.visible_to(request.user))
    page_url = reverse("registry:directory")
    page = keyset_page(filters.qs.with_identity(), order=["-number"], cursor=request.GET.get("apres", ""))
    show_people(request, [person.pk for person in page.items])
    context = {
        "form": filters.form,
        "chips": filters.chips(page_url),
        "page": page,
        "query": address("", filters.in_force())[1:] + "&" if filters.in_force() else "",
        "export_url": address(reverse("registry:export"), filters.in_force()),
        "cards_url": address(reverse("registry:cards"), filters.in_force()),
        "may_export": may_export_people(request.user),
        "found": how_many(filters.qs),
        "tabs": _tabs(filters, page_url),
    }
    return render(request, "registry/directory/people.html", context)


@permission_required("registry.view_small_cells", raise_exception=True)
@require_safe
def directory_figures_page(request: HttpRequest) -> HttpResponse:
    """How many persons pass the filters, by two headings. Persons who were erased still count."""
    filters = DirectoryFilters(request.GET, queryset=Migrant.objects.filter(merged_into__isnull=True))
    page_url = reverse("registry:directory_figures")
    rows, columns = asked_headings(request.GET)
    context = {
        "form": filters.form,
        "chips": filters.chips(page_url, rows=rows, columns=columns),
        "clear_url": address(page_url, {"rows": rows, "columns": columns}),
        "figures": directory_figures(filters.qs, rows=rows, columns=columns),
        "export_url": _export_of_counts(rows=rows, columns=columns, **filters.in_force()),
        "rows": rows,
        "columns": columns,
        "row_title": HEADINGS[rows].title,
        "column_title": HEADINGS[columns].title,
        "row_choices": {key: heading.title for key, heading in HEADINGS.items() if key != "sex"},
        "column_choices": {key: heading.title for key, heading in HEADINGS.items()},
        "tabs": _tabs(filters, page_url) if request.user.has_perm("registry.view_migrant") else [],
    }
    return render(request, "registry/directory/figures.html", context)


def _export_of_counts(**parameters: str) -> str:
    """Where the same figures are a file; its kind is added at the end."""
    return address(reverse("registry:export_counts"), {**parameters, "fichier": ""})


def _tabs(filters: DirectoryFilters, current: str) -> list[dict[str, object]]:
    pages = {"Liste": reverse("registry:directory"), "Chiffres": reverse("registry:directory_figures")}
    return [
        {"label": label, "url": address(url, filters.in_force()), "is_current": url == current}
        for label, url in pages.items()
    ]
