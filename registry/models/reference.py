"""Reference lists of the registry."""

from django.db import models

from registry.enums import Sex

from .base import ReferenceEntry, tracked


@tracked()
class Nationality(ReferenceEntry):
    """A nationality. `label` is the country; the code is its ISO 3166 code, or ours (`xx`, `zz`)."""

    masculine = models.CharField("forme masculine", max_length=60)
    feminine = models.CharField("forme féminine", max_length=60)
    is_ecowas = models.BooleanField("CEDEAO depuis le 29/01/2025", default=False)
    is_aes = models.BooleanField("AES", default=False)
    is_uemoa = models.BooleanField("UEMOA", default=False)

    UNDECLARED = "zz"

    class Meta(ReferenceEntry.Meta):
        verbose_name = "nationalité"
        verbose_name_plural = "nationalités"

    def for_sex(self, sex: str) -> str:
        """The adjective that agrees with a person's sex."""
        return self.feminine if sex == Sex.FEMALE else self.masculine


@tracked()
class Profession(ReferenceEntry):
    isco08 = models.CharField("code CITP-08", max_length=4, blank=True)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "profession"


@tracked()
class DocumentType(ReferenceEntry):
    category = models.CharField("catégorie", max_length=40)
    authority = models.CharField("autorité", max_length=120, blank=True)
    expires = models.BooleanField("a une date d’expiration", default=False)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "type de pièce"
        verbose_name_plural = "types de pièces"


@tracked()
class ContractType(ReferenceEntry):
    legal_basis = models.CharField("base légale", max_length=160, blank=True)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "type de contrat"
        verbose_name_plural = "types de contrats"


# BCP 47 names a language with two letters where ISO 639-1 has some.
_TWO_LETTERS = {
    "ara": "ar",
    "bam": "bm",
    "eng": "en",
    "ewe": "ee",
    "fra": "fr",
    "hau": "ha",
    "ibo": "ig",
    "twi": "tw",
    "wol": "wo",
    "yor": "yo",
}


@tracked()
class Language(ReferenceEntry):
    """A language. The code is its ISO 639-3 code."""

    FRENCH = "fra"

    autonym = models.CharField("nom dans la langue", max_length=60, blank=True)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "langue"

    @property
    def tag(self) -> str:
        """Its name for browsers and screen readers (BCP 47)."""
        return _TWO_LETTERS.get(self.code, self.code)


@tracked()
class EntryPoint(ReferenceEntry):
    """Where people enter the region: a border post, the airport, the station."""

    neighbour = models.CharField("pays voisin", max_length=2, blank=True)

    class Meta(ReferenceEntry.Meta):
        verbose_name = "point d’entrée"
        verbose_name_plural = "points d’entrée"
