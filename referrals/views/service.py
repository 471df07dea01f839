"""Pages of a service: what it has received, and its answers."""

from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from referrals.disclosure import as_service_sees, in_list_of_service
from referrals.enums import TransitionName
from referrals.forms import AcceptForm, DeclineForm, SlipCodeForm
from referrals.models import MOST_PRESSING_FIRST, Referral
from referrals.views.referral import perform_and_return, tells_withdrawal
from registry.access import fetch_visible, open_person, show_people
from registry.forms import posted
from registry.pagination import keyset_page

TABS = {
    "a-traiter": ("À traiter", "to_handle", MOST_PRESSING_FIRST),
    "en-attente": ("En attente", "waiting", MOST_PRESSING_FIRST),
    "terminees": ("Terminées", "finished", ("-answered_at",)),
}


@permission_required("referrals.answer_referral", raise_exception=True)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What the service has received: what waits, urgent first then oldest; what is answered, latest first."""
    received = Referral.objects.visible_to(request.user)
    chosen = request.GET.get("onglet", "a-traiter")
    if chosen not in TABS:
        raise Http404("Cet onglet n’existe pas.")
    label, narrow, order = TABS[chosen]
    page = keyset_page(
        in_list_of_service(getattr(received, narrow)()),
        order=order,
        cursor=request.GET.get("apres", ""),
    )
    show_people(request, [referral.migrant_id for referral in page.items])
    tabs = [
        {
            "label": title,
            "url": f"?onglet={code}",
            "is_current": code == chosen,
            "count": getattr(received, method)().count() if code != "terminees" else None,
        }
        for code, (title, method, _order) in TABS.items()
    ]
    return render(
        request,
        "referrals/inbox.html",
        {
            "page": page,
            "tabs": tabs,
            "chosen": chosen,
            "label": label,
            "today": timezone.localdate(),
            "find_form": SlipCodeForm(),
        },
    )


@permission_required("referrals.answer_referral", raise_exception=True)
@require_POST
@tells_withdrawal
def take_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """« Je prends en charge » : one act."""
    fetch_visible(Referral.objects.all(), user=request.user, pk=pk)
    return perform_and_return(request, pk, TransitionName.TAKE_UP, "Vous avez pris cette demande en charge.")


@permission_required("referrals.answer_referral", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@tells_withdrawal
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Accept a request and fix the appointment."""
    found = open_person(request, as_service_sees(Referral.objects.all()), pk=pk)
    initial = {
        "appointment_place": found.service.address,
        "papers_to_bring": found.service.papers_to_bring,
    }
    form = AcceptForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        return perform_and_return(
            request,
            pk,
            TransitionName.ACCEPT,
            "Votre réponse a été transmise. Le CIOM de Kayes en est informé.",
            **form.cleaned_data,
        )
    return render(request, "referrals/accept.html", {"form": form, "referral": found})


@permission_required("referrals.answer_referral", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
@tells_withdrawal
def decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the service does not follow the request up, and why."""
    found = open_person(request, as_service_sees(Referral.objects.all()), pk=pk)
    form = DeclineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        return perform_and_return(
            request,
            pk,
            TransitionName.DECLINE,
            "Votre réponse a été transmise. Le CIOM de Kayes en est informé.",
            **form.cleaned_data,
        )
    return render(request, "referrals/decline.html", {"form": form, "referral": found})
