"""The names in use: the spellings that the centre lists, and the vocabulary of all words that people are called by.

The database keeps the vocabulary by itself, at every insert, update and delete of a person or of a listed spelling.
It says no more than that somebody bears a name, and forgets it with the last bearer.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func

from registry.enums import NameKind

from .base import ReferenceQuerySet, known_values, tracked


class NameWords(Func):
    """The words of several names, folded (SQL function `ciom_words`)."""

    function = "ciom_words"
    arg_joiner = " || ' ' || "
    output_field = ArrayField(models.TextField())


_LEARN = """
    WITH fresh AS (
        INSERT INTO registry_nameword (word)
        SELECT DISTINCT called.word FROM new_rows, unnest(name_words) AS called (word)
        WHERE NOT EXISTS (SELECT FROM registry_nameword AS known WHERE known.word = called.word)
        ORDER BY 1
        ON CONFLICT DO NOTHING
        RETURNING word
    )
    INSERT INTO registry_nameform (form, word)
    SELECT form, word FROM fresh, unnest(ciom_forms(word)) AS form
    ON CONFLICT DO NOTHING;
"""
# `lost` are words of rows that were changed or deleted.
_FORGET = """
    , gone AS (
        DELETE FROM registry_nameword USING lost
        WHERE registry_nameword.word = lost.word
            AND NOT EXISTS (SELECT FROM registry_migrant WHERE name_words @> ARRAY[lost.word])
            AND NOT EXISTS (SELECT FROM registry_namespelling WHERE name_words @> ARRAY[lost.word])
        RETURNING lost.word
    )
    DELETE FROM registry_nameform USING gone, unnest(ciom_forms(gone.word)) AS formed (form)
    WHERE registry_nameform.form = formed.form AND registry_nameform.word = gone.word;
"""
_FORGET_CHANGED = """
    WITH lost (word) AS (
        SELECT unnest(name_words) FROM old_rows EXCEPT SELECT unnest(name_words) FROM new_rows
    )
"""
_FORGET_DELETED = """
    WITH lost (word) AS (SELECT DISTINCT unnest(name_words) FROM old_rows)
"""


def vocabulary_triggers() -> list[pgtrigger.Trigger]:
    """Triggers of a table whose generated column `name_words` holds words that people are called by."""
    old, new = {"old": "old_rows"}, {"new": "new_rows"}
    return [
        _after("learn_names", pgtrigger.Insert, new, _LEARN),
        _after("learn_changed_names", pgtrigger.Update, old | new, _LEARN + _FORGET_CHANGED + _FORGET),
        _after("forget_names", pgtrigger.Delete, old, _FORGET_DELETED + _FORGET),
    ]


def _after(
    name: str, operation: pgtrigger.Operation, rows: dict[str, str], statements: str
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**rows),
        func=f"{statements} RETURN NULL;",
    )


@tracked(exclude=["name_words"])
class NameSpelling(models.Model):
    """A spelling of a name that does not follow from its sound. Ended, never deleted."""

    kind = models.CharField("sorte", max_length=6, choices=NameKind.choices)
    name = models.CharField("nom", max_length=60, help_text="La même écriture pour toute la famille.")
    spelling = models.CharField("s’écrit aussi", max_length=60)
    source = models.CharField("source", max_length=160, blank=True)
    is_current = models.BooleanField("employé par la recherche", default=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True, editable=False)
    name_words = models.GeneratedField(
        expression=NameWords(F("name"), F("spelling")),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "écriture d’un nom"
        verbose_name_plural = "écritures des noms"
        ordering = ["name", "spelling"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name", "spelling"],
                name="name_spelling_once",
                violation_error_message="Cette écriture est déjà dans la liste.",
            ),
            known_values("kind", NameKind, "Choisissez nom ou prénom."),
        ]
        indexes = [GinIndex(fields=["name_words"], name="name_spelling_by_word")]
        triggers = vocabulary_triggers()

    def __str__(self) -> str:
        return f"{self.name} – {self.spelling}"


class NameWord(models.Model):
    """A word that somebody is called by, and how it sounds."""

    word = models.CharField(max_length=400, primary_key=True)
    sound = models.GeneratedField(
        expression=Func(F("word"), function="ciom_sound"), output_field=models.TextField(), db_persist=True
    )

    class Meta:
        indexes = [models.Index(fields=["sound"], name="name_word_by_sound")]

    def __str__(self) -> str:
        return self.word


class NameForm(models.Model):
    """What is left of a word when up to two of its letters are removed: two words a slip apart share a form."""

    pk = models.CompositePrimaryKey("form", "word")
    form = models.CharField(max_length=400)
    word = models.CharField(max_length=400)

    def __str__(self) -> str:
        return self.form
