"""Pages of the reports."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ciom.reports.month import month_figures
from registry.months import Month, latest_month


@permission_required("reports.view_month", raise_exception=True)
@require_safe
def month_current(request: HttpRequest) -> HttpResponse:
    show_small = request.user.has_perm("registry.view_small_cells")
    return redirect("reports:month", latest_month(timezone.localdate(), show_small=show_small).code)


@permission_required("reports.view_month", raise_exception=True)
@require_safe
def month(request: HttpRequest, code: str) -> HttpResponse:
    """The month as it stands. Outside the centre, small figures and the month in progress are hidden."""
    year, number = map(int, code.split("-"))
    if not 1 <= number <= 12 or not 2000 <= year < 2100:
        raise Http404("Ce mois n’existe pas.")
    shown = Month(year, number)
    today = timezone.localdate()
    show_small = request.user.has_perm("registry.view_small_cells")
    latest = latest_month(today, show_small=show_small)
    if shown.first_day > latest.first_day:
        raise Http404("Ce mois n’est pas encore montré.")
    return render(
        request,
        "reports/month.html",
        {
            "month": shown,
            "next_month": None if shown == latest else shown.next,
            "figures": month_figures(shown, today=today, show_small=show_small),
            "hides_small": not show_small,
            "known_on": min(today, latest.last_day),
            "now": timezone.now(),
        },
    )
