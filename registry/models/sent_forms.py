"""The keys of the forms that were saved, so that a form that comes again is recognised."""

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """A saved form: its key, made with the page, which is also the key of the row that it saved.

    `digest` tells the same content from another one. It is keyed: what was typed is personal.
    """

    key = models.UUIDField("clé", primary_key=True)
    digest = models.CharField("empreinte du contenu", max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="par", on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField("le", auto_now_add=True)

    class Meta:
        verbose_name = "formulaire envoyé"
        verbose_name_plural = "formulaires envoyés"

    def __str__(self) -> str:
        return str(self.pk)
