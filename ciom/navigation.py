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


class Page(NamedTuple):
    """What the menu may lead to. `parts` are the addresses of other pages that belong to it."""

    label: str
    name: str
    icon: str
    permission: str = ""  # none: everybody signed in
    parts: tuple[str, ...] = ()


OF_A_PERSON = ("/accueils/", "/entretiens/")
OF_THE_DIRECTORY = ("/migrants/export/", "/migrants/recensement/")
DAILY = [
    Page("Accueil", "home", "house"),
    Page("Migrants", "registry:migrants", "users", "registry.view_migrant", OF_A_PERSON),
    Page("Répertoire", "registry:directory", "book-user", "registry.view_directory_counts", OF_THE_DIRECTORY),
    Page("Sites miniers", "registry:sites", "map", "registry.view_directory_counts"),
    Page("Orientations", "referrals:list", "send", "referrals.add_referral"),
    Page("Orientations reçues", "referrals:inbox", "inbox", "referrals.answer_referral", ("/orientations/",)),
    Page("Fiches", "orientation:sheets", "book-open", "orientation.add_orientationrecord"),
    Page("Rapports", "reports:month_current", "chart-column", "reports.view_month"),
    Page(
        "Ouvrir un dossier",
        "privacy:open_dossier",
        "folder-open",
        "registry.open_migrant_with_reason",
        ("/migrants/", "/orientations/", *OF_A_PERSON),
    ),
    Page("Journal", "privacy:journal", "scroll-text", "registry.view_journalentry"),
]

PUBLIC = [
    Page("Le centre", "centre", "house"),
    Page("Services", "referrals:services", "building-2"),
    Page("Fiches", "orientation:sheets", "book-open"),
    Page("Vos droits", "privacy:rights", "shield-check"),
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
    """The pages of daily work that the signed-in person may open; the public ones for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return _entries(request, PUBLIC)
    allowed = [page for page in DAILY if not page.permission or user.has_perm(page.permission)]
    return _entries(request, allowed)


def account_entries(request: HttpRequest) -> list[Entry]:
    """The pages behind the name of the signed-in person; signing out is a form of its own."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    pages = [Page("Mon compte", "account", "circle-user")]
    if user.is_staff:
        pages.append(Page("Administration", "admin:index", "settings"))
    return _entries(request, pages)


def _entries(request: HttpRequest, pages: list[Page]) -> list[Entry]:
    """The most exact of the addresses that the page stands under says which entry is lit."""
    addresses = [(reverse(page.name), *page.parts) for page in pages]
    under = [url for urls in addresses for url in urls if _is_under(request.path, url)]
    current = max(under, key=len, default="")
    return [
        Entry(page.label, urls[0], page.icon, current in urls)
        for page, urls in zip(pages, addresses, strict=True)
    ]


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
