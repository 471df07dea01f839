"""Pages on personal data."""

from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from ciom.privacy.forms import OpenDossierForm
from registry.consent import current_text
from registry.enums import ConsentPurpose, JournalAction
from registry.forms import posted
from registry.journal import record
from registry.models import JournalEntry
from registry.pagination import keyset_page
from registry.reasoned_access import open_with_reason
from registry.saving import saving


@login_not_required
@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """What is written, who reads it, and what a person can ask for. Open to everybody."""
    return render(request, "privacy/rights.html", {"text": current_text(ConsentPurpose.REGISTRATION)})


@permission_required("registry.open_migrant_with_reason", raise_exception=True)
@require_http_methods(["GET", "POST"])
def open_dossier(request: HttpRequest) -> HttpResponse:
    """Open one dossier for a while, by its number and with a reason."""
    form = OpenDossierForm(posted(request))
    if form.is_valid():
        with saving(form):
            reason = form.cleaned_data["reason"]
            open_with_reason(form.migrant, by=request.user, reason=reason, request=request)
            return redirect("registry:dossier", form.migrant.pk)
    if request.method == "POST":
        record(actor=request.user, action=JournalAction.REFUSED, request=request)
    return render(request, "privacy/open_dossier.html", {"form": form})


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """The journal, newest first: all of it for the data-protection officer, else one's own acts."""
    entries = JournalEntry.objects.visible_to(request.user).select_related("actor")
    page = keyset_page(entries, field="id", cursor=request.GET.get("apres", ""), descending=True, size=50)
    reads_all = request.user.has_perm("registry.view_journalentry")
    return render(request, "privacy/journal.html", {"page": page, "reads_all": reads_all})
