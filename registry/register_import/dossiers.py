"""Writing what a row says into a dossier: a new one, or that of a person already registered."""

from typing import Any

from django.conf import settings
from django.db.models import Model

from registry.enums import BirthPrecision, Direction
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
from registry.register_import.remarks import Remark, kept_lines
from registry.register_import.stays import add_stay, undated_place
from registry.register_import.values import Birth
from registry.registration import Place, register_migrant


class DossierWriter:
    """Fills and completes dossiers from rows, in the name of one user."""

    def __init__(self, by: Any) -> None:
        self._by = by
        self._entries: dict[type[Model], dict[str, Any]] = {}

    def create(self, migrant: Migrant, entry: Entry, remarks: list[Remark]) -> None:
        """Save a new dossier, which has its number. `remarks`, and those of the row, are kept in its note."""
        migrant.family_name, migrant.given_names = entry.family_name, entry.given_names
        migrant.other_names = entry.other_names
        migrant.sex = entry.sex or ""
        _set_birth(migrant, entry.birth)
        migrant.nationality = self._nationality(entry)
        migrant.phone = entry.phone.typed
        migrant.profession = self._listed(Profession, entry.profession)
        migrant.note = "\n".join([_origin(entry), *kept_lines(remarks), *entry.kept_lines])
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

    def complete(self, migrant: Migrant, entry: Entry) -> tuple[Remark, ...]:
        """Fill what the dossier, just locked, does not know yet or knows less precisely; returns what differs.

        What differs is for the note of the visit; without a visit, it is written in the note of the dossier.
        """
        place = self._place(entry)
        differences = (
            *_complete_names(migrant, entry),
            *_complete_birth(migrant, entry.birth),
            *_complete_phone(migrant, entry),
            *self._complete_profession(migrant, entry),
            *self._complete_nationality(migrant, entry),
            *self._add_stay(migrant, entry, place),
        )
        undated = [] if entry.visit else kept_lines(differences)
        migrant.note = "\n".join(filter(None, [migrant.note, _origin(entry), *undated, *entry.kept_lines]))
        migrant.save(update_fields=[*_COMPLETED, "updated_at"])
        self._add_documents(migrant, entry)
        return differences

    def _add_stay(self, migrant: Migrant, entry: Entry, place: Place) -> tuple[Remark, ...]:
        if not place:
            return ()
        if entry.visit is None:
            return (undated_place(place),)
        return add_stay(
            migrant=migrant, place=place, day=entry.visit.day, direction=entry.direction, by=self._by
        )

    def _complete_profession(self, migrant: Migrant, entry: Entry) -> tuple[Remark, ...]:
        profession = self._listed(Profession, entry.profession)
        if migrant.profession_id is None:
            migrant.profession = profession
        elif profession is not None and profession.pk != migrant.profession_id:
            return (Remark("Profession", f"{profession}, autre que celle du dossier"),)
        return ()

    def _complete_nationality(self, migrant: Migrant, entry: Entry) -> tuple[Remark, ...]:
        nationality = self._nationality(entry)
        undeclared = self._listed(Nationality, Nationality.UNDECLARED)
        if migrant.nationality_id == undeclared.pk:
            migrant.nationality = nationality
        elif nationality.pk not in (undeclared.pk, migrant.nationality_id):
            return (Remark("Nationalité", f"{nationality}, autre que celle du dossier"),)
        return ()

    def _add_documents(self, migrant: Migrant, entry: Entry) -> None:
        for code in entry.documents:
            document_type = self._listed(DocumentType, code)
            if document_type is not None and not migrant.documents.filter(type=document_type).exists():
                IdentityDocument.objects.create(migrant=migrant, type=document_type, created_by=self._by)

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
            text=entry.place.text,
        )


_COMPLETED = [
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
]
# Locked so that others may still add to the dossier while the import runs.
_CHANGEABLE = Migrant.objects.select_for_update(no_key=True)
# From what says least of a birth to what says most.
_PRECISIONS = [
    BirthPrecision.UNKNOWN,
    BirthPrecision.ESTIMATED,
    BirthPrecision.YEAR,
    BirthPrecision.MONTH,
    BirthPrecision.EXACT,
]


def lock_dossier(migrant: Migrant) -> None:
    """Read again what a row may complete: since it was compared, someone may have written in the dossier or erased it.

    Needs a transaction.
    """
    migrant.refresh_from_db(fields=[*_COMPLETED, "erased_at"], from_queryset=_CHANGEABLE)


def _entries(model: type[Model]) -> Any:
    """Places come with what their name shows: their cercle."""
    entries = model._default_manager.all()
    return entries.select_related("cercle") if model in (MiningSite, Commune) else entries


def _origin(entry: Entry) -> str:
    day = f", visite du {entry.visit.day:%d/%m/%Y}" if entry.visit else ""
    number = f", n°\u00a0{entry.number}" if entry.number else ""
    return f"Repris d’un registre papier{number}{day}."


def _complete_names(migrant: Migrant, entry: Entry) -> tuple[Remark, ...]:
    """Keep another spelling of the names beside the first, so that both are found."""
    known = set(fold(f"{migrant.full_name} {migrant.other_names}").split())
    words = f"{entry.full_name} {entry.other_names}".split()
    new = [word for word in dict.fromkeys(words) if not set(fold(word).split()) <= known]
    names = " ".join(filter(None, [migrant.other_names, *new]))
    if len(names) > LONGEST_NAME:
        return (
            Remark("Nom et prénom", "écrits encore autrement, sans place dans le dossier", " ".join(new)),
        )
    migrant.other_names = names
    return ()


def _complete_birth(migrant: Migrant, birth: Birth) -> tuple[Remark, ...]:
    """Take a birth that says the same more precisely; one that contradicts the dossier is only remarked."""
    read = (birth.year, birth.month, birth.day)
    known = (migrant.birth_year, migrant.birth_month, migrant.birth_day)
    agrees = all(a is None or b is None or a == b for a, b in zip(read, known, strict=True))
    if not agrees:
        return (Remark("Naissance", f"{_birth_text(birth)}, autre que celle du dossier"),)
    if _PRECISIONS.index(birth.precision) > _PRECISIONS.index(BirthPrecision(migrant.birth_precision)):
        _set_birth(migrant, birth)
    return ()


def _set_birth(migrant: Migrant, birth: Birth) -> None:
    migrant.birth_precision = birth.precision
    migrant.birth_year, migrant.birth_month, migrant.birth_day = birth.year, birth.month, birth.day


def _birth_text(birth: Birth) -> str:
    return Migrant(
        birth_precision=birth.precision,
        birth_year=birth.year,
        birth_month=birth.month,
        birth_day=birth.day,
    ).birth_text


def _complete_phone(migrant: Migrant, entry: Entry) -> tuple[Remark, ...]:
    phone = comparable_phone(entry.phone.number, entry.phone.typed)
    if not migrant.phone:
        migrant.phone, migrant.phone_number = entry.phone.typed, entry.phone.number
    elif phone and phone != comparable_phone(migrant.phone_number, migrant.phone):
        return (Remark("Téléphone", "autre que celui du dossier", entry.phone.typed),)
    return ()
