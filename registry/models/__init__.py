"""Tables of the registry."""

from .companions import Companion
from .consents import Consent
from .documents import IdentityDocument
from .dossier_access import DossierAccess
from .duplicates import PossibleDuplicate
from .employers import Employer
from .imports import ColumnTitle, ImportedRow, ImportLine, RegisterImport
from .journal import JournalEntry
from .languages import MigrantLanguage
from .merges import Merge
from .names import NameForm, NameSpelling, NameWord
from .numbering import NumberSeries
from .people import Migrant
from .places import Cercle, Commune, MiningSite
from .reference import ContractType, DocumentType, EntryPoint, Language, Nationality, Profession
from .sent_forms import SentForm
from .stays import Stay

__all__ = [
    "Cercle",
    "Commune",
    "ColumnTitle",
    "Companion",
    "Consent",
    "ContractType",
    "DocumentType",
    "DossierAccess",
    "Employer",
    "EntryPoint",
    "IdentityDocument",
    "ImportLine",
    "ImportedRow",
    "JournalEntry",
    "Language",
    "Merge",
    "Migrant",
    "MigrantLanguage",
    "MiningSite",
    "NameForm",
    "NameSpelling",
    "NameWord",
    "Nationality",
    "NumberSeries",
    "PossibleDuplicate",
    "Profession",
    "RegisterImport",
    "SentForm",
    "Stay",
]
