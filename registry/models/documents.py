"""Papers of a person. A missing paper never blocks anything."""

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from registry.document_numbers import NumberUnreadable, number_digest, open_number, seal_number
from registry.enums import DocumentState

from .base import Record, known_values, tracked
from .people import Migrant
from .reference import DocumentType, Nationality

SOON_DAYS = 60


class IdentityDocumentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "IdentityDocumentQuerySet":
        """The papers of the persons whose dossier the user may read."""
        return self.filter(migrant__in=Migrant.objects.visible_to(user))

    def numbered(self, number: str) -> "IdentityDocumentQuerySet":
        """The papers with this number, however it is written; none for a number without a letter or digit."""
        digest = number_digest(number)
        return self.filter(number_digest=digest) if digest else self.none()

    def to_watch(self, today: datetime.date) -> "IdentityDocumentQuerySet":
        """Papers that somebody has to act upon: confiscated, or ending within 60 days."""
        soon = today + datetime.timedelta(days=SOON_DAYS)
        return self.filter(Q(state=DocumentState.CONFISCATED) | Q(expires_on__range=(today, soon)))

    def with_people(self) -> "IdentityDocumentQuerySet":
        """With what a line of the work list shows."""
        return self.select_related("type", "migrant__nationality", "migrant__profession")


@tracked()
class IdentityDocument(Record):
    """A paper that the person showed or spoke of. Its number is encrypted; the digest finds it again."""

    migrant = models.ForeignKey(Migrant, on_delete=models.CASCADE, related_name="documents")
    type = models.ForeignKey(DocumentType, verbose_name="pièce", on_delete=models.PROTECT)
    number_sealed = models.TextField("numéro chiffré", blank=True, editable=False)
    number_digest = models.CharField("empreinte du numéro", max_length=64, blank=True, editable=False)
    country = models.ForeignKey(
        Nationality,
        verbose_name="pays qui l’a délivrée",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    issued_on = models.DateField("délivrée le", null=True, blank=True)
    expires_on = models.DateField("expire le", null=True, blank=True)
    state = models.CharField(
        "état", max_length=12, choices=DocumentState.choices, default=DocumentState.DECLARED
    )

    objects = IdentityDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce d’identité"
        verbose_name_plural = "pièces d’identité"
        ordering = ["type__position", "created_at"]
        constraints = [
            known_values("state", DocumentState, "Cet état d’une pièce n’existe pas."),
            models.UniqueConstraint(
                fields=["migrant", "type", "number_digest"],
                name="document_type_once",
                violation_error_message="Cette pièce est déjà notée\u00a0: corrigez-la dans la liste.",
            ),
            models.CheckConstraint(
                name="document_number_is_whole",
                condition=Q(number_sealed="", number_digest="")
                | (~Q(number_sealed="") & ~Q(number_digest="")),
                violation_error_message="Le numéro et son empreinte vont ensemble.",
            ),
            models.CheckConstraint(
                name="document_expires_after_issue",
                condition=Q(issued_on__isnull=True)
                | Q(expires_on__isnull=True)
                | Q(expires_on__gt=F("issued_on")),
                violation_error_message="La date d’expiration doit suivre celle de la délivrance.",
            ),
        ]
        indexes = [
            models.Index(fields=["number_digest"], name="document_by_number", condition=~Q(number_digest="")),
            models.Index(
                fields=["expires_on"], name="document_by_end", condition=Q(expires_on__isnull=False)
            ),
            models.Index(
                fields=["created_at"],
                name="document_confiscated",
                condition=Q(state=DocumentState.CONFISCATED),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def number(self) -> str:
        """The number as it was typed, for those who may see the dossier; empty when no key of ours opens it."""
        try:
            return open_number(self.number_sealed)
        except NumberUnreadable:
            return ""

    def set_number(self, typed: str) -> None:
        """Keep this number, encrypted. The same one again changes nothing, so that history says what changed."""
        if typed != self.number:
            self.number_sealed, self.number_digest = seal_number(typed), number_digest(typed)

    @property
    def warning(self) -> str:
        """What somebody should know at once: confiscated, expired, or soon to expire; else empty."""
        if self.state == DocumentState.CONFISCATED:
            return "Confisquée"
        if self.expires_on is None:
            return ""
        days = (self.expires_on - timezone.localdate()).days
        if days < 0:
            return "Expirée"
        if days > SOON_DAYS:
            return ""
        return f"Expire dans {days}\u00a0jour{'s' if days > 1 else ''}" if days else "Expire aujourd’hui"
