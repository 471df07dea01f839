"""The permissions of the reports. The figures are computed from the tables of the trades."""

from django.db import models


class MonthlyActivity(models.Model):
    """Holds no row: it declares who may see the month."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("view_month", "Voir l’activité d’un mois"),
        ]
        verbose_name = "activité du mois"
        verbose_name_plural = "activité des mois"

    def __str__(self) -> str:
        return "activité du mois"
