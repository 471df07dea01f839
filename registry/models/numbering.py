"""The last number given, per series and year."""

from django.db import models


class NumberSeries(models.Model):
    """One row per series and year; its row lock makes each number unique under concurrency."""

    prefix = models.CharField("série", max_length=3)
    year = models.PositiveSmallIntegerField("année")
    last = models.PositiveIntegerField("dernier numéro donné")

    class Meta:
        verbose_name = "série de numéros"
        verbose_name_plural = "séries de numéros"
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="number_series_once_a_year")]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}"
