"""Employers, as the people who work for them name them."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from .base import Record, tracked
from .search_keys import Fold


class EmployerQuerySet(models.QuerySet["Employer"]):
    def named(self, name: str, *, by: Any) -> "Employer":
        """The employer of that name, added if nobody has named it yet; case and accents do not count."""
        wanted = " ".join(name.split())
        self.bulk_create([self.model(name=wanted, created_by=by)], ignore_conflicts=True)
        return self.get(name_key=Fold(models.Value(wanted)))


@tracked(exclude=["name_key"])
class Employer(Record):
    """A company, a head of a pit, a family. It may name a person: it is seen with dossiers only."""

    name = models.CharField("employeur", max_length=120)
    name_key = models.GeneratedField(
        expression=Fold(F("name")), output_field=models.TextField(), db_persist=True, unique=True
    )

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = "employeur"
        ordering = ["name_key"]
        constraints = [
            models.CheckConstraint(
                name="employer_has_a_name",
                condition=~Q(name_key=""),
                violation_error_message="Écrivez le nom de l’employeur.",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
