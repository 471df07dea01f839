"""The technical services in the administration: what they answer, who answers for them. Never a referral."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.utils.functional import cached_property

from orientation.models import Need
from referrals.models import ServiceAgent, ServiceNeed, TechnicalService
from registry.admin import LISTING, STATUS, PlainSelects, ReferenceAdmin


class SharedChoicesFormSet(BaseInlineFormSet):
    """The forms of a service's lines: their lists of choices are read once, not once a line."""

    choice_field = ""

    def choices_for_service(self) -> QuerySet:
        raise NotImplementedError

    @cached_property
    def _choices(self) -> list[tuple[Any, str]]:
        return [("", "---------"), *((entry.pk, str(entry)) for entry in self.choices_for_service())]

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        field = form.fields.get(self.choice_field)
        if isinstance(field, ModelChoiceField):
            field.queryset = self.choices_for_service()
            field.choices = self._choices


class ServiceNeedFormSet(SharedChoicesFormSet):
    choice_field = "need"

    def choices_for_service(self) -> QuerySet:
        """The needs that are current, and the ended ones that the service already has."""
        own = ServiceNeed.objects.filter(service=self.instance.pk)
        return Need.objects.filter(Q(is_current=True) | Q(pk__in=own.values("need")))


class ServiceAgentFormSet(SharedChoicesFormSet):
    choice_field = "user"

    def choices_for_service(self) -> QuerySet:
        """The accounts that may answer referrals and that answer for no other service."""
        accounts = get_user_model().objects
        free = accounts.with_perm("referrals.answer_referral").filter(service_agent=None)
        own = ServiceAgent.objects.filter(service=self.instance.pk)
        return accounts.filter(Q(pk__in=free) | Q(pk__in=own.values("user")))


class ServiceInline(PlainSelects, admin.TabularInline):
    extra = 0


class ServiceNeedInline(ServiceInline):
    model = ServiceNeed
    formset = ServiceNeedFormSet
    fields = ["need", "rank", "reason", "is_current"]
    verbose_name = "besoin"
    verbose_name_plural = "besoins auxquels ce service répond"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("service", "need").order_by("need__position")


class ServiceAgentInline(ServiceInline):
    model = ServiceAgent
    formset = ServiceAgentFormSet
    fields = ["user"]
    verbose_name = "compte"
    verbose_name_plural = "comptes qui répondent pour ce service"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("service", "user").order_by("user__username")


@admin.register(TechnicalService)
class TechnicalServiceAdmin(ReferenceAdmin):
    list_display = ["acronym", "label", "receives_referrals", *STATUS]
    list_filter = [*STATUS, "receives_referrals", "needs_identity_consent"]
    search_fields = ["acronym", *ReferenceAdmin.search_fields]
    fields = [
        "acronym",
        "label",
        "code",
        "nature",
        "remit",
        "address",
        "phone",
        "email",
        "hours",
        "papers_to_bring",
        "answer_days",
        "receives_referrals",
        "needs_identity_consent",
        *LISTING,
    ]
    inlines = [ServiceNeedInline, ServiceAgentInline]
