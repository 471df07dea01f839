"""Registered persons. The dossier is the page of one Migrant."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from registry.enums import (
    BirthPrecision,
    ConsentDecision,
    ConsentPurpose,
    Duration,
    MaritalStatus,
    Schooling,
    Sex,
)
from registry.numbering import NUMBER_PATTERN
from registry.person_text import A_LETTER, HIDDEN_CHARACTERS, has_a_digit, has_a_letter, on_one_line
from registry.phones import international_number, phone_note
from registry.written_dates import written_day, written_month

from .base import Record, known_values, not_before_first_day, tracked
from .employers import Employer
from .names import NameWords, vocabulary_triggers
from .reference import ContractType, EntryPoint, Nationality, Profession
from .search_keys import PhoneDigits

if TYPE_CHECKING:
    from .consents import Consent

OLDEST_BIRTH_YEAR = 1900
LEAP_YEARS = range(1904, 2101, 4)


class MigrantQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MigrantQuerySet":
        """Every dossier for the centre's focal points; for others, those they have opened with a reason."""
        present = self.present()
        return present if user.has_perm("registry.view_migrant") else present.opened_by(user)

    def present(self) -> "MigrantQuerySet":
        """Without the erased persons, and without the dossiers that were merged into another."""
        return self.filter(erased_at__isnull=True, merged_into__isnull=True)

    def merged(self) -> "MigrantQuerySet":
        """The dossiers that live on in another: `merged_into`."""
        return self.filter(merged_into__isnull=False, merged_into__erased_at__isnull=True)

    def numbered(self, number: str) -> "Migrant | None":
        """The person of this number, were it the number of a dossier that was merged since."""
        found: Any = self.filter(number=number).select_related("merged_into").first()
        return found.merged_into or found if found else None

    def opened_by(self, user: Any) -> "MigrantQuerySet":
        """The dossiers that this user has opened with a reason and may still read."""
        if not user.has_perm("registry.open_migrant_with_reason"):
            return self.none()
        from .dossier_access import DossierAccess

        return self.filter(pk__in=DossierAccess.objects.open_to(user).values("migrant"))

    def with_identity(self) -> "MigrantQuerySet":
        """With what an identity bar or a line of a list shows."""
        return self.select_related("nationality", "profession")

    def with_dossier(self) -> "MigrantQuerySet":
        """With everything of the registry that the page of a dossier shows, in four queries.

        `language_names` are the languages the person speaks, `merges_told` the dossiers merged into this one.
        """
        from .consents import Consent
        from .documents import IdentityDocument
        from .languages import MigrantLanguage
        from .merges import Merge
        from .stays import Stay

        languages = MigrantLanguage.objects.filter(migrant=models.OuterRef("pk")).values("language__label")
        merges = Merge.objects.standing().filter(kept=models.OuterRef("pk")).as_told()
        people = self.annotate(
            language_names=ArraySubquery(languages), merges_told=ArraySubquery(merges)
        ).select_related(
            "nationality", "profession", "contract_type", "employer", "entry_point", "created_by"
        )
        return people.prefetch_related(
            models.Prefetch("stays", Stay.objects.with_places().select_related("created_by")),
            models.Prefetch("documents", IdentityDocument.objects.select_related("type", "country")),
            models.Prefetch("consents", Consent.objects.select_related("language")),
        )


def _real_day() -> Q:
    return (
        Q(birth_day__range=(1, 28))
        | (Q(birth_day__in=(29, 30)) & ~Q(birth_month=2))
        | Q(birth_day=31, birth_month__in=(1, 3, 5, 7, 8, 10, 12))
        | Q(birth_day=29, birth_month=2, birth_year__in=LEAP_YEARS)
    )


