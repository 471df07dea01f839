"""What every request goes through: limits of the session, private pages, author of changes, refused access."""

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pghistory.middleware
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from registry.access import AccessRefused, living_dossier
from registry.enums import JournalAction
from registry.journal import record

from . import kept_input
from .forms import SignInForm

IDLE_SECONDS = 30 * 60
ABSOLUTE_SECONDS = 12 * 60 * 60
# The time of the last request is written at most once a minute: a session row is not worth a write per page.
SEEN_GRAIN_SECONDS = 60

PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
        "xr-spatial-tracking",
    )
)

GetResponse = Callable[[HttpRequest], HttpResponse]


def begin_session(session: SessionBase) -> None:
    """Start both clocks of a session that has just been opened."""
    session["signed_in_at"] = session["seen_at"] = int(time.time())


def is_private(view: Callable[..., Any]) -> bool:
    """Whether a view asks for a signed-in user: all do, unless marked `login_not_required`."""
    return getattr(view, "login_required", True)


class PageHeadersMiddleware:
    """No page of a signed-in person stays in a cache, and no page may use the device's sensors."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store, private"
        return response


class ChangeAuthorMiddleware(pghistory.middleware.HistoryMiddleware):
    """Gives the history tables and the journal who is acting, where, and an id common to the whole request."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = str(uuid4())  # type: ignore[attr-defined]
        return super().__call__(request)

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        user_id = str(request.user.pk) if request.user.is_authenticated else None
        return {"user": user_id, "request": request.request_id}  # type: ignore[attr-defined]

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        path = request.path
        if "token" in kwargs:
            # A token in an address opens a page without an account: it is a secret, history is for ever.
            path = path.replace(kwargs["token"], "*")
        pghistory.context(path=path)


class SessionLimitsMiddleware:
    """A session ends after 30 minutes without a request, and 12 hours after it was opened."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.expired_user_id = ""  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            self._watch(request)
        return self.get_response(request)

    def _watch(self, request: HttpRequest) -> None:
        session, moment = request.session, int(time.time())
        if "signed_in_at" not in session:
            begin_session(session)
        idle = moment - session["seen_at"]
        if idle > IDLE_SECONDS or moment - session["signed_in_at"] > ABSOLUTE_SECONDS:
            request.expired_user_id = str(request.user.pk)  # type: ignore[attr-defined]
            session.flush()
            request.user = AnonymousUser()
        elif idle >= SEEN_GRAIN_SECONDS:
            session["seen_at"] = moment

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Runs after the CSRF check of the same phase: a forged request is never offered for sending again."""
        expired_user_id = request.expired_user_id  # type: ignore[attr-defined]
        if not expired_user_id or not is_private(view):
            return None
        if request.method != "POST":
            messages.info(request, "Votre session a expiré. Reconnectez-vous.")
            return None
        context = {
            "form": SignInForm(request),
            "kept": kept_input.seal(request, user_id=expired_user_id),
            "has_files": bool(request.FILES),
        }
        response = render(request, "accounts/session_expired.html", context, status=401)
        response["Cache-Control"] = "no-store, private"
        return response


class ProvisionalPasswordMiddleware:
    """Whoever holds a provisional password chooses their own before anything else."""

    OPEN_PAGES = {"change_password", "sign_out"}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not is_private(view) or not request.user.is_authenticated or not request.user.must_change_password:
            return None
        if request.resolver_match and request.resolver_match.view_name in self.OPEN_PAGES:
            return None
        return redirect("change_password")


class RefusedAccessMiddleware:
    """Writes refusals to the journal; leads from a dossier that was merged to the one that lives. The view's transaction is over, rolled back: this one is its own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, PermissionDenied | AccessRefused):
            return None
        target = exception.target if isinstance(exception, AccessRefused) else None
        living = living_dossier(target, user=request.user)
        if living is not None:
            nothing = " Rien n’a été enregistré." if request.method == "POST" else ""
            messages.info(request, f"Le dossier {target} a été fusionné avec celui-ci.{nothing}")
            return redirect("registry:dossier", living.pk)
        with transaction.atomic():
            record(
                actor=request.user,
                action=JournalAction.REFUSED,
                target=target,
                request=request,
            )
        return None
