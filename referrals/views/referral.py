"""One referral, as whoever looks at it may see it, and what every act on it shares."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from referrals.disclosure import as_service_sees
from referrals.enums import TransitionName
from referrals.forms import SlipCodeForm
from referrals.models import Referral
from referrals.slip_number import referral_of_slip
from referrals.workflow import (
    TransitionRefused,
    mark_seen,
    perform,
    possible_transitions,
)
from registry import journal
from registry.access import any_permission_required, fetch_visible, open_person
from registry.enums import JournalAction
from registry.forms import posted

NO_REFERRAL = Q(pk__in=[])
NOTHING_FOUND = "Aucune demande ne porte ce code ou ce numéro. Relisez la fiche."


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


def tells_withdrawal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For pages of a service: a request that the centre has taken back says so, and nothing else of it (404)."""

    @wraps(view)
    def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
        withdrawn = Referral.objects.withdrawn_from(request.user).filter(pk=pk).first()
        if withdrawn is None:
            return view(request, pk)
        journal.record(actor=request.user, action=JournalAction.REFUSED, target=withdrawn, request=request)
        return render(request, "referrals/withdrawn.html", {"referral": withdrawn}, status=404)

    return answer


@tells_withdrawal
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
    """Where the QR of a slip leads: the referral, for those who may see it or could before it was withdrawn."""
    key = {"short_code": code.upper()}
    withdrawn = Referral.objects.withdrawn_from(request.user).filter(**key).first()
    found = withdrawn or fetch_visible(Referral.objects.all(), user=request.user, **key)
    return redirect("referrals:referral", found.pk)


@any_permission_required("referrals.add_referral", "referrals.answer_referral")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """From the code or the number printed on a slip, typed by hand, to the referral.

    The same words whether it does not exist or is somebody else's; the latter is a refusal in the journal.
    """
    form = SlipCodeForm(posted(request))
    if not form.is_valid():
        return render(request, "referrals/find.html", {"form": form})
    asked_for = referral_of_slip(form.cleaned_data["code"]) or NO_REFERRAL
    for referrals in (
        Referral.objects.visible_to(request.user),
        Referral.objects.withdrawn_from(request.user),
    ):
        found = referrals.filter(asked_for).first()
        if found is not None:
            return redirect("referrals:referral", found.pk)
    hidden = Referral.objects.filter(asked_for).first()
    if hidden is not None:
        journal.record(actor=request.user, action=JournalAction.REFUSED, target=hidden, request=request)
    form.add_error("code", NOTHING_FOUND)
    return render(request, "referrals/find.html", {"form": form}, status=404)


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
