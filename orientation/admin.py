"""The needs and the information sheets in the administration. No table about persons is ever registered."""

from django.contrib import admin

from orientation.models import InformationSheet, Need, SheetNeed
from registry.admin import LISTING, NAMING, STATUS, PlainSelects, ReferenceAdmin


@admin.register(Need)
class NeedAdmin(ReferenceAdmin):
    list_display = [*NAMING, "is_urgent", *STATUS]
    list_filter = [*STATUS, "is_urgent"]
    fields = [*NAMING, "advice", "is_urgent", *LISTING]


class SheetNeedInline(PlainSelects, admin.TabularInline):
    model = SheetNeed
    fields = ["need"]
    extra = 0
    verbose_name = "besoin"
    verbose_name_plural = "besoins auxquels cette fiche répond"


@admin.register(InformationSheet)
class InformationSheetAdmin(ReferenceAdmin):
    list_display = [*NAMING, "category", "checked_on", *STATUS]
    list_filter = [*STATUS, "category", "language"]
    fields = [
        *NAMING,
        "translation_of",
        "language",
        "category",
        "summary",
        "body",
        "reference",
        "checked_on",
        *LISTING,
    ]
    inlines = [SheetNeedInline]
