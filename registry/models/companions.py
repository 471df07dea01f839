"""The family of a person, and whoever came with them."""

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest, Least

from registry.enums import Relation, Sex
from registry.person_text import A_LETTER, has_a_letter

from .base import Record, known_values, tracked
from .people import OLDEST_BIRTH_YEAR, Migrant

# From one person to whoever came with them, and so on: those whom she brought, and those whom they brought.
# The person is in the group.
_CAME_TOGETHER_WITH = """
    WITH RECURSIVE pair AS (
        SELECT migrant_id AS one, other_id AS two FROM registry_companion WHERE came_together AND other_id IS NOT NULL
        UNION ALL
        SELECT other_id, migrant_id FROM registry_companion WHERE came_together AND other_id IS NOT NULL
    ), together (id) AS (
        SELECT %s::uuid UNION SELECT pair.two FROM pair JOIN together ON pair.one = together.id
    )
    SELECT id FROM together
"""


class CompanionQuerySet(models.QuerySet):
    def of(self, migrant: Migrant) -> "CompanionQuerySet":
        """The links of a person, from whichever dossier they were noted."""
        return self.filter(Q(migrant=migrant) | Q(other=migrant))

    @staticmethod
    def group_of(migrant: Migrant) -> RawSQL:
        """The key of everybody who came with a person, the person too, however they are linked: for `pk__in`."""
        return RawSQL(_CAME_TOGETHER_WITH, [migrant.pk])  # noqa: S611 (the key is a parameter)


@tracked()
class Companion(Record):
    """Somebody of the family, or who came along: `other` is registered too, or else is only named here.

    `relation` says what that person is to `migrant`.
    """

    migrant = models.ForeignKey(Migrant, on_delete=models.CASCADE, related_name="companions")
    other = models.ForeignKey(
        Migrant, on_delete=models.CASCADE, null=True, blank=True, related_name="companion_of"
    )
    relation = models.CharField("lien", max_length=12, choices=Relation.choices)
    came_together = models.BooleanField("venus ensemble", default=False)
    name = models.CharField("nom et prénom", max_length=120, blank=True, validators=[has_a_letter])
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    place_text = models.CharField("où est cette personne", max_length=120, blank=True)

    objects = CompanionQuerySet.as_manager()

    class Meta:
        verbose_name = "proche ou accompagnant"
        verbose_name_plural = "proches et accompagnants"
        ordering = ["created_at"]
        constraints = [
            known_values("relation", Relation, "Ce lien n’existe pas."),
            known_values("sex", Sex, "Choisissez femme ou homme.", may_be_empty=True),
            models.CheckConstraint(
                name="companion_registered_or_named",
                condition=Q(other__isnull=False, name="", sex="", birth_year__isnull=True, place_text="")
                | Q(other__isnull=True, name__regex=A_LETTER),
                violation_error_message="Écrivez un numéro CIOM, ou le nom de la personne\u00a0: pas les deux.",
            ),
            models.CheckConstraint(
                name="companion_is_somebody_else",
                condition=Q(other__isnull=True) | ~Q(other=F("migrant")),
                violation_error_message="C’est le numéro de la personne elle-même.",
            ),
            models.CheckConstraint(
                name="companion_birth_is_possible",
                condition=Q(birth_year__isnull=True) | Q(birth_year__range=(OLDEST_BIRTH_YEAR, 2100)),
                violation_error_message="Cette année de naissance n’existe pas.",
            ),
            models.UniqueConstraint(
                Least("migrant", "other"),
                Greatest("migrant", "other"),
                condition=Q(other__isnull=False),
                name="companion_linked_once",
                violation_error_message="Ces deux personnes sont déjà liées.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def details(self) -> list[str]:
        """What is known of somebody who is only named, beside the name."""
        born: dict[str, str] = {Sex.FEMALE: "née", Sex.MALE: "né"}
        birth = f"{born.get(self.sex, 'né(e)')} en {self.birth_year}" if self.birth_year else ""
        return [part for part in (self.get_sex_display(), birth, self.place_text) if part]
