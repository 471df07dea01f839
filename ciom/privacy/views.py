"""Pages on personal data."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from registry.consent import current_text
from registry.enums import ConsentPurpose
from registry.models import JournalEntry
from registry.pagination import keyset_page


@login_not_required
@require_GET
def rights(request: HttpRequest) -> HttpResponse:
    """What is written, who reads it, and what a person can ask for. Open to everybody."""
    return render(request, "privacy/rights.html", {"text": current_text(ConsentPurpose.REGISTRATION)})


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """The journal, newest first: all of it for the data-protection officer, else one's own acts."""
    entries = JournalEntry.objects.visible_to(request.user).select_related("actor")
    page = keyset_page(entries, field="id", cursor=request.GET.get("apres", ""), descending=True, size=50)
    reads_all = request.user.has_perm("registry.view_journalentry")
    return render(request, "privacy/journal.html", {"page": page, "reads_all": reads_all})
