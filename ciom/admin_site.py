"""The administration: accounts, services and reference lists. Strangers do not see that it exists."""

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from registry.access import AccessRefused


class CiomAdminSite(AdminSite):
    site_title = "CIOM de Kayes"
    site_header = "CIOM de Kayes – administration"
    index_title = "Comptes, services et listes"
    enable_nav_sidebar = False

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """As Django's, but someone who may not enter gets « page not found », not the sign-in page."""
        checked = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise AccessRefused
            if any("\0" in value for _, values in request.GET.lists() for value in values):
                # PostgreSQL has no such character; the filters of a list pass on what the address says.
                raise BadRequest
            return checked(request, *args, **kwargs)

        return update_wrapper(guarded, checked)

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.user.is_authenticated and not self.has_permission(request):
            raise AccessRefused
        return redirect_to_login(request.GET.get("next", ""))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from ciom.accounts.views import sign_out

        return sign_out(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("change_password")
