"""The needs that a person may bring."""

from django.db import models

from registry.models.base import ReferenceEntry, tracked


@tracked()
class Need(ReferenceEntry):
    """A need that a person may bring. The services that answer it are listed in `referrals`."""

    advice = models.CharField("règle ou délai à connaître", max_length=300, blank=True)
    is_urgent = models.BooleanField("à traiter tout de suite", default=False)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "besoin"
