"""The reference lists of the registry in the administration. No table about persons is ever registered."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import BooleanField, Field, ForeignKey, Model
from django.forms import ModelChoiceField
from django.http import HttpRequest

from registry.models import (
    Cercle,
    Commune,
    ContractType,
    DocumentType,
    EntryPoint,
    Language,
    MiningSite,
    NameSpelling,
    Nationality,
    Profession,
)

NAMING = ("label", "code")
STATUS = ("is_current", "needs_confirmation")
LISTING = ("note", "position", *STATUS)


class PlainSelects(admin.options.BaseModelAdmin):
    """Selects without the links to add or change what they list: every list has its own page."""

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class ListAdmin(admin.ModelAdmin):
    """A list: without counts beside its filters, its yes and no written out."""

    show_facets = admin.ShowFacets.NEVER

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [self._column(name) for name in self.list_display]

    def _column(self, name: Any) -> Any:
        """A yes or a no is written, in place of a coloured icon named « True » or « False »."""
        field = self.model._meta.get_field(name)
        if not isinstance(field, BooleanField):
            return name

        @admin.display(description=field.verbose_name, ordering=name)
        def yes_or_no(entry: Model) -> str:
            return "Oui" if getattr(entry, name) else "Non"

        return yes_or_no


class ReferenceAdmin(PlainSelects, ListAdmin):
    """An entry of a list: ended by unticking « proposé à la saisie », never deleted; its code never changes."""

    list_display = [*NAMING, *STATUS]
    list_filter = [*STATUS]
    search_fields = ["label__unaccent__icontains", "code"]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        return [] if obj is None else ["code"]


@admin.register(Nationality)
class NationalityAdmin(ReferenceAdmin):
    list_display = ["label", "code", "masculine", "feminine", *STATUS]
    list_filter = [*STATUS, "is_ecowas", "is_aes", "is_uemoa"]
    fields = [*NAMING, "masculine", "feminine", "is_ecowas", "is_aes", "is_uemoa", *LISTING]


@admin.register(Profession)
class ProfessionAdmin(ReferenceAdmin):
    list_display = [*NAMING, "isco08", *STATUS]
    search_fields = [*ReferenceAdmin.search_fields, "isco08"]
    fields = [*NAMING, "isco08", *LISTING]


@admin.register(DocumentType)
class DocumentTypeAdmin(ReferenceAdmin):
    list_display = [*NAMING, "category", "authority", *STATUS]
    list_filter = [*STATUS, "category"]
    fields = [*NAMING, "category", "authority", "expires", *LISTING]


@admin.register(ContractType)
class ContractTypeAdmin(ReferenceAdmin):
    list_display = [*NAMING, "legal_basis", *STATUS]
    fields = [*NAMING, "legal_basis", *LISTING]


@admin.register(Language)
class LanguageAdmin(ReferenceAdmin):
    list_display = [*NAMING, "autonym", *STATUS]
    fields = [*NAMING, "autonym", *LISTING]


@admin.register(EntryPoint)
class EntryPointAdmin(ReferenceAdmin):
    list_display = [*NAMING, "neighbour", *STATUS]
    fields = [*NAMING, "neighbour", *LISTING]


@admin.register(Cercle)
class CercleAdmin(ReferenceAdmin):
    list_display = [*NAMING, "region", "existed_before_2023", *STATUS]
    list_filter = [*STATUS, "region"]
    fields = [*NAMING, "region", "existed_before_2023", *LISTING]


@admin.register(Commune)
class CommuneAdmin(ReferenceAdmin):
    list_display = ["label", "cercle", "cercle_2023", *STATUS]
    list_filter = [*STATUS, ("cercle", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["cercle", "cercle_2023"]
    fields = [
        *NAMING,
        "cercle",
        "cercle_2023",
        "chief_town",
        ("latitude", "longitude"),
        "source",
        *LISTING,
    ]


@admin.register(MiningSite)
class MiningSiteAdmin(ReferenceAdmin):
    list_display = ["label", "kind", "cercle", "commune", *STATUS]
    list_filter = [*STATUS, "kind", ("cercle", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["cercle", "commune__cercle"]
    fields = [
        *NAMING,
        "kind",
        "cercle",
        "cercle_2023",
        "commune",
        ("latitude", "longitude"),
        "point_precision",
        "source",
        *LISTING,
    ]

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        if db_field.name == "commune":
            kwargs["queryset"] = Commune.objects.select_related("cercle")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(NameSpelling)
class NameSpellingAdmin(ListAdmin):
    """A spelling is ended by unticking it, never deleted. The searches use a change at once."""

    list_display = ["spelling", "name", "kind", "is_current"]
    list_filter = ["kind", "is_current"]
    search_fields = ["name__unaccent__icontains", "spelling__unaccent__icontains"]
    fields = ["kind", "name", "spelling", "source", "is_current"]