@tracked(exclude=["name_words", "phone_digits"])
class Migrant(Record):
    """A registered person. Only sex, one name and a nationality (perhaps undeclared) are required."""

    number = models.CharField("numéro CIOM", max_length=20, unique=True, editable=False)
    registered_on = models.DateField("inscrit le")
    family_name = models.CharField("nom", max_length=120, blank=True, validators=[has_a_letter])
    given_names = models.CharField("prénoms", max_length=120, blank=True, validators=[has_a_letter])
    other_names = models.CharField(
        "autre nom ou surnom", max_length=120, blank=True, validators=[has_a_letter]
    )
    name_words = models.GeneratedField(
        expression=NameWords(F("family_name"), F("given_names"), F("other_names")),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )
    sex = models.CharField("sexe", max_length=1, choices=Sex.choices)
    birth_precision = models.CharField(
        "date de naissance", max_length=10, choices=BirthPrecision.choices, default=BirthPrecision.UNKNOWN
    )
    birth_year = models.PositiveSmallIntegerField("année de naissance", null=True, blank=True)
    birth_month = models.PositiveSmallIntegerField("mois de naissance", null=True, blank=True)
    birth_day = models.PositiveSmallIntegerField("jour de naissance", null=True, blank=True)
    birth_place = models.CharField("lieu de naissance", max_length=120, blank=True)
    nationality = models.ForeignKey(Nationality, verbose_name="nationalité", on_delete=models.PROTECT)
    marital_status = models.CharField(
        "situation familiale", max_length=12, choices=MaritalStatus.choices, blank=True
    )
    schooling = models.CharField("scolarité", max_length=12, choices=Schooling.choices, blank=True)
    phone = models.CharField(
        "téléphone", max_length=40, blank=True, validators=[has_a_digit], help_text="Tel qu’il a été dit."
    )
    phone_number = models.CharField("téléphone international", max_length=16, blank=True, editable=False)
    phone_digits = models.GeneratedField(
        expression=PhoneDigits(F("phone"), F("phone_number"), F("other_phone"), F("other_phone_number")),
        output_field=models.TextField(),
        db_persist=True,
    )
    phone_is_own = models.BooleanField("c’est son propre téléphone", null=True, blank=True)
    may_be_called = models.BooleanField("on peut l’appeler", null=True, blank=True)
    other_phone = models.CharField("autre téléphone", max_length=40, blank=True, validators=[has_a_digit])
    other_phone_number = models.CharField(max_length=16, blank=True, editable=False)
    profession = models.ForeignKey(
        Profession, verbose_name="profession", on_delete=models.PROTECT, null=True, blank=True
    )
    is_self_employed = models.BooleanField("à son compte", null=True, blank=True)
    employer = models.ForeignKey(
        Employer, verbose_name="employeur", on_delete=models.PROTECT, null=True, blank=True
    )
    contract_type = models.ForeignKey(
        ContractType, verbose_name="contrat", on_delete=models.PROTECT, null=True, blank=True
    )
    duration = models.CharField("durée prévue", max_length=12, choices=Duration.choices, blank=True)
    origin_place = models.CharField("vient de", max_length=120, blank=True)
    arrived_on = models.DateField("arrivé au Mali le", null=True, blank=True)
    entry_point = models.ForeignKey(
        EntryPoint, verbose_name="point d’entrée", on_delete=models.PROTECT, null=True, blank=True
    )
    note = models.TextField(
        "remarques",
        blank=True,
        help_text="N’écrivez ni maladie, ni opinion, ni procédure judiciaire.",
    )
    erased_at = models.DateTimeField("effacé le", null=True, editable=False)
    # Always a dossier that lives: when that one is merged in turn, all that point to it follow.
    merged_into = models.ForeignKey(
        "self",
        verbose_name="fusionné avec",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="absorbed",
    )

    objects = MigrantQuerySet.as_manager()

    class Meta:
        verbose_name = "migrant"
        permissions = [
            ("erase_migrant", "Effacer une personne qui le demande"),
            ("view_directory_counts", "Voir combien de personnes sont inscrites"),
            ("view_small_cells", "Voir les effectifs inférieurs à cinq"),
            ("export_migrant", "Emporter la liste des personnes dans un fichier"),
        ]
        ordering = ["-registered_on", "-number"]
        triggers = vocabulary_triggers()
        constraints = [
            not_before_first_day("registered_on", name="migrant_not_before_2000"),
            models.CheckConstraint(
                name="migrant_number_form",
                condition=Q(number__regex=NUMBER_PATTERN),
                violation_error_message="Le numéro CIOM n’a pas la bonne forme.",
            ),
            models.CheckConstraint(
                name="migrant_has_a_name",
                condition=Q(family_name__regex=A_LETTER) | Q(given_names__regex=A_LETTER),
                violation_error_message="Écrivez au moins un nom ou un prénom, avec des lettres.",
            ),
            models.CheckConstraint(
                name="migrant_name_is_visible",
                condition=~(
                    Q(family_name__regex=HIDDEN_CHARACTERS)
                    | Q(given_names__regex=HIDDEN_CHARACTERS)
                    | Q(other_names__regex=HIDDEN_CHARACTERS)
                ),
                violation_error_message="Un nom contient un signe invisible\u00a0: effacez-le, puis écrivez de nouveau.",
            ),
            known_values("sex", Sex, "Choisissez femme ou homme."),
            known_values("birth_precision", BirthPrecision, "Cette précision de la naissance n’existe pas."),
            known_values(
                "marital_status",
                MaritalStatus,
                "Cette situation familiale n’existe pas.",
                may_be_empty=True,
            ),
            known_values("schooling", Schooling, "Cette scolarité n’existe pas.", may_be_empty=True),
            known_values("duration", Duration, "Cette durée n’existe pas.", may_be_empty=True),
            models.CheckConstraint(
                name="migrant_birth_matches_precision",
                condition=Q(
                    birth_precision=BirthPrecision.UNKNOWN,
                    birth_year__isnull=True,
                    birth_month__isnull=True,
                    birth_day__isnull=True,
                )
                | Q(
                    birth_precision__in=(BirthPrecision.YEAR, BirthPrecision.ESTIMATED),
                    birth_year__isnull=False,
                    birth_month__isnull=True,
                    birth_day__isnull=True,
                )
                | Q(
                    birth_precision=BirthPrecision.MONTH,
                    birth_year__isnull=False,
                    birth_month__isnull=False,
                    birth_day__isnull=True,
                )
                | Q(
                    birth_precision=BirthPrecision.EXACT,
                    birth_year__isnull=False,
                    birth_month__isnull=False,
                    birth_day__isnull=False,
                ),
                violation_error_message="La date de naissance ne correspond pas à la précision choisie.",
            ),
            models.CheckConstraint(
                name="migrant_birth_is_real",
                condition=Q(birth_year__isnull=True)
                | (
                    Q(birth_year__range=(OLDEST_BIRTH_YEAR, 2100))
                    & (Q(birth_month__isnull=True) | Q(birth_month__range=(1, 12)))
                    & (Q(birth_day__isnull=True) | _real_day())
                ),
                violation_error_message="Cette date de naissance n’existe pas.",
            ),
            models.CheckConstraint(
                # Papers write 1 January when only the year is known.
                name="migrant_first_january_is_a_year",
                condition=~Q(birth_precision=BirthPrecision.EXACT, birth_month=1, birth_day=1),
                violation_error_message="Le 1er janvier d’un papier vaut l’année seulement.",
            ),
            models.CheckConstraint(
                name="migrant_merged_into_another",
                condition=~Q(merged_into=F("id")),
                violation_error_message="Un dossier ne se fusionne pas avec lui-même.",
            ),
        ]
        indexes = [
            models.Index(fields=["-registered_on", "-number"], name="migrant_newest_first"),
            GinIndex(fields=["name_words"], name="migrant_by_name"),
            models.Index(fields=["phone_number"], name="migrant_by_whole_phone"),
            GinIndex(fields=["phone_digits"], opclasses=["gin_trgm_ops"], name="migrant_by_phone"),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        """Remove invisible signs; keep the international form of the telephones beside what was said."""
        for field in ("family_name", "given_names", "other_names", "phone", "other_phone"):
            setattr(self, field, on_one_line(getattr(self, field)))
        self.phone_number = international_number(self.phone)
        self.other_phone_number = international_number(self.other_phone)

    @property
    def full_name(self) -> str:
        """Given names then family name, as written. For pages only: never in a URL, a log or a mail."""
        if self.erased_at is not None:
            return "Personne effacée"
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def registration_consent(self) -> "Consent | None":
        """The last answer to the text about the register; None for a person of a paper register, not yet asked."""
        return next((c for c in self.consents.all() if c.purpose == ConsentPurpose.REGISTRATION), None)

    @property
    def agrees_to_register(self) -> bool:
        """Whether the agreement to be in the register stands: nothing is sent to a service without it."""
        answer = self.registration_consent
        return answer is not None and answer.decision == ConsentDecision.GIVEN

    @property
    def nationality_adjective(self) -> str:
        return self.nationality.for_sex(self.sex)

    @property
    def birth_text(self) -> str:
        """The birth as it is known: "3 mars 1990", "mars 1990", "1990", "vers 1990"; empty when unknown."""
        if self.birth_precision == BirthPrecision.UNKNOWN or self.birth_year is None:
            return ""
        if self.birth_precision == BirthPrecision.ESTIMATED:
            return f"vers {self.birth_year}"
        known = date(self.birth_year, self.birth_month or 1, self.birth_day or 1)
        if self.birth_precision == BirthPrecision.YEAR:
            return str(self.birth_year)
        return written_day(known) if self.birth_precision == BirthPrecision.EXACT else written_month(known)

    @property
    def phone_note(self) -> str:
        """What to know before calling: whose telephone it is, and that the person does not want to be called."""
        return phone_note(is_own=self.phone_is_own, may_be_called=self.may_be_called)

    @property
    def identity_details(self) -> list[str]:
        """What recognises a person beside the name: sex, birth, nationality, profession."""
        born = {Sex.FEMALE: "née", Sex.MALE: "né"}[Sex(self.sex)]
        birth = self.birth_text
        if self.birth_precision == BirthPrecision.EXACT:
            birth = f"{born} le {birth}"
        elif birth:
            birth = f"{born} {'en ' if not birth.startswith('vers') else ''}{birth}"
        job = self.profession.label if self.profession else ""
        return [part for part in (self.get_sex_display(), birth, self.nationality_adjective, job) if part]
