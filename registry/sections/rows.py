"""The sections of a dossier that are a list: papers, stays, family. Each row is added, corrected or removed by itself."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from registry.models import Companion, IdentityDocument, Migrant, Stay

from .row_forms import (
    CompanionForm,
    NewCompanionForm,
    NewPaperForm,
    NewStayForm,
    PaperForm,
    RowForm,
    StayForm,
)


@dataclass(frozen=True)
class RowSection:
    """A section that is a list. `slug` is a part of its addresses and the name of its two templates."""

    slug: str
    title: str
    add_label: str
    remove_label: str
    model: type[Companion] | type[IdentityDocument] | type[Stay]
    form_class: type[RowForm]
    new_form_class: type[RowForm]

    @property
    def template(self) -> str:
        return f"registry/sections/{self.slug}.html"

    @property
    def form_template(self) -> str:
        return f"registry/sections/{self.slug}_form.html"

    def rows_of(self, migrant: Migrant) -> QuerySet[Any]:
        return self.model._default_manager.filter(migrant=migrant)

    def visible_to(self, user: Any) -> QuerySet[Any]:
        """The rows in the dossiers that the user may read."""
        rows = self.model._default_manager.filter(migrant__in=Migrant.objects.visible_to(user))
        return rows.select_related("migrant")

    def empty_form(self, migrant: Migrant, posted: Any, *, by: Any) -> RowForm:
        """The form of a row to add to this dossier."""
        return self.new_form_class(posted, instance=self.model(migrant=migrant, created_by=by))


ROW_SECTIONS = {
    section.slug: section
    for section in (
        RowSection(
            slug="sejours",
            title="Séjours",
            add_label="Nouveau séjour",
            remove_label="Retirer ce séjour",
            model=Stay,
            form_class=StayForm,
            new_form_class=NewStayForm,
        ),
        RowSection(
            slug="pieces",
            title="Pièces",
            add_label="Ajouter",
            remove_label="Retirer cette pièce",
            model=IdentityDocument,
            form_class=PaperForm,
            new_form_class=NewPaperForm,
        ),
        RowSection(
            slug="famille",
            title="Famille et accompagnants",
            add_label="Ajouter",
            remove_label="Retirer ce lien",
            model=Companion,
            form_class=CompanionForm,
            new_form_class=NewCompanionForm,
        ),
    )
}


class RowSectionSlug:
    """Part of an address: one of the sections that are a list."""

    regex = "|".join(ROW_SECTIONS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
