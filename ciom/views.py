"""Pages of the house itself: the home of each role, and health."""

from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ciom.accounts.views import SignedInRequest
from ciom.reports.month import month_figures
from orientation.models import Reception
from referrals.disclosure import in_list_of_service
from referrals.follow_up import FOLLOW_UPS
from referrals.models import MOST_PRESSING_FIRST, Referral, TechnicalService
from referrals.models.referrals import ReferralQuerySet
from registry.access import show_people
from registry.models import IdentityDocument
from registry.months import Month, latest_month
from registry.pairs import count_open_pairs


@login_not_required
@never_cache
@require_safe
@transaction.non_atomic_requests
def health(request: HttpRequest) -> HttpResponse:
    """For monitoring: 200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    """What the centre does, for whom, and how to reach it. Open to everybody."""
    return render(request, "centre.html")


LINES_OF_CENTRE = 5
PAPERS_OF_CENTRE = 30
LINES_OF_SERVICE = 5


class Work(NamedTuple):
    """One list of work: its first lines, and how many there are in all."""

    lines: list[Referral]
    total: int


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What there is to do today, according to what the person may do."""
    today = timezone.localdate()
    context: dict[str, Any] = {"today": today, "month": Month.of(today)}
    referrals = Referral.objects.visible_to(request.user)
    if request.user.has_perm("referrals.add_referral"):
        context |= {
            "work": _work_of_centre(referrals, today),
            "received_today": Reception.objects.visible_to(request.user).filter(received_on=today).count(),
        }
        show_people(request, [one.migrant_id for part in context["work"].values() for one in part.lines])
    if request.user.has_perm("registry.change_migrant"):
        papers = IdentityDocument.objects.visible_to(request.user).to_watch(today).with_people()
        context |= {
            "papers": list(papers.order_by("expires_on", "created_at")[:PAPERS_OF_CENTRE]),
            "papers_count": papers.count(),
        }
        show_people(request, [paper.migrant_id for paper in context["papers"]])
    if request.user.has_perm("registry.add_merge"):
        context["open_pairs"] = count_open_pairs(request.user)
    if request.user.has_perm("referrals.answer_referral"):
        received = list(
            in_list_of_service(referrals.to_handle()).order_by(*MOST_PRESSING_FIRST)[:LINES_OF_SERVICE]
        )
        show_people(request, [one.migrant_id for one in received])
        context |= {
            "to_handle": referrals.to_handle().count(),
            "waiting": referrals.waiting().count(),
            "received": received,
            "service": TechnicalService.objects.filter(agents__user=request.user).first(),
        }
    if request.user.has_perm("reports.view_month") and not request.user.has_perm("registry.view_migrant"):
        show_small = request.user.has_perm("registry.view_small_cells")
        context["month"] = latest_month(today, show_small=show_small)
        context["figures"] = month_figures(context["month"], today=today, show_small=show_small)
    return render(request, "home.html", context)


def _work_of_centre(referrals: ReferralQuerySet, today: date) -> dict[str, Work]:
    """What waits for the centre, as behind the filters of its list of referrals."""
    work = {}
    for code, follow_up in FOLLOW_UPS.items():
        found = follow_up.narrow(referrals, today)
        lines = found.with_people().order_by(*follow_up.order, "pk")[:LINES_OF_CENTRE]
        work[code.replace("-", "_")] = Work(list(lines), found.count())
    return work
