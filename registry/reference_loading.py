"""Loading reference lists from the CSV files of each trade, without undoing what the centre edited."""

from collections.abc import Callable
from typing import Any

from django.db import models, transaction

from registry.enums import SiteKind
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
from registry.reference_files import read_reference

COMMONEST_NATIONALITIES = 8


def add_missing(
    model: type[models.Model], entries: list[dict[str, Any]], *, key: tuple[str, ...] = ("code",)
) -> int:
    """Insert the entries whose key is not there yet; returns how many. Existing ones are left alone."""
    known = set(model._default_manager.values_list(*key))
    fresh = [entry for entry in entries if tuple(_key_value(entry[name]) for name in key) not in known]
    model._default_manager.bulk_create([model(**entry) for entry in fresh])
    return len(fresh)


def _key_value(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _flag(value: str) -> bool:
    return value.strip().lower() in ("1", "oui")


def _nationalities() -> list[dict[str, Any]]:
    entries = []
    for rank, row in enumerate(read_reference("nationalites.csv")):
        last = row["code"] in ("xx", Nationality.UNDECLARED)
        entries.append(
            {
                "code": row["code"],
                "label": row["pays"],
                "masculine": row["masculin"],
                "feminine": row["feminin"],
                "is_ecowas": _flag(row["cedeao_depuis_2025-01-29"]),
                "is_aes": _flag(row["aes"]),
                "is_uemoa": _flag(row["uemoa"]),
                "position": rank if rank < COMMONEST_NATIONALITIES else 200 if last else 100,
                "note": row["note"],
            }
        )
    return entries


def _professions() -> list[dict[str, Any]]:
    return [
        {"code": row["code"], "label": row["libelle"], "isco08": row["citp08"], "note": row["note"]}
        for row in read_reference("professions.csv")
    ]


def _document_types() -> list[dict[str, Any]]:
    return [
        {
            "code": row["code"],
            "label": row["libelle"],
            "category": row["categorie"],
            "authority": row["autorite"],
            "expires": _flag(row["a_date_expiration"]),
            "position": rank,
            "note": row["note"],
        }
        for rank, row in enumerate(read_reference("documents.csv"))
    ]


def _contract_types() -> list[dict[str, Any]]:
    return [
        {
            "code": row["code"],
            "label": row["libelle"],
            "legal_basis": row["base"],
            "position": rank,
            "note": row["note"],
        }
        for rank, row in enumerate(read_reference("types_contrats.csv"))
    ]


def _languages() -> list[dict[str, Any]]:
    return [
        {
            "code": row["iso639_3"],
            "label": row["libelle_fr"],
            "autonym": row["autonyme"],
            "position": rank,
        }
        for rank, row in enumerate(read_reference("langues.csv"))
    ]


def _entry_points() -> list[dict[str, Any]]:
    return [
        {
            "code": row["code"],
            "label": row["nom"],
            "neighbour": row["pays_voisin"],
            "position": rank,
            "note": row["source"],
        }
        for rank, row in enumerate(read_reference("points_entree.csv"))
    ]


def _cercles() -> list[dict[str, Any]]:
    return [
        {
            "code": row["code"],
            "label": row["cercle"],
            "region": row["region"],
            "existed_before_2023": row["existait_avant_2023"] == "oui",
            "position": rank,
        }
        for rank, row in enumerate(read_reference("cercles_2023.csv"))
    ]


def _place(row: dict[str, str], label: str, cercles: dict[str, Cercle]) -> dict[str, Any]:
    # Sources before 2023 write "Nioro" for the cercle of Nioro du Sahel.
    former = {"Nioro": "Nioro du Sahel"}.get(row["cercle_1999_2023"], row["cercle_1999_2023"])
    return {
        "code": row["code"],
        "label": label,
        "cercle": cercles[former],
        "cercle_2023": cercles.get(row["cercle_2023"]),
        "latitude": row["lat"] or None,
        "longitude": row["lon"] or None,
        "source": row["source"],
    }


def _communes() -> list[dict[str, Any]]:
    cercles = {cercle.label: cercle for cercle in Cercle.objects.all()}
    return [
        {
            **_place(row, row["commune"], cercles),
            "chief_town": row["chef_lieu"],
            "needs_confirmation": row["confidence_cercle_2023"] != "élevée",
            "note": row["coord_note"],
        }
        for row in read_reference("communes.csv")
    ]


def _mining_sites() -> list[dict[str, Any]]:
    cercles = {cercle.label: cercle for cercle in Cercle.objects.all()}
    communes = {(c.label, c.cercle_id): c for c in Commune.objects.all()}
    kinds = {"industriel": SiteKind.INDUSTRIAL, "artisanal": SiteKind.ARTISANAL}
    entries = []
    for row in read_reference("sites_miniers.csv"):
        place = _place(row, row["nom"], cercles)
        entries.append(
            {
                **place,
                "kind": kinds[row["type"]],
                "commune": communes.get((row["commune"], place["cercle"].pk)),
                "point_precision": row["precision"],
                "needs_confirmation": _flag(row["a_confirmer"]),
            }
        )
    return entries


def _name_spellings() -> list[dict[str, Any]]:
    return [
        {"kind": row["kind"], "name": row["canonical"], "spelling": row["variant"], "source": row["source"]}
        for row in read_reference("noms_equivalences.csv")
    ]


LISTS: list[tuple[type[models.Model], Callable[[], list[dict[str, Any]]]]] = [
    (Nationality, _nationalities),
    (Profession, _professions),
    (DocumentType, _document_types),
    (ContractType, _contract_types),
    (Language, _languages),
    (EntryPoint, _entry_points),
    (Cercle, _cercles),
    (Commune, _communes),
    (MiningSite, _mining_sites),
]


@transaction.atomic
def load_registry_lists() -> dict[str, int]:
    """Load every list of the registry; returns the number of entries added to each."""
    added = {str(model._meta.verbose_name_plural): add_missing(model, entries()) for model, entries in LISTS}
    spellings = add_missing(NameSpelling, _name_spellings(), key=("kind", "name", "spelling"))
    return added | {str(NameSpelling._meta.verbose_name_plural): spellings}
