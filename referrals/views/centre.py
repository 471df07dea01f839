"""Pages of the centre: sending, cancelling, printing, telling the person."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from orientation.models import OrientationRecord
from referrals.enums import ReferralState, TransitionName
from referrals.follow_up import FOLLOW_UPS
from referrals.forms import CancelForm, ListFilterForm, NeedChoiceForm, ReferralForm, SlipCodeForm
from referrals.models import Referral
from referrals.proposals import propose_services
from referrals.slip import render_slip
from referrals.views.referral import perform_and_return
from referrals.workflow import TransitionRefused, mark_person_told, send_referral
from registry.access import fetch_visible, open_person, show_people
from registry.consent import current_text
from registry.enums import ConsentPurpose, JournalAction
from registry.forms import posted
from registry.models import Migrant
from registry.pagination import keyset_page
from registry.saving import is_first_sending, saving


@permission_required("referrals.add_referral", raise_exception=True)
@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """The referrals of the centre, newest first; or those of one state, of one service, that wait for something."""
    today = timezone.localdate()
    filters = ListFilterForm(request.GET)
    chosen = filters.chosen()
    follow_up = FOLLOW_UPS.get(chosen.get("suivi", ""))
    found = filters.narrow(Referral.objects.visible_to(request.user), today)
    page = keyset_page(
        found.with_people(),
        order=follow_up.order if follow_up else ["-created_at"],
        cursor=request.GET.get("apres", ""),
    )
    show_people(request, [referral.migrant_id for referral in page.items])
    chips = [
        {
            "label": filters.label_of(name),
            "url": f"?{urlencode({other: value for other, value in chosen.items() if other != name})}",
        }
        for name in chosen
    ]
    context = {
        "page": page,
        "count": found.count(),
        "filters": filters,
        "chips": chips,
        "query": f"{urlencode(chosen)}&" if chosen else "",
        "lead": follow_up.lead if follow_up else "De la plus récente à la plus ancienne.",
        "find_form": SlipCodeForm(),
    }
    return render(request, "referrals/list.html", context)


@permission_required("referrals.add_referral", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send a person to a service: the need first, then the services that answer it.

    Both steps are posted: no need stands in an address, beside the key of the person.
    """
    migrant = open_person(request, Migrant.objects.with_identity(), pk=pk)
    if not migrant.agrees_to_register:
        return render(request, "referrals/consent_needed.html", {"migrant": migrant})
    choice = NeedChoiceForm(request.POST if "besoin" in request.POST else None)
    if not choice.is_valid():
        return render(request, "referrals/choose_need.html", {"form": choice, "migrant": migrant})
    need = choice.cleaned_data["besoin"]
    proposals = propose_services([need])[need.pk]
    answers = request.POST if "id" in request.POST else None
    form = ReferralForm(answers, proposals=proposals, initial={"is_urgent": need.is_urgent})
    if form.is_valid():
        new = form.new_referral(migrant=migrant, need=need, interview=_interview(request, migrant))
        try:
            with saving(form):
                if is_first_sending(request, new.id, visible=Referral.objects.visible_to(request.user)):
                    send_referral(new, consent=form.spoken_consent(), by=request.user)
                return redirect("referrals:sent", new.id)
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "referrals/new_referral.html",
        {
            "form": form,
            "migrant": migrant,
            "need": need,
            "interview": _interview(request, migrant),
            "consent_text": current_text(ConsentPurpose.REFERRAL),
            "identity_text": current_text(ConsentPurpose.IDENTITY),
        },
    )


def _interview(request: HttpRequest, migrant: Migrant) -> OrientationRecord | None:
    """The interview that led here, when the form names one of this person."""
    try:
        key = UUID(request.POST.get("entretien", ""))
    except ValueError:
        return None
    return OrientationRecord.objects.visible_to(request.user).filter(pk=key, migrant=migrant).first()


@permission_required("referrals.add_referral", raise_exception=True)
@require_safe
def sent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """After sending: the number, the date by which the service answers, the slip to print."""
    referral = open_person(request, Referral.objects.with_people(), pk=pk)
    return render(request, "referrals/sent.html", {"referral": referral, "migrant": referral.migrant})


@permission_required("referrals.add_referral", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Cancel a request: the service loses access to it at once."""
    found = open_person(request, Referral.objects.with_people(), pk=pk)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        done = f"La demande est annulée. Le service {found.service.acronym} n’y a plus accès."
        return perform_and_return(request, pk, TransitionName.CANCEL, done, **form.cleaned_data)
    return render(
        request, "referrals/cancel.html", {"form": form, "referral": found, "migrant": found.migrant}
    )


@permission_required("referrals.add_referral", raise_exception=True)
@require_POST
def person_told(request: HttpRequest, pk: UUID) -> HttpResponse:
    """« La personne est prévenue » : the answer leaves the work list."""
    found = fetch_visible(Referral.objects.all(), user=request.user, pk=pk)
    mark_person_told(found)
    messages.success(request, f"C’est noté : la personne sait ce que le service {found.service} a répondu.")
    return redirect("referrals:referral", pk)


@permission_required("referrals.add_referral", raise_exception=True)
@require_safe
def slip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The printed slip, as PDF: one copy for the person, one for the service."""
    found = open_person(request, Referral.objects.with_people(), action=JournalAction.PRINT, pk=pk)
    if found.state == ReferralState.CANCELLED:
        raise Http404("Cette demande est annulée : elle n’a plus de fiche.")
    response = HttpResponse(render_slip(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="fiche-{found.number}.pdf"'
    return response
