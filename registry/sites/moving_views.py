"""The page by which a group of persons leaves a site for another place."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from registry.access import show_people
from registry.forms import posted
from registry.models import Migrant, MiningSite, Stay
from registry.models.search_keys import Fold
from registry.moving import MoveRefused, move_group
from registry.registration import Place
from registry.saving import is_first_sending, saving
from registry.sites.forms import MOST_PEOPLE, GroupMoveForm
from registry.sites.map_drawing import short_name


@permission_required("registry.change_migrant", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def move_people(request: HttpRequest, code: str) -> HttpResponse:
    """Those who are on a site, to be ticked, and where they go. Sent, all of them have moved, or nobody has."""
    site = get_object_or_404(MiningSite.objects.select_related("cercle"), code=code)
    form = GroupMoveForm(posted(request), site=site)
    concerned: Sequence[Migrant] = ()
    if request.method == "POST" and form.is_valid():
        try:
            with saving(form):
                _move(request, site, form)
                return redirect("registry:site", code)
        except MoveRefused as refusal:
            form.add_error(refusal.about, str(refusal))
            concerned = refusal.people
    visible = Migrant.objects.visible_to(request.user)
    there = (
        Stay.objects.open()
        .filter(site=site, migrant__in=visible)
        .select_related("migrant__nationality", "migrant__profession")
        .order_by(Fold("migrant__given_names"), Fold("migrant__family_name"), "migrant__number")
    )
    stays = list(there[: MOST_PEOPLE + 1])
    shown = stays[:MOST_PEOPLE]
    show_people(request, [*(stay.migrant_id for stay in shown), *(person.pk for person in concerned)])
    ticks_all = not form.is_bound and request.GET.get("cocher") == "tout"
    context = {
        "site": site,
        "name": short_name(site.label),
        "form": form,
        "stays": shown,
        "is_cut": len(stays) > MOST_PEOPLE,
        "most": MOST_PEOPLE,
        "ticks_all": ticks_all,
        "ticked": {str(stay.pk) for stay in shown} if ticks_all else form.ticked(),
    }
    return render(request, "registry/sites/move.html", context)


def _move(request: HttpRequest, site: MiningSite, form: GroupMoveForm) -> None:
    """Do it, unless this very form has already done it; either way say that it is done."""
    answers, place = form.cleaned_data, form.new_place()
    visible = Stay.objects.filter(migrant__in=Migrant.objects.visible_to(request.user))
    if is_first_sending(request, answers["id"], visible=visible):
        move_group(
            id=answers["id"],
            site=site,
            stays=answers["people"],
            place=place,
            direction=answers["direction"],
            since=answers["since"],
            by=request.user,
        )
    count = len(answers["people"])
    who = "1 personne a" if count == 1 else f"{count} personnes ont"
    messages.success(
        request, f"C’est enregistré\u00a0: {who} changé de site. Nouveau lieu\u00a0: {_label(place)}."
    )


def _label(place: Place) -> str:
    return place.text or str(place.site or place.commune)
