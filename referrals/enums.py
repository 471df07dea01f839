"""Closed lists of the referrals. No import from the project."""

from django.db.models import TextChoices


class ReferralState(TextChoices):
    """The answer of the service: one state. What came of it for the person is kept apart."""

    DRAFT = "draft", "Brouillon"
    SENT = "sent", "Envoyée"
    IN_PROGRESS = "in_progress", "Prise en charge"
    ACCEPTED = "accepted", "Acceptée"
    DECLINED = "declined", "Non retenue"
    CANCELLED = "cancelled", "Annulée"


class TransitionName(TextChoices):
    SEND = "send", "Envoi au service"
    TAKE_UP = "take_up", "Prise en charge"
    ACCEPT = "accept", "Rendez-vous fixé"
    DECLINE = "decline", "Demande non retenue"
    CANCEL = "cancel", "Annulation"


class DeclineReason(TextChoices):
    NOT_COMPETENT = "not_competent", "Hors compétence du service"
    OUT_OF_AREA = "out_of_area", "Hors zone"
    CONDITIONS = "conditions", "Conditions non remplies"
    INCOMPLETE = "incomplete", "Dossier incomplet"
    FULL = "full", "Service saturé"
    UNREACHABLE = "unreachable", "Personne injoignable"
    NO_SHOW = "no_show", "Ne s’est pas présentée"
    UNWILLING = "unwilling", "Ne souhaite plus"
    DUPLICATE = "duplicate", "Demande en double"
    ALREADY_FOLLOWED = "already_followed", "Déjà suivie par le service"
    OTHER = "other", "Autre raison"


class CancelReason(TextChoices):
    MISTAKE = "mistake", "Erreur"
    DUPLICATE = "duplicate", "Demande en double"
    RENOUNCED = "renounced", "La personne renonce"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Accord retiré"
