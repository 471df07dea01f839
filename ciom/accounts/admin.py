"""Accounts in the administration. Nobody is deleted: an account is deactivated."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from referrals.models import ServiceAgent, TechnicalService

from .forms import AccountForm
from .models import User
from .provisional_password import give_provisional_password

# Rights come from `roles.py`.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    show_facets = admin.ShowFacets.NEVER
    list_display = ["username", "full_name", "role", "belongs_to", "state", "last_login"]
    list_select_related = ["service_agent__service"]
    list_filter = ["role", "is_active", "union"]
    search_fields = ["username", "full_name"]
    form = AccountForm
    fields = ["username", "full_name", "role", "service", "union", "email", "phone"]
    readonly_fields = ["state", "created_at", "last_login"]
    actions = ["deactivate", "reactivate", "give_new_password", "close_sessions"]

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        return self.fields if obj is None else [*self.fields, *self.readonly_fields]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        """Administrators do not change their own role: there is always one left to undo a mistake."""
        is_own = obj is not None and obj.pk == request.user.pk
        return [*self.readonly_fields, "role"] if is_own else self.readonly_fields

    @admin.display(description="état", ordering="is_active")
    def state(self, user: User) -> str:
        return "Actif" if user.is_active else "Désactivé"

    @admin.display(description="service ou centrale")
    def belongs_to(self, user: User) -> str:
        return user.union or self.service(user)

    @admin.display(description="service technique")
    def service(self, user: User) -> str:
        """For whoever may only read."""
        agent = getattr(user, "service_agent", None)
        return str(agent.service) if agent else ""

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: AccountForm, change: bool) -> None:
        """Saves what was changed on the page and nothing else: a colleague may be changing the same account."""
        obj.save(update_fields=set(form.changed_data) - {"service"} if change else None)
        if {"role", "service"} & set(form.changed_data):
            attach_to_service(obj, form.cleaned_data["service"])

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The provisional password is on this page and nowhere else, not even in a session."""
        password = give_provisional_password(obj, request=request)
        return self._show_passwords(request, [(obj.username, password)])

    @admin.action(description="Donner un nouveau mot de passe provisoire", permissions=["change"])
    def give_new_password(self, request: HttpRequest, users: "QuerySet[User]") -> HttpResponse | None:
        others = self._others(request, users)
        if not others:
            return None
        passwords = [(user.username, give_provisional_password(user, request=request)) for user in others]
        return self._show_passwords(request, passwords)

    @admin.action(description="Désactiver", permissions=["change"])
    def deactivate(self, request: HttpRequest, users: "QuerySet[User]") -> None:
        for user in self._others(request, users):
            user.is_active = False
            user.save(update_fields=["is_active"])
            self.log_change(request, user, "Désactivé")

    @admin.action(description="Réactiver", permissions=["change"])
    def reactivate(self, request: HttpRequest, users: "QuerySet[User]") -> None:
        for user in self._others(request, users):
            user.is_active = True
            # The sessions of the time before stay closed.
            user.session_generation = F("session_generation") + 1
            user.save(update_fields=["is_active", "session_generation"])
            self.log_change(request, user, "Réactivé")

    @admin.action(description="Fermer les sessions", permissions=["change"])
    def close_sessions(self, request: HttpRequest, users: "QuerySet[User]") -> None:
        for user in self._others(request, users):
            user.session_generation = F("session_generation") + 1
            user.save(update_fields=["session_generation"])
            self.log_change(request, user, "Sessions fermées")

    def _others(self, request: HttpRequest, users: "QuerySet[User]") -> list[User]:
        """The accounts chosen, without one's own: for oneself there is the page « Mon compte »."""
        others = [user for user in users if user != request.user]
        if len(others) < len(users):
            messages.warning(request, "Votre propre compte n’a pas été touché.")
        if others:
            messages.success(request, f"Fait pour {', '.join(user.username for user in others)}.")
        return others

    def _show_passwords(self, request: HttpRequest, passwords: list[tuple[str, str]]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": "Mot de passe provisoire",
            "opts": self.model._meta,
            "passwords": passwords,
            "site_address": settings.PUBLIC_URL,
        }
        return TemplateResponse(request, "admin/accounts/user/provisional_passwords.html", context)


def attach_to_service(user: User, service: TechnicalService | None) -> None:
    """The account answers for this service from now on, and for no other; None: for none."""
    if service is None:
        ServiceAgent.objects.filter(user=user).delete()
    else:
        ServiceAgent.objects.update_or_create(user=user, defaults={"service": service})
