"""Pages of the information sheets, open to everybody."""

from itertools import groupby

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from orientation.models import InformationSheet, Need


@login_not_required
@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """The sheets by category; with `besoin`, those about one need."""
    published = InformationSheet.objects.published()
    needs = Need.objects.current().filter(sheets__sheet__in=published).distinct()
    need = next((need for need in needs if need.code == request.GET.get("besoin")), None)
    originals = published.originals().for_need(need) if need else published.originals()
    translations = Prefetch("translations", published.select_related("language"))
    shown = originals.prefetch_related(translations)
    return render(
        request,
        "orientation/sheets/list.html",
        {
            "categories": [
                (category, list(found))
                for category, found in groupby(shown, InformationSheet.get_category_display)
            ],
            "needs": needs,
            "need": need,
        },
    )


@login_not_required
@require_safe
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """One sheet, to read or to print on one page; with the same one in other languages."""
    published = InformationSheet.objects.published().select_related("language", "translation_of__language")
    found = get_object_or_404(published, code=code)
    return render(
        request,
        "orientation/sheets/sheet.html",
        {"sheet": found, "versions": published.versions_of(found).exclude(pk=found.pk)},
    )
