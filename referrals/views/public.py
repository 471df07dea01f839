"""The technical services and what each does, open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from referrals.models import ServiceNeed, TechnicalService


@login_not_required
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Each service with its remit, how to reach it and the needs it answers."""
    answers = ServiceNeed.objects.filter(is_current=True, need__is_current=True).select_related("need")
    listed = TechnicalService.objects.current().prefetch_related(
        Prefetch("answers", answers.order_by("need__position"))
    )
    return render(request, "referrals/services.html", {"services": listed})
