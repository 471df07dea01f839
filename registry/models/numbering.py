"""The last number given, per series and year."""

from django.db import models


class NumberSeries(models.Model):
    """One row per series and year; its row lock makes each number unique under concurrency.

    A counter without history: the numbers it gave are in the history of the dossiers. One missing number means
    that what asked for it was not saved in the end.
    """

    prefix = models.CharField("série", max_length=3)
    year = models.PositiveSmallIntegerField("année")
    last = models.PositiveIntegerField("dernier numéro donné")

    class Meta:
        verbose_name = "série de numéros"
        verbose_name_plural = "séries de numéros"
        constraints = [
            models.UniqueConstraint(fields=["prefix", "year"], name="number_series_once_a_year"),
            models.CheckConstraint(
                # Two digits of it are in every number: 1925 would give those of 2025 again.
                name="number_series_of_2000_to_2099",
                condition=models.Q(year__range=(2000, 2099)),
                violation_error_message="Une série de numéros porte une année de 2000 à 2099.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"
