"""Where a person is, from when to when."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from registry.enums import Direction
from registry.months import Month

from .base import Record, known_values, not_before_first_day, tracked
from .people import Migrant
from .places import Commune, MiningSite


def staying_during(month: Month) -> Q:
    """The stays of at least one day of the month."""
    return Q(Q(until__isnull=True) | Q(until__gt=month.first_day), since__lte=month.last_day)


class DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class StayQuerySet(models.QuerySet):
    def open(self) -> "StayQuerySet":
        return self.filter(until__isnull=True)

    def during(self, first: date, last: date) -> "StayQuerySet":
        """Who was where between two days, both included, even for a single day of them."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=first), since__lte=last)

    def with_places(self) -> "StayQuerySet":
        """With the place and its cercle, as pages show them."""
        return self.select_related("site__cercle", "commune__cercle")


@tracked()
class Stay(Record):
    """A stay in one place: a mining site, a commune, or words for a place outside the region.

    `until` is the first day elsewhere; empty while the person is there. Stays of one person never overlap.
    """

    migrant = models.ForeignKey(Migrant, on_delete=models.CASCADE, related_name="stays")
    site = models.ForeignKey(
        MiningSite, verbose_name="site minier", on_delete=models.PROTECT, null=True, blank=True
    )
    commune = models.ForeignKey(
        Commune, verbose_name="commune", on_delete=models.PROTECT, null=True, blank=True
    )
    place_text = models.CharField("autre lieu", max_length=120, blank=True)
    direction = models.CharField(
        "situation", max_length=12, choices=Direction.choices, default=Direction.DESTINATION
    )
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = "séjour"
        ordering = ["-since"]
        constraints = [
            not_before_first_day("since", name="stay_not_before_2000"),
            known_values("direction", Direction, "Cette situation d’un séjour n’existe pas."),
            models.CheckConstraint(
                name="stay_one_place",
                condition=Q(site__isnull=False, commune__isnull=True, place_text="")
                | Q(site__isnull=True, commune__isnull=False, place_text="")
                | (Q(site__isnull=True, commune__isnull=True) & ~Q(place_text="")),
                violation_error_message="Choisissez un seul lieu : un site, une commune, ou un autre lieu.",
            ),
            models.CheckConstraint(
                name="stay_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                violation_error_message="La fin du séjour doit suivre son début.",
            ),
            ExclusionConstraint(
                name="stay_no_overlap",
                expressions=[
                    ("migrant", RangeOperators.EQUAL),
                    (DateRange("since", "until", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cette personne a déjà un séjour à ces dates.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def place(self) -> str:
        """The place with its cercle, as pages show it."""
        return self.place_text or str(self.site or self.commune)
