"""Pages of the house itself: the home of each role, and health."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from ciom.accounts.views import SignedInRequest
from ciom.reports.month import Month
from orientation.models import Reception
from referrals.models import Referral, TechnicalService


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


LINES_SHOWN = 10


@require_GET
def home(request: SignedInRequest) -> HttpResponse:
    """What there is to do today, according to what the person may do."""
    today = timezone.localdate()
    context: dict[str, Any] = {"today": today, "month": Month.of(today)}
    referrals = Referral.objects.visible_to(request.user)
    if request.user.has_perm("referrals.add_referral"):
        answers = referrals.answers_to_tell().with_people().order_by("answered_at")
        overdue = referrals.overdue(today).with_people().order_by("due_on")
        context |= {
            "answers": answers[:LINES_SHOWN],
            "answers_count": answers.count(),
            "overdue": overdue[:LINES_SHOWN],
            "overdue_count": overdue.count(),
            "received_today": Reception.objects.visible_to(request.user).filter(received_on=today).count(),
        }
    if request.user.has_perm("referrals.answer_referral"):
        context |= {
            "to_handle": referrals.to_handle().count(),
            "waiting": referrals.waiting().count(),
            "service": TechnicalService.objects.filter(agents__user=request.user).first(),
        }
    return render(request, "home.html", context)
