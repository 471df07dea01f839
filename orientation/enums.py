"""Closed lists of the orientation work. No import from the project."""

from django.db.models import TextChoices


class Channel(TextChoices):
    OFFICE = "office", "Au bureau"
    FIELD = "field", "Sur le terrain"
    PHONE = "phone", "Par téléphone"


class NeedDecision(TextChoices):
    REFERRED = "referred", "Orienter vers un service"
    INFORMED = "informed", "Information donnée"
    HANDLED = "handled", "Traité au centre"
    UNSOLVED = "unsolved", "Sans solution pour l’instant"


class SheetCategory(TextChoices):
    """What an information sheet is about, in the order of the list."""

    WORK = "work", "Travailler"
    PROTECTION = "protection", "Se protéger et se soigner"
    PAPERS = "papers", "Papiers et famille"
    SAFETY = "safety", "Danger"
    RIGHTS = "rights", "Vos droits"
