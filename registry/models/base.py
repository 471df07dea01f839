"""What every table of the project shares: identifiers, authorship, history by triggers."""

import datetime
import uuid
from typing import Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models

from .search_keys import Fold

NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    operation=pgtrigger.Truncate,
    level=pgtrigger.Statement,
    when=pgtrigger.Before,
    func="RAISE EXCEPTION 'append-only table: truncate refused';",
)
# Of a history table: nothing is removed, and nothing changed but by the database function that erases a person.
NO_CHANGE = pgtrigger.Trigger(
    name="append_only",
    operation=pgtrigger.Update | pgtrigger.Delete,
    when=pgtrigger.Before,
    func="""
        IF TG_OP = 'UPDATE' AND current_setting('ciom.erasing', true) = 'on' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'append-only table: change refused';
    """,
)
APPEND_ONLY_TRIGGERS = [
    pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
    NO_TRUNCATE,
]

# Ten characters at least, the first and the last being no space.
A_REASON = r"^\S.{8,}\S$"

# CIOM numbers carry two digits of the year: those of 2000 to 2099.
FIRST_DAY = datetime.date(2000, 1, 1)
TOO_EARLY = "Cette date est trop ancienne\u00a0: le registre commence le 1er\u202fjanvier\u202f2000."


def not_before_first_day(field: str, *, name: str) -> models.CheckConstraint:
    """The rule that nothing of the registry happened before `FIRST_DAY`, for a column of dates."""
    return models.CheckConstraint(
        name=name, condition=models.Q(**{f"{field}__gte": FIRST_DAY}), violation_error_message=TOO_EARLY
    )


def tracked(*, exclude: list[str] | None = None) -> Any:
    """Class decorator: each insert, update and delete of the table writes a history row, by trigger.

    The history rows can be neither changed nor removed, but by the erasure of a person. `exclude` names columns that the database
    computes and that need no history.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=exclude,
        meta={"triggers": [NO_CHANGE, NO_TRUNCATE]},
    )


def known_values(
    field: str, choices: type[models.TextChoices], message: str, *, may_be_empty: bool = False
) -> models.CheckConstraint:
    """The rule that a column holds a value of its closed list and nothing else; `message` is for the screen."""
    known = [*choices.values, ""] if may_be_empty else choices.values
    return models.CheckConstraint(
        name=f"%(class)s_{field}_known",
        condition=models.Q((f"{field}__in", known)),
        violation_error_message=message,
    )


class Record(models.Model):
    """A row about a person or an act. Its key may be made by the client, when it is born offline."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("créé le", auto_now_add=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="créé par",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True, editable=False)

    class Meta:
        abstract = True

    def full_clean(
        self, exclude: Any = None, validate_unique: bool = True, validate_constraints: bool = False
    ) -> None:
        """As Django's, without a question to the database for each rule: it says them when the row is written.

        `registry.saving` then puts their words on the form.
        """
        super().full_clean(exclude, validate_unique, validate_constraints)


class ReferenceQuerySet(models.QuerySet):
    def current(self) -> Self:
        """Entries offered for new input; ended ones stay on the rows that use them."""
        return self.filter(is_current=True)


class ReferenceEntry(models.Model):
    """An entry of a list that the centre edits in the administration. It is ended, never deleted."""

    code = models.SlugField(
        "code",
        max_length=60,
        unique=True,
        help_text="Lettres sans accent, chiffres et traits. Il ne change plus ensuite.",
    )
    label = models.CharField("libellé", max_length=160)
    position = models.PositiveSmallIntegerField("ordre d’affichage", default=100)
    is_current = models.BooleanField(
        "proposé à la saisie",
        default=True,
        help_text="Décochez pour ne plus le proposer. Ce qui est déjà enregistré ne change pas.",
    )
    note = models.CharField("remarque", max_length=400, blank=True)
    needs_confirmation = models.BooleanField("à confirmer", default=False)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", Fold("label")]

    def __str__(self) -> str:
        return self.label
