"""What each column of a register holds, by the words of its title."""

from collections.abc import Sequence
from enum import StrEnum

from registry.names import fold


class Field(StrEnum):
    """What a column may hold. The labels are those of a future screen where columns are assigned by hand."""

    NUMBER = "number"
    VISIT_DATE = "visit_date"
    FULL_NAME = "full_name"
    FAMILY_NAME = "family_name"
    GIVEN_NAMES = "given_names"
    OTHER_NAMES = "other_names"
    SEX = "sex"
    BIRTH = "birth"
    BIRTH_PLACE = "birth_place"
    AGE = "age"
    NATIONALITY = "nationality"
    PROFESSION = "profession"
    PLACE = "place"
    PHONE = "phone"
    DOCUMENT = "document"
    REASON = "reason"
    REFERRED_TO = "referred_to"
    UNION = "union"
    NOTE = "note"


# A title that equals a phrase comes first; else one that begins with a phrase followed here by "...".
TITLES: tuple[tuple[Field, tuple[str, ...]], ...] = (
    (
        Field.UNION,
        ("syndicat...", "syndique...", "adhesion...", "union", "appartenance syndicale", "centrale..."),
    ),
    (
        Field.FULL_NAME,
        (
            "nom et prenom...",
            "nom et prenoms...",
            "noms et prenoms...",
            "nom s et prenom s...",
            "nom prenom...",
            "prenom et nom",
            "prenom nom",
            "nom complet",
            "identite",
        ),
    ),
    (Field.OTHER_NAMES, ("surnom", "autre nom", "autres noms", "alias", "dit")),
    (Field.GIVEN_NAMES, ("prenom", "prenoms", "prenom s")),
    (Field.BIRTH_PLACE, ("ne a", "nee a", "ne e a", "lieu de naissance...", "ville de naissance")),
    (
        Field.BIRTH,
        (
            "ne",
            "ne e",
            "ne le...",
            "ne e le...",
            "naissance",
            "date de naissance...",
            "date naissance",
            "annee de naissance...",
            "annee naissance",
            "ddn",
        ),
    ),
    (Field.AGE, ("age...",)),
    (
        Field.VISIT_DATE,
        (
            "date",
            "jour",
            "date de visite",
            "date de la visite",
            "date visite",
            "recu le",
            "date d accueil",
            "date accueil",
        ),
    ),
    (Field.SEX, ("sexe...", "genre...")),
    (Field.NATIONALITY, ("nationalite...", "pays", "pays d origine")),
    (Field.PROFESSION, ("profession...", "metier...", "activite...", "emploi", "occupation")),
    (
        Field.PLACE,
        (
            "site...",
            "lieu",
            "localite...",
            "residence",
            "placer",
            "lieu de residence",
            "lieu de travail",
            "adresse",
        ),
    ),
    (
        Field.PHONE,
        (
            "telephone...",
            "tel...",
            "telephones",
            "contact",
            "portable",
            "mobile",
            "numero de telephone",
            "n tel",
        ),
    ),
    (Field.DOCUMENT, ("piece...", "pieces", "document...", "documents", "papiers")),
    (Field.REASON, ("motif...", "besoin...", "besoins", "objet...", "raison...", "demande")),
    (Field.REFERRED_TO, ("oriente...", "orientation...", "service...", "refere...")),
    (
        Field.NOTE,
        ("observation...", "observations", "remarque", "remarques", "note", "notes", "commentaire..."),
    ),
    (Field.FAMILY_NAME, ("nom", "noms", "nom s", "nom de famille")),
    (Field.NUMBER, ("n", "no", "num", "numero", "n ordre", "n d ordre")),
)
NAMES = {Field.FULL_NAME, Field.FAMILY_NAME, Field.GIVEN_NAMES}
_FEWEST_KNOWN_COLUMNS = 3


def field_of(title: str) -> Field | None:
    """The field that a column title announces, or None.

    >>> field_of("Né(e) le / âge")
    <Field.BIRTH: 'birth'>
    """
    words = fold(title)
    if not words:
        return Field.NUMBER if title.strip() in ("#", "°") else None
    for name, phrases in TITLES:
        if words in phrases or f"{words}..." in phrases:
            return name
    for name, phrases in TITLES:
        if any(words.startswith(p.replace("...", " ")) for p in phrases if p.endswith("...")):
            return name
    return None


def propose_mapping(titles: Sequence[str], *, fewest: int = _FEWEST_KNOWN_COLUMNS) -> dict[int, Field]:
    """Column (from 0) -> field for a line of titles; empty when it announces fewer than `fewest` fields.

    A field is given to the first column that announces it; every column about unions is set aside.
    """
    mapping: dict[int, Field] = {}
    for column, title in enumerate(titles):
        name = field_of(title) if len(title) <= 60 else None
        if name is not None and (name is Field.UNION or name not in mapping.values()):
            mapping[column] = name
    known = set(mapping.values())
    return mapping if fewest == 1 or (len(known) >= fewest and known & NAMES) else {}
