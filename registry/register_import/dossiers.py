"""Writing what a row says into a dossier: a new one, or that of a person already registered."""

from typing import Any

from django.conf import settings
from django.db.models import Model

from registry.enums import Direction
from registry.models import (
    Commune,
    DocumentType,
    IdentityDocument,
    Migrant,
    MiningSite,
    Nationality,
    Profession,
)
from registry.names import fold
from registry.phones import comparable_phone
from registry.register_import.entry import LONGEST_NAME, Entry
from registry.register_import.values import quote
from registry.registration import Place, begin_stay, register_migrant


class DossierWriter:
    """Creates and completes dossiers from rows, in the name of one user."""

    def __init__(self, by: Any) -> None:
        self._by = by
        self._entries: dict[type[Model], dict[str, Any]] = {}

    def create(self, entry: Entry, remarks: list[str]) -> Migrant:
        """A new dossier. `remarks`, and those of the row, are kept in its note."""
        migrant = Migrant(
            family_name=entry.family_name,
            given_names=entry.given_names,
            other_names=entry.other_names,
            sex=entry.sex or "",
            birth_precision=entry.birth.precision,
            birth_year=entry.birth.year,
            birth_month=entry.birth.month,
            birth_day=entry.birth.day,
            nationality=self._nationality(entry),
            phone=entry.phone.typed,
            profession=self._listed(Profession, entry.profession),
            note="\n".join([_origin(entry), *remarks, *entry.remarks]),
        )
        register_migrant(
            migrant=migrant,
            centre_code=settings.CENTRE_CODE,
            by=self._by,
            consent=None,
            place=self._place(entry),
            direction=entry.direction or Direction.DESTINATION,
            registered_on=entry.visit.day if entry.visit else None,
        )
        self._add_documents(migrant, entry)
        return migrant

    def complete(self, migrant: Migrant, entry: Entry) -> list[str]:
        """Fill what the dossier does not know yet; what differs is written in its note, and returned."""
        differences = [
            *self._complete_phone(migrant, entry),
            *self._complete_profession(migrant, entry),
            *self._complete_nationality(migrant, entry),
        ]
        _add_spelling(migrant, entry)
        if migrant.birth_year is None and entry.birth.year is not None:
            migrant.birth_precision, migrant.birth_year = entry.birth.precision, entry.birth.year
            migrant.birth_month, migrant.birth_day = entry.birth.month, entry.birth.day
        migrant.note = "\n".join(filter(None, [migrant.note, _origin(entry), *differences, *entry.remarks]))
        migrant.save(update_fields=_COMPLETED)
        if entry.visit is not None and (place := self._place(entry)):
            begin_stay(
                migrant=migrant,
                place=place,
                since=entry.visit.day,
                by=self._by,
                direction=entry.direction or Direction.DESTINATION,
            )
        self._add_documents(migrant, entry)
        return differences

    def _complete_phone(self, migrant: Migrant, entry: Entry) -> list[str]:
        phone = comparable_phone(entry.phone.number, entry.phone.typed)
        if not migrant.phone:
            migrant.phone, migrant.phone_number = entry.phone.typed, entry.phone.number
        elif phone and phone != comparable_phone(migrant.phone_number, migrant.phone):
            return [f"Autre téléphone écrit {quote(entry.phone.typed)}."]
        return []

    def _complete_profession(self, migrant: Migrant, entry: Entry) -> list[str]:
        profession = self._listed(Profession, entry.profession)
        if migrant.profession is None:
            migrant.profession = profession
        elif profession is not None and profession != migrant.profession:
            return [f"Autre profession écrite\u00a0: {profession}."]
        return []

    def _complete_nationality(self, migrant: Migrant, entry: Entry) -> list[str]:
        nationality = self._nationality(entry)
        if migrant.nationality.code == Nationality.UNDECLARED:
            migrant.nationality = nationality
        elif nationality.code not in (Nationality.UNDECLARED, migrant.nationality.code):
            return [f"Autre nationalité écrite\u00a0: {nationality}."]
        return []

    def _add_documents(self, migrant: Migrant, entry: Entry) -> None:
        for code in entry.documents:
            document_type = self._listed(DocumentType, code)
            if document_type is not None:
                IdentityDocument.objects.get_or_create(
                    migrant=migrant, type=document_type, defaults={"created_by": self._by}
                )

    def _listed(self, model: type[Model], code: str) -> Any:
        """The entry of a reference list, or None when the list in the database has no such code."""
        if model not in self._entries:
            self._entries[model] = {entry.code: entry for entry in _entries(model)}
        return self._entries[model].get(code)

    def _nationality(self, entry: Entry) -> Nationality:
        known = self._listed(Nationality, entry.nationality)
        nationality: Nationality = known or self._listed(Nationality, Nationality.UNDECLARED)
        return nationality

    def _place(self, entry: Entry) -> Place:
        return Place(
            site=self._listed(MiningSite, entry.place.site),
            commune=self._listed(Commune, entry.place.commune),
            text=entry.place.text[:LONGEST_NAME],
        )


_COMPLETED = (
    "other_names",
    "birth_precision",
    "birth_year",
    "birth_month",
    "birth_day",
    "nationality",
    "phone",
    "phone_number",
    "profession",
    "note",
    "updated_at",
)


def _entries(model: type[Model]) -> Any:
    """Places come with what their name shows: their cercle."""
    entries = model._default_manager.all()
    return entries.select_related("cercle") if model in (MiningSite, Commune) else entries


def _origin(entry: Entry) -> str:
    day = f", visite du {entry.visit.day:%d/%m/%Y}" if entry.visit else ""
    number = f", n°\u00a0{entry.number}" if entry.number else ""
    return f"Repris d’un registre papier{number}{day}."


def _add_spelling(migrant: Migrant, entry: Entry) -> None:
    """Keep another spelling of the names beside the first, so that both are found."""
    known = set(fold(f"{migrant.full_name} {migrant.other_names}").split())
    new = [word for word in entry.full_name.split() if not set(fold(word).split()) <= known]
    names = " ".join(filter(None, [migrant.other_names, *new]))
    if len(names) <= LONGEST_NAME:
        migrant.other_names = names
