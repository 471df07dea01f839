"""Pages on personal data."""

from django.contrib.auth.decorators import login_not_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ciom.accounts.views import SignedInRequest
from ciom.privacy.forms import OpenDossierForm
from ciom.privacy.journal_filters import JournalFilters, address_with, chips_of, unseal_filters
from ciom.privacy.journal_lines import in_words
from registry.consent import current_text
from registry.enums import ConsentPurpose, JournalAction
from registry.forms import posted
from registry.journal import record
from registry.models import JournalEntry
from registry.pagination import keyset_page
from registry.reasoned_access import open_with_reason
from registry.saving import saving


@login_not_required
@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """What is written, who reads it, and what a person can ask for. Open to everybody."""
    return render(request, "privacy/rights.html", {"text": current_text(ConsentPurpose.REGISTRATION)})


@permission_required("registry.open_migrant_with_reason", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
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


@require_http_methods(["GET", "HEAD", "POST"])
def journal(request: SignedInRequest) -> HttpResponse:
    """The journal, newest first: all of it for the data-protection officer, else one's own acts."""
    user = request.user
    reads_all = user.has_perm("registry.view_journalentry")
    kept = unseal_filters(request.GET.get("filtre", ""), user=user)
    form = JournalFilters(kept if request.method == "GET" else request.POST, reads_all=reads_all)
    entries = JournalEntry.objects.visible_to(user).with_first_people().select_related("actor")
    chips = []
    if form.is_valid():
        if request.method == "POST":
            return redirect(address_with(form.in_force(), user=user))
        entries, chips = form.narrow(entries), chips_of(form, user=user)
    page = keyset_page(entries, order=["-id"], cursor=request.GET.get("apres", ""), size=50)
    context = {
        "form": form,
        "chips": chips,
        "page": page,
        "lines": in_words(page.items, reader=user),
        "query": f"filtre={request.GET['filtre']}&" if chips else "",
        "reads_all": reads_all,
    }
    return render(request, "privacy/journal.html", context)
