"""Pages of the duplicates: the pairs to review, two dossiers side by side, a merge and its undoing."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry.access import fetch_visible, show_people
from registry.enums import PairDecision
from registry.forms import posted
from registry.merge_form import MergeForm
from registry.merge_undoing import undo_merge
from registry.merging import MergeRefused, merge_dossiers
from registry.models import Merge, PossibleDuplicate
from registry.pagination import keyset_page
from registry.pairs import count_open_pairs, decide_not_same
from registry.saving import is_first_sending, saving
from registry.side_by_side import held_by


@permission_required("registry.add_merge", raise_exception=True)
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """The pairs that nobody has decided, likeliest first."""
    pairs = PossibleDuplicate.objects.visible_to(request.user).open()
    page = keyset_page(pairs.with_people(), order=["-points"], cursor=request.GET.get("apres", ""))
    show_people(request, [key for pair in page.items for key in (pair.first_id, pair.second_id)])
    return render(
        request, "registry/duplicates.html", {"page": page, "count": count_open_pairs(request.user)}
    )


@permission_required("registry.add_merge", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two dossiers side by side; sent, the one dossier that somebody made of them."""
    visible = Merge.objects.visible_to(request.user).select_related("absorbed")
    pair = PossibleDuplicate.objects.filter(pk=pk, decision=PairDecision.MERGED).first()
    if pair is not None:
        merge = visible.standing().filter(absorbed__in=[pair.first_id, pair.second_id]).first()
        if merge is not None:
            return redirect("registry:merge", merge.pk)
    pair = fetch_visible(PossibleDuplicate.objects.with_people(), user=request.user, pk=pk)
    form = MergeForm(posted(request), pair.people)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["id"]
        kept, absorbed, taken = form.chosen()
        try:
            with saving(form):
                if is_first_sending(request, key, visible=visible):
                    merge_dossiers(id=key, kept=kept, absorbed=absorbed, taken=taken, by=request.user)
                return redirect("registry:merge", key)
        except MergeRefused as refusal:
            form.add_error(None, str(refusal))
    show_people(request, [pair.first_id, pair.second_id])
    held = held_by(pair.people, user=request.user)
    headers = ["Dans le dossier", *(person.number for person in pair.people)]
    return render(
        request,
        "registry/duplicate.html",
        {"pair": pair, "form": form, "held": held, "held_headers": headers},
    )


@permission_required("registry.add_merge", raise_exception=True)
@require_POST
def not_same(request: HttpRequest, pk: UUID) -> HttpResponse:
    """« Ce n’est pas la même personne » : never proposed again."""
    pair = fetch_visible(PossibleDuplicate.objects.with_people(), user=request.user, pk=pk)
    decide_not_same(pair, by=request.user)
    first, second = pair.people
    messages.success(
        request,
        f"C’est noté\u00a0: {first.number} et {second.number} sont deux personnes. Ce ne sera plus demandé.",
    )
    return redirect("registry:duplicates")


class UndoForm(forms.Form):
    """Nothing to fill: sending it is the act."""


@permission_required("registry.add_merge", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What was merged, when and by whom; sent, the merge is undone."""
    merges = Merge.objects.select_related(
        "kept__nationality", "kept__profession", "absorbed", "created_by", "undone_by"
    )
    done = fetch_visible(merges, user=request.user, pk=pk)
    form = UndoForm(posted(request))
    if request.method == "POST":
        try:
            undo_merge(done, by=request.user)
        except MergeRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "La fusion est défaite\u00a0: il y a de nouveau deux dossiers.")
            return redirect("registry:merge", pk)
    show_people(request, [done.kept_id, done.absorbed_id])
    return render(request, "registry/merge.html", {"merge": done, "form": form})
