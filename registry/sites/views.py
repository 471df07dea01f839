"""Mining sites: their list, the map, and the page of one site."""

from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from registry.access import show_people
from registry.directory.filters import PersonFilters, address
from registry.models import Cercle, Migrant, MiningSite, Stay
from registry.months import Month, last_months, latest_month
from registry.pagination import keyset_page
from registry.sites.map_drawing import circles, ground, mapped_cercles, names_abroad, short_name
from registry.sites.population import population, populations, sites_with_places
from registry.written_dates import written_month


@permission_required("registry.view_directory_counts", raise_exception=True)
@require_safe
def sites(request: HttpRequest) -> HttpResponse:
    """Every site, cercle by cercle, with the persons of the last month that may be read."""
    month = _latest(request)
    figures = population(month, sites_with_places(), show_small=_sees_all_figures(request))
    by_cercle = [
        (cercle, list(lines)) for cercle, lines in groupby(figures.sites, lambda line: line.site.cercle)
    ]
    context = {"month": month, "by_cercle": by_cercle, "hides_small": not _sees_all_figures(request)}
    return render(request, "registry/sites/list.html", context)


@permission_required("registry.view_directory_counts", raise_exception=True)
@require_safe
def sites_map(request: HttpRequest) -> HttpResponse:
    """The map of one month, of the region or of one cercle. Where small figures are hidden nobody filters: two maps would be subtracted.

    Figures are computed for all sites together, whatever part is drawn: what is hidden on one map is on all.
    """
    sees_all = _sees_all_figures(request)
    month = _asked_month(request)
    every_site = sites_with_places()
    cercle = request.GET.get("cercle", "")
    if cercle and cercle not in mapped_cercles():
        raise Http404("Ce cercle n’a pas de carte.")
    page_url = reverse("registry:sites_map")
    kept = {"cercle": cercle} if cercle else {}
    filters = PersonFilters(request.GET, queryset=Migrant.objects.all()) if sees_all else None
    in_force = filters.in_force() if filters else {}
    among = filters.qs if filters and in_force else None
    figures = population(month, every_site, show_small=sees_all, among=among)
    drawing = ground(cercle)
    lines = [line for line in figures.sites if cercle in ("", line.site.cercle.code)]
    names = dict(Cercle.objects.filter(code__in=mapped_cercles()).values_list("code", "label"))
    with_sites = {site.cercle.code for site in every_site}
    context = {
        "month": month,
        "cercle": cercle,
        "cercle_name": names.get(cercle, ""),
        "cercle_links": [
            {"label": name, "url": address(page_url, {"mois": month.code, "cercle": code, **in_force})}
            for code, name in names.items()
            if code != cercle and code in with_sites
        ],
        "region_url": address(page_url, {"mois": month.code, **in_force}),
        "drawing": drawing,
        "circles": circles(drawing, figures.sites),
        # « Nioro du Sahel » is wider than its cercle.
        "cercle_names": [
            (shape, names.get(shape.key, "").removesuffix(" du Sahel")) for shape in drawing.cercles
        ],
        "names_abroad": names_abroad(drawing),
        "located": [line for line in lines if line.site.latitude is not None],
        "unlocated": [line for line in lines if line.site.latitude is None],
        "figures": figures,
        "form": filters.form if filters else None,
        "chips": filters.chips(page_url, mois=month.code, **kept) if filters else [],
        "clear_url": address(page_url, {"mois": month.code, **kept}),
        "months": last_months(_latest(request)),
        "hides_small": not sees_all,
    }
    return render(request, "registry/sites/map.html", context)


@permission_required("registry.view_directory_counts", raise_exception=True)
@require_safe
def site(request: HttpRequest, code: str) -> HttpResponse:
    """One site: its persons over the last months; who is there now, for whoever may see persons."""
    sees_all = _sees_all_figures(request)
    shown = get_object_or_404(
        MiningSite.objects.select_related("cercle", "cercle_2023", "commune"), code=code
    )
    months = last_months(_latest(request))
    figures = [
        next(line for line in month.sites if line.site == shown)
        for month in populations(months, sites_with_places(), show_small=sees_all)
    ]
    context: dict[str, Any] = {"site": shown, "name": short_name(shown.label)}
    context["bars"] = [
        (written_month(month.first_day), line.women, line.men)
        for month, line in zip(months, figures, strict=True)
    ]
    context["hides_small"] = not sees_all
    if request.user.has_perm("registry.view_migrant"):
        there = Stay.objects.open().filter(site=shown).values("migrant")
        people = Migrant.objects.visible_to(request.user).filter(pk__in=there).with_identity()
        page = keyset_page(people, order=["-number"], cursor=request.GET.get("apres", ""))
        show_people(request, [person.pk for person in page.items])
        context["page"] = page
    return render(request, "registry/sites/site.html", context)


def _sees_all_figures(request: HttpRequest) -> bool:
    return request.user.has_perm("registry.view_small_cells")


def _latest(request: HttpRequest) -> Month:
    return latest_month(timezone.localdate(), show_small=_sees_all_figures(request))


def _asked_month(request: HttpRequest) -> Month:
    """The month of the address, the latest without one. Raises Http404 for a month that may not be read."""
    latest = _latest(request)
    code = request.GET.get("mois", latest.code)
    months = {month.code: month for month in last_months(latest)}
    if code not in months:
        raise Http404("Ce mois n’est pas montré.")
    return months[code]
