"""Pages of receptions and interviews."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from orientation.forms import InterviewForm, NeedFormSet, ReceptionForm
from orientation.interview import advice_on
from orientation.models import OrientationRecord, Reception
from orientation.recording import record_interview, record_reception
from registry.access import any_permission_required, open_person
from registry.forms import posted
from registry.models import Migrant
from registry.saving import is_first_sending, saving


@permission_required("orientation.add_reception", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_reception(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note one visit of a person."""
    migrant = open_person(request, Migrant.objects.with_identity(), pk=pk)
    form = ReceptionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        reception = form.save(commit=False)
        reception.pk = form.cleaned_data["id"]
        visible = Reception.objects.visible_to(request.user).select_related("migrant")
        with saving(form):
            if is_first_sending(request, reception.pk, visible=visible):
                record_reception(
                    reception=reception,
                    migrant=migrant,
                    reasons=form.cleaned_data["reasons"],
                    by=request.user,
                )
            messages.success(request, "L’accueil est noté.")
            return redirect("registry:dossier", migrant.pk)
    return render(request, "orientation/new_reception.html", {"form": form, "migrant": migrant})


@permission_required("orientation.add_orientationrecord", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hold an interview: needs, and a decision for each."""
    migrant = open_person(request, Migrant.objects.with_identity(), pk=pk)
    form = InterviewForm(posted(request))
    needs = NeedFormSet(posted(request), instance=OrientationRecord(), prefix="besoins")
    if request.method == "POST" and form.is_valid() and needs.is_valid():
        interview = form.save(commit=False)
        interview.pk = form.cleaned_data["id"]
        visible = OrientationRecord.objects.visible_to(request.user).select_related("migrant")
        with saving(form):
            if is_first_sending(request, interview.pk, visible=visible):
                record_interview(
                    interview=interview, migrant=migrant, needs=needs.save(commit=False), by=request.user
                )
            return redirect("orientation:interview", interview.pk)
    return render(
        request,
        "orientation/new_interview.html",
        {"form": form, "needs": needs, "migrant": migrant, "has_errors": needs.total_error_count()},
    )


@any_permission_required("orientation.view_orientationrecord", "registry.open_migrant_with_reason")
@require_safe
def interview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An interview, and for each need the services to try."""
    with_people = OrientationRecord.objects.select_related("migrant__nationality", "created_by")
    record = open_person(request, with_people, pk=pk)
    entries = list(record.needs.select_related("need"))
    advice = advice_on([entry.need for entry in entries])
    return render(
        request,
        "orientation/interview.html",
        {
            "interview": record,
            "migrant": record.migrant,
            "entries": [(entry, advice[entry.need_id]) for entry in entries],
        },
    )
