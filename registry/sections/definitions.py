"""The sections of a dossier that are one form: their address, their title, the columns they fill."""

from dataclasses import dataclass

from registry.models import Migrant

from .forms import ArrivalForm, IdentityForm, LanguagesForm, PhonesForm, SectionForm, WorkForm


@dataclass(frozen=True)
class Section:
    """A section. `slug` is the last part of its address and the name of its two templates."""

    slug: str
    title: str
    form_class: type[SectionForm]
    columns: tuple[str, ...] = ()

    def is_empty(self, migrant: Migrant) -> bool:
        """Whether nothing is known yet of what this section holds."""
        return all(getattr(migrant, column) in (None, "", []) for column in self.columns)

    @property
    def template(self) -> str:
        return f"registry/sections/{self.slug}.html"

    @property
    def form_template(self) -> str:
        return f"registry/sections/{self.slug}_form.html"


SECTIONS = {
    section.slug: section
    for section in (
        Section(
            "identite",
            "Identité",
            IdentityForm,
            (
                *("given_names", "family_name", "other_names", "sex", "nationality_id", "birth_place"),
                *("birth_precision", "birth_year", "birth_month", "birth_day", "marital_status", "schooling"),
                "note",
            ),
        ),
        Section(
            "telephones", "Téléphones", PhonesForm, ("phone", "phone_is_own", "may_be_called", "other_phone")
        ),
        Section("langues", "Langues", LanguagesForm, ("language_names",)),
        Section(
            "travail",
            "Travail",
            WorkForm,
            ("profession_id", "is_self_employed", "employer_id", "contract_type_id"),
        ),
        Section(
            "arrivee", "Arrivée", ArrivalForm, ("origin_place", "entry_point_id", "arrived_on", "duration")
        ),
    )
}
