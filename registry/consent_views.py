"""Pages of the agreement to be in the register, for people who are already in it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from registry.access import open_person
from registry.consent import (
    AnsweredMeanwhile,
    answer_registration,
    current_text,
    withdraw_registration,
)
from registry.enums import ConsentDecision, ConsentPurpose
from registry.forms import ConsentForm, posted
from registry.models import Consent, Migrant
from registry.saving import is_first_sending, saving


@permission_required("registry.add_consent", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """« Noter l’accord » : the text read to a person of a paper register, or asked again after a refusal."""
    migrant = open_person(request, Migrant.objects.with_identity(), pk=pk)
    if request.method != "POST" and migrant.agrees_to_register:
        return redirect("registry:withdraw_consent", pk)
    form = ConsentForm(posted(request), last_answer=migrant.registration_consent)
    if request.method == "POST" and form.is_valid():
        key, spoken = form.cleaned_data["id"], form.spoken_consent()
        visible = Consent.objects.filter(migrant__in=Migrant.objects.visible_to(request.user))
        try:
            with saving(form):
                if is_first_sending(request, key, visible=visible.select_related("migrant")):
                    answer_registration(
                        id=key,
                        migrant=migrant,
                        is_given=form.is_given(),
                        means=spoken.means,
                        language=spoken.language,
                        by=request.user,
                        last_known=form.cleaned_data["last_answer"],
                    )
                messages.success(request, "L’accord est noté." if form.is_given() else "Le refus est noté.")
                return redirect("registry:dossier", pk)
        except AnsweredMeanwhile as other:
            context = {"migrant": migrant, "answer": other.answer}
            return render(request, "registry/answered_meanwhile.html", context)
    return render(
        request,
        "registry/consent.html",
        {"form": form, "migrant": migrant, "consent_text": current_text(ConsentPurpose.REGISTRATION)},
    )


@permission_required("registry.add_consent", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_consent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """« Retirer l’accord » : what follows is said first; a receipt comes after."""
    migrant = open_person(request, Migrant.objects.with_identity(), pk=pk)
    answer = migrant.registration_consent
    if request.method == "POST":
        answer = withdraw_registration(migrant, by=request.user) or answer
        if answer is not None and answer.withdrawn_at is not None:
            return redirect("registry:consent_receipt", pk, answer.pk)
    if not migrant.agrees_to_register:
        return redirect("registry:consent", pk)
    return render(request, "registry/withdraw_consent.html", {"migrant": migrant, "consent": answer})


@permission_required("registry.add_consent", raise_exception=True)
@require_safe
def consent_receipt(request: HttpRequest, pk: UUID, consent: UUID) -> HttpResponse:
    """The receipt of a withdrawal, to print: what was taken back at that moment, and who received it."""
    migrant = open_person(request, Migrant.objects.with_identity(), pk=pk)
    withdrawn = get_object_or_404(migrant.consents, pk=consent, decision=ConsentDecision.WITHDRAWN)
    together = migrant.consents.filter(withdrawn_at=withdrawn.withdrawn_at).order_by("at")
    return render(
        request,
        "registry/consent_receipt.html",
        {"migrant": migrant, "consent": withdrawn, "consents": together},
    )


@permission_required("registry.add_migrant", raise_exception=True)
@require_safe
def registration_refused(request: HttpRequest) -> HttpResponse:
    """The person does not want to be in the register: nothing was kept, and what the centre still offers."""
    return render(request, "registry/registration_refused.html")
