"""One referral, as whoever looks at it may see it, and what every act on it shares."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from referrals.disclosure import as_service_sees
from referrals.enums import TransitionName
from referrals.models import Referral
from referrals.workflow import (
    TransitionRefused,
    mark_seen,
    perform,
    possible_transitions,
)
from registry.access import any_permission_required, fetch_visible, open_person


@any_permission_required(
    "referrals.add_referral", "referrals.answer_referral", "registry.open_migrant_with_reason"
)
@require_safe
def referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A referral, as the centre or as the service sees it; to read only, for whoever opened the dossier."""
    if request.user.has_perm("referrals.answer_referral"):
        return _referral_for_service(request, pk)
    return _referral_with_person(request, pk)


def _referral_with_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = open_person(request, Referral.objects.with_people(), pk=pk)
    return _show(request, found, "referrals/referral_centre.html", migrant=found.migrant)


def _referral_for_service(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = open_person(request, as_service_sees(Referral.objects.all()), pk=pk)
    mark_seen(found)
    return _show(request, found, "referrals/referral_service.html")


def _show(request: HttpRequest, found: Referral, template: str, **context: Any) -> HttpResponse:
    return render(
        request,
        template,
        {
            "referral": found,
            "transitions": found.transitions.select_related("by"),
            "possible": possible_transitions(found, user=request.user),
            "is_late": found.is_late_on(timezone.localdate()),
            **context,
        },
    )


@require_safe
def by_short_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR of a slip leads: the referral, for those who may see it."""
    found = fetch_visible(Referral.objects.all(), user=request.user, short_code=code.upper())
    return redirect("referrals:referral", found.pk)


def perform_and_return(
    request: HttpRequest, pk: UUID, name: TransitionName, done: str, **fields: Any
) -> HttpResponse:
    try:
        perform(pk, name, by=request.user, **fields)
    except TransitionRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("referrals:referral", pk)
