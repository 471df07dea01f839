"""Pages of the registry."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import replace_url
from django_htmx.middleware import HtmxDetails

from registry.access import any_permission_required, open_person, show_people
from registry.companions import link_companion, registered_beside
from registry.consent import current_text
from registry.dossier import acts_on
from registry.duplicates import Lookalike, possible_same_people
from registry.enums import ConsentPurpose
from registry.forms import CompanionRegistrationForm, RegistrationForm, posted
from registry.models import Migrant
from registry.pairs import remember_not_same
from registry.registration import register_migrant
from registry.saving import is_first_sending, saving
from registry.sealing import SealBroken, seal, unseal
from registry.search import search_people
from registry.searched_text import fields_of_a_new_person
from registry.sections.pages import show_dossier

SEARCH = "registry.search"
SEARCH_LASTS_SECONDS = 30 * 60
RECENT = 5


class HtmxRequest(HttpRequest):
    """What the middleware of django-htmx makes of a request: `htmx` is true when a part of a page is asked for."""

    htmx: HtmxDetails


@permission_required("registry.view_migrant", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def migrants(request: HtmxRequest) -> HttpResponse:
    """Search first. What was typed is posted, then only travels sealed: nowhere is it kept in clear.

    Coming back from a dossier shows the results again, for as long as the seal holds. As one types, the results alone
    are sent, with the address at which the whole page shows them.
    """
    page = reverse("registry:migrants")
    if request.method == "POST":
        text = request.POST.get("q", "")[:100].strip()
        sealed = seal(text, purpose=SEARCH, user_id=request.user.pk)
        address = f"{page}?recherche={sealed}" if text else page
        if not request.htmx:
            return redirect(address)
        return replace_url(render(request, "registry/_results.html", _found(request, text)), address)
    text = _searched(request)
    if text:
        return render(request, "registry/migrants.html", _found(request, text))
    recent = Migrant.objects.visible_to(request.user).with_identity()[:RECENT]
    show_people(request, [person.pk for person in recent])
    return render(request, "registry/migrants.html", {"recent": recent})


def _found(request: HttpRequest, text: str) -> dict[str, object]:
    """What the template of the results needs. One line of the journal for the persons shown."""
    result = search_people(text, user=request.user)
    show_people(request, [person.pk for person in result.people])
    return {"text": text, "result": result}


def _searched(request: HttpRequest) -> str:
    """What was searched, when the address brings it sealed for this account less than 30 minutes ago."""
    sealed = request.GET.get("recherche", "")
    try:
        return str(unseal(sealed, purpose=SEARCH, user_id=request.user.pk, seconds=SEARCH_LASTS_SECONDS))
    except SealBroken:
        return ""


@permission_required("registry.add_migrant", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def new_migrant(request: HttpRequest, first: UUID | None = None) -> HttpResponse:
    """Registration on one page. People who may be the same are shown before anything is saved.

    What was searched in vain is posted here as `searched`, and begins the form.
    With `first`, the new person came with that one: what they share is copied, and they are linked.
    """
    with_whom = open_person(request, Migrant.objects.with_identity(), pk=first) if first else None
    searched = request.POST.get("searched")
    form: RegistrationForm
    if with_whom is not None:
        form = CompanionRegistrationForm(posted(request), initial=registered_beside(with_whom))
    elif searched is None:
        form = RegistrationForm(posted(request))
    else:
        form = RegistrationForm(initial=fields_of_a_new_person(searched))
    if form.is_refused():
        return redirect("registry:registration_refused")
    lookalikes: list[Lookalike] = []
    if form.is_valid():
        migrant = form.instance
        migrant.pk = form.cleaned_data["id"]
        with saving(form):
            if not is_first_sending(request, migrant.pk, visible=Migrant.objects.visible_to(request.user)):
                return redirect("registry:registered", migrant.pk)
            lookalikes = possible_same_people(migrant, form.chosen_place(), user=request.user)
            if not lookalikes or form.cleaned_data["not_same"] == _keys(lookalikes):
                if with_whom is not None:
                    migrant.arrived_on, migrant.entry_point = with_whom.arrived_on, with_whom.entry_point
                register_migrant(
                    migrant=migrant,
                    centre_code=settings.CENTRE_CODE,
                    by=request.user,
                    consent=form.spoken_consent(),
                    place=form.chosen_place(),
                )
                if with_whom is not None:
                    relation = form.cleaned_data["relation"]
                    link_companion(first=with_whom, companion=migrant, relation=relation, by=request.user)
                remember_not_same(migrant, lookalikes, by=request.user)
                return redirect("registry:registered", migrant.pk)
            # A question comes first: this form has saved nothing yet.
            transaction.set_rollback(True)
    show_people(request, [person.migrant.pk for person in lookalikes])
    return render(
        request,
        "registry/new_migrant.html",
        {
            "form": form,
            "with_whom": with_whom,
            "consent_text": current_text(ConsentPurpose.REGISTRATION),
            "lookalikes": lookalikes,
            "lookalike_keys": _keys(lookalikes),
        },
    )


def _keys(people: list[Lookalike]) -> str:
    return " ".join(sorted(str(person.migrant.pk) for person in people))


@permission_required("registry.add_migrant", raise_exception=True)
@require_safe
def registered(request: HttpRequest, pk: UUID) -> HttpResponse:
    """After registration: the number to write down, and what to do next."""
    migrant = open_person(request, Migrant.objects.with_identity(), pk=pk)
    with_whom = Migrant.objects.visible_to(request.user).filter(companions__other=migrant).first()
    show_people(request, [with_whom.pk] if with_whom else [])
    context = {"migrant": migrant, "with_whom": with_whom, "acts": acts_on(migrant, request.user)}
    return render(request, "registry/registered.html", context)


@any_permission_required("registry.view_migrant", "registry.open_migrant_with_reason")
@require_safe
def dossier(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of one person, read only for whoever has opened it with a reason."""
    return show_dossier(request, pk)
