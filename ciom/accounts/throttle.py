"""How often a password may be tried. Everything here is asked before any password is hashed.

django-axes closes one username from one address for 30 minutes after five failures. Beside it, failures have
a pace: per address, so that nobody runs through usernames, and per username, so that many addresses together
cannot try faster than one. Usernames are kept as keyed digests: people type passwords in that box.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.db import connection
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from .models import User

ADDRESS_FAILURES, ADDRESS_WINDOW = 20, timedelta(minutes=1)
USERNAME_FAILURES, USERNAME_WINDOW = 20, timedelta(minutes=10)
FAILURES_KEPT = timedelta(days=30)


def client_address(request: HttpRequest) -> str | None:
    """The address a request came from, seen past the proxies that we trust (`TRUSTED_PROXIES`) and no others."""
    if settings.TRUSTED_PROXIES:
        chain = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if len(chain) >= settings.TRUSTED_PROXIES:
            return chain[-settings.TRUSTED_PROXIES].strip() or None
    return request.META.get("REMOTE_ADDR") or None


def username_digest(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """What stands for the username tried: the same for the same account, unreadable without the secret key."""
    username = (credentials or request.POST).get("username") or ""
    return salted_hmac(
        "ciom.accounts.throttle", User.normalize_username(username), algorithm="sha256"
    ).hexdigest()


def take_turn(request: HttpRequest) -> None:
    """Wait for the other attempts on this username from this address: parallel tries would outrun the count."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"{username_digest(request)}@{client_address(request)}"],
        )


def refused_until(request: HttpRequest) -> datetime | None:
    """When this username may be tried again from this address; None when it may be tried now."""
    address, username = client_address(request), username_digest(request)
    failures = AccessFailureLog.objects
    refusals = [
        _locked_until(AccessAttempt.objects.filter(ip_address=address, username=username)),
        _pace_free_at(failures.filter(ip_address=address), ADDRESS_FAILURES, ADDRESS_WINDOW),
        _pace_free_at(failures.filter(username=username), USERNAME_FAILURES, USERNAME_WINDOW),
    ]
    return max((moment for moment in refusals if moment), default=None)


def forget_old_failures() -> None:
    """Failures hold an address: they are kept 30 days."""
    AccessFailureLog.objects.filter(attempt_time__lt=now() - FAILURES_KEPT).delete()


def _locked_until(attempts: "QuerySet[AccessAttempt]") -> datetime | None:
    cool_off = settings.AXES_COOLOFF_TIME
    state = attempts.filter(attempt_time__gte=now() - cool_off).aggregate(
        failures=Sum("failures_since_start", default=0), latest=Max("attempt_time")
    )
    return state["latest"] + cool_off if state["failures"] >= settings.AXES_FAILURE_LIMIT else None


def _pace_free_at(failures: "QuerySet[AccessFailureLog]", limit: int, window: timedelta) -> datetime | None:
    recent = failures.filter(attempt_time__gt=now() - window).order_by("-attempt_time")
    times = recent.values_list("attempt_time", flat=True)[limit - 1 : limit]
    return next((moment + window for moment in times), None)
