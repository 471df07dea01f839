"""Pages of the reports."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ciom.reports.month import Month, month_figures


@permission_required("reports.view_month", raise_exception=True)
@require_GET
def month_current(request: HttpRequest) -> HttpResponse:
    return redirect("reports:month", Month.of(timezone.localdate()).code)


@permission_required("reports.view_month", raise_exception=True)
@require_GET
def month(request: HttpRequest, code: str) -> HttpResponse:
    """The month as it stands now. Small figures are hidden from whoever reads outside the centre."""
    year, number = map(int, code.split("-"))
    if not 1 <= number <= 12 or not 2000 <= year < 2100:
        raise Http404("Ce mois n’existe pas.")
    shown = Month(year, number)
    if shown.first_day > timezone.localdate():
        raise Http404("Ce mois n’a pas commencé.")
    show_small = request.user.has_perm("reports.view_small_cells")
    is_last = shown.first_day >= Month.of(timezone.localdate()).first_day
    return render(
        request,
        "reports/month.html",
        {
            "month": shown,
            "next_month": None if is_last else shown.next,
            "figures": month_figures(shown, show_small=show_small),
            "hides_small": not show_small,
            "now": timezone.now(),
        },
    )
