"""What every page shows around its content: the menu of the signed-in person, the centre."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject


class Entry(NamedTuple):
    """One line of the menu."""

    label: str
    url: str
    icon: str
    is_current: bool


# label, URL name, icon, permission (None: everybody signed in)
DAILY = [
    ("Accueil", "home", "house", None),
    ("Migrants", "registry:migrants", "users", "registry.view_migrant"),
    ("Répertoire", "registry:directory", "book-user", "registry.view_directory_counts"),
    ("Sites miniers", "registry:sites", "map", "registry.view_directory_counts"),
    ("Orientations", "referrals:list", "send", "referrals.add_referral"),
    ("Orientations reçues", "referrals:inbox", "inbox", "referrals.answer_referral"),
    ("Rapports", "reports:month_current", "chart-column", "reports.view_month"),
    ("Ouvrir un dossier", "privacy:open_dossier", "folder-open", "registry.open_migrant_with_reason"),
    ("Journal", "privacy:journal", "scroll-text", "registry.view_journalentry"),
]


def house(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation`, `account_navigation`, `centre`."""
    return {
        "navigation": SimpleLazyObject(lambda: daily_entries(request)),
        "account_navigation": SimpleLazyObject(lambda: account_entries(request)),
        "centre": {
            "phone": settings.CENTRE_PHONE,
            "address": settings.CENTRE_ADDRESS,
            "hours": settings.CENTRE_HOURS,
            "apdp_receipt": settings.APDP_RECEIPT,
        },
    }


def daily_entries(request: HttpRequest) -> list[Entry]:
    """The pages of daily work that the signed-in person may open; nothing for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    allowed = [entry for entry in DAILY if entry[3] is None or user.has_perm(entry[3])]
    return _entries(request, [(label, name, icon) for label, name, icon, _ in allowed])


def account_entries(request: HttpRequest) -> list[Entry]:
    """The pages behind the name of the signed-in person; signing out is a form of its own."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    names = [("Mon compte", "account", "circle-user")]
    if user.is_staff:
        names.append(("Administration", "admin:index", "settings"))
    return _entries(request, names)


def _entries(request: HttpRequest, names: list[tuple[str, str, str]]) -> list[Entry]:
    found = [(label, reverse(name), icon) for label, name, icon in names]
    current = max((url for _, url, _ in found if _is_under(request.path, url)), key=len, default=None)
    return [Entry(label, url, icon, url == current) for label, url, icon in found]


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
