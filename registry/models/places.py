"""Cercles, communes and mining sites. Place names repeat: they are always shown with their cercle."""

from django.db import models
from django.db.models import Q

from registry.enums import SiteKind

from .base import ReferenceEntry, known_values, tracked


@tracked()
class Cercle(ReferenceEntry):
    """A cercle of the former region of Kayes, as before or since the law of 13 March 2023."""

    region = models.CharField("région depuis 2023", max_length=40)
    existed_before_2023 = models.BooleanField("existait avant 2023", default=False)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "cercle"


class Place(ReferenceEntry):
    """A named place. `code` is our own stable key: the codes of the law conflict between sources."""

    cercle = models.ForeignKey(
        Cercle,
        verbose_name="cercle d’avant 2023",
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    cercle_2023 = models.ForeignKey(
        Cercle,
        verbose_name="cercle de 2023",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    latitude = models.DecimalField("latitude", max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=8, decimal_places=5, null=True, blank=True)
    source = models.CharField("source", max_length=400, blank=True)

    class Meta(ReferenceEntry.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_point_whole",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(10, 26), longitude__range=(-13, 5)),
                violation_error_message="Donnez la latitude et la longitude d’un point du Mali, ou aucune des deux.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.cercle.label})"


@tracked()
class Commune(Place):
    chief_town = models.CharField("chef-lieu", max_length=80, blank=True)

    class Meta(Place.Meta):
        verbose_name = "commune"


@tracked()
class MiningSite(Place):
    kind = models.CharField("type", max_length=12, choices=SiteKind.choices)
    commune = models.ForeignKey(
        Commune, on_delete=models.PROTECT, null=True, blank=True, related_name="mining_sites"
    )
    point_precision = models.CharField("précision du point", max_length=40, blank=True)

    class Meta(Place.Meta):
        verbose_name = "site minier"
        verbose_name_plural = "sites miniers"
        constraints = [
            *Place.Meta.constraints,
            known_values("kind", SiteKind, "Un site est industriel ou artisanal."),
        ]
