"""Sign-in, sign-out, one's own account."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ciom.templatetags.french import french_datetime
from registry.enums import JournalAction
from registry.journal import record
from registry.models import JournalEntry

from . import kept_input, throttle
from .forms import OwnPasswordForm, SignInForm
from .middleware import begin_session, is_private
from .models import User
from .roles import needs_second_factor

SIGN_INS_SHOWN = 10


class SignedInRequest(HttpRequest):
    """What a private view receives: LoginRequiredMiddleware lets no visitor through."""

    user: User


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The second factor, once it is in place, comes between a right password and `_open_session`."""
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(_next_page(request))
        return _sign_in_page(request, SignInForm(request))
    throttle.take_turn(request)
    if refused_until := throttle.refused_until(request):
        return _wait_page(request, refused_until)
    form = SignInForm(request, request.POST)
    if form.is_valid():
        return _open_session(request, form.get_user())
    if form.has_error(NON_FIELD_ERRORS, "invalid_login"):
        _record_failure(request)
    return _sign_in_page(request, form)


def _open_session(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user)
    begin_session(request.session)
    request.session.clear_expired()
    record(actor=user, action=JournalAction.SIGNED_IN, target=user, request=request)
    if "kept" not in request.POST:
        return redirect(_next_page(request))
    try:
        kept = kept_input.unseal(request.POST["kept"], user_id=str(user.pk))
    except kept_input.InputLost as lost:
        messages.warning(request, str(lost))
        return redirect(_next_page(request))
    return render(request, "accounts/resume_input.html", {"kept": kept})


def _record_failure(request: HttpRequest) -> None:
    """The account is named when there is one; what was typed is never kept."""
    account = User.objects.filter(username=User.normalize_username(request.POST["username"])).first()
    record(actor=None, action=JournalAction.SIGN_IN_FAILED, target=account, request=request)
    if request.axes_locked_out:  # type: ignore[attr-defined]
        record(actor=None, action=JournalAction.LOCKED_OUT, target=account, request=request)
    throttle.forget_old_failures()


def _sign_in_page(request: HttpRequest, form: SignInForm) -> HttpResponse:
    context = {"form": form, "next": _next_page(request), "kept": request.POST.get("kept", "")}
    return render(request, "accounts/sign_in.html", context)


def _next_page(request: HttpRequest) -> str:
    """Where to go after sign-in: the page that was asked for, when it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return asked if is_ours else settings.LOGIN_REDIRECT_URL


def _wait_page(request: HttpRequest, until: datetime) -> HttpResponse:
    response = render(request, "accounts/wait.html", {"until": until}, status=429)
    response["Retry-After"] = max(1, int((until - now()).total_seconds()))
    return response


def locked_out(request: HttpRequest, original: HttpResponse, credentials: dict[str, Any]) -> HttpResponse:
    """The answer to the failure that locks, in place of the sign-in page (called by django-axes)."""
    return _wait_page(request, throttle.refused_until(request) or now())


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form older than the last sign-in: its token has changed since, most often in another tab.

    What was typed is offered again when the browser certifies, by the Origin header, that one of our own
    pages sent it: a page elsewhere can forge the form, not the header.
    """
    own_origin = f"{request.scheme}://{request.get_host()}"
    is_ours = request.headers.get("Origin") == own_origin
    is_private_form = request.resolver_match is not None and is_private(request.resolver_match.func)
    if is_ours and is_private_form and request.user.is_authenticated:
        return render(request, "accounts/resume_input.html", {"kept": kept_input.read(request)}, status=403)
    return render(request, "accounts/form_outdated.html", status=403)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        record(actor=request.user, action=JournalAction.SIGNED_OUT, target=request.user, request=request)
    logout(request)
    messages.success(request, "Vous êtes déconnecté.")
    response = redirect("sign_in")
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    """Who I am here, my role, and the last times that someone signed in or tried to sign in as me."""
    user = request.user
    about_me = Q(object_type=User._meta.label_lower, object_id=str(user.pk))
    actions = [JournalAction.SIGNED_IN, JournalAction.SIGN_IN_FAILED, JournalAction.LOCKED_OUT]
    sign_ins = JournalEntry.objects.filter(about_me, action__in=actions)[:SIGN_INS_SHOWN]
    context = {
        "headers": ["Quand", "Quoi"],
        "rows": [[french_datetime(entry.at), entry.get_action_display()] for entry in sign_ins],
        "second_factor_announced": needs_second_factor(user.role),
    }
    return render(request, "accounts/account.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: SignedInRequest) -> HttpResponse:
    user = request.user
    if request.method == "POST":
        # What an administrator does to this account comes before or after, never in between.
        User.objects.select_for_update().get(pk=user.pk)
        current = get_user(request)
        if not isinstance(current, User):
            return redirect("sign_in")
        user = current
    form = OwnPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, user)
        record(actor=user, action=JournalAction.PASSWORD_CHANGED, target=user, request=request)
        messages.success(request, "Votre mot de passe est changé. Vos autres sessions sont fermées.")
        return redirect("account")
    return render(request, "accounts/change_password.html", {"form": form})
