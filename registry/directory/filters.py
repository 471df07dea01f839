"""Narrowing the directory. No filter says who somebody is: they stand in the address, which can be kept and sent."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.db.models import Q, TextChoices
from django.utils import timezone

from registry.enums import Direction, Duration, Sex
from registry.models import Migrant, MiningSite, Nationality, Profession, Stay
from registry.models.people import MigrantQuerySet
from registry.written_dates import written_day

MOST_COUNTED = 10_000


class AgeBand(TextChoices):
    """Bands of the census. Work in a mine is forbidden under 18. An unknown age is never guessed."""

    UNDER_15 = "0-14", "Moins de 15 ans"
    FROM_15 = "15-17", "De 15 à 17 ans"
    FROM_18 = "18-24", "De 18 à 24 ans"
    FROM_25 = "25-34", "De 25 à 34 ans"
    FROM_35 = "35-49", "De 35 à 49 ans"
    FROM_50 = "50-59", "De 50 à 59 ans"
    FROM_60 = "60-120", "60 ans et plus"
    UNKNOWN = "unknown", "Âge inconnu"

    def condition(self, year: int, *, birth_year: str = "birth_year") -> Q:
        """The persons who reach an age of this band in `year`. `birth_year` leads from a row to the person."""
        if self == AgeBand.UNKNOWN:
            return Q((f"{birth_year}__isnull", True))
        youngest, oldest = map(int, self.value.split("-"))
        return Q((f"{birth_year}__range", (year - oldest, year - youngest)))


_WRONG_CHOICE = {"invalid_choice": "Choisissez une ligne de la liste."}
_DAY = {"widget": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}


class PersonFilters(django_filters.FilterSet):
    """What a person is, wherever they are."""

    sex = django_filters.ChoiceFilter(label="Sexe", choices=Sex.choices, empty_label="Femmes et hommes")
    nationality = django_filters.ModelChoiceFilter(
        label="Nationalité",
        queryset=Nationality.objects.all(),
        to_field_name="code",
        empty_label="Toutes",
        error_messages=_WRONG_CHOICE,
    )
    profession = django_filters.ModelChoiceFilter(
        label="Profession",
        queryset=Profession.objects.all(),
        to_field_name="code",
        empty_label="Toutes",
        error_messages=_WRONG_CHOICE,
    )
    age = django_filters.ChoiceFilter(
        label="Âge", choices=AgeBand.choices, method="of_age", empty_label="Tous"
    )
    duration = django_filters.ChoiceFilter(
        label="Durée prévue", choices=Duration.choices, empty_label="Toutes"
    )
    since = django_filters.DateFilter(
        label="Inscrit depuis le", field_name="registered_on", lookup_expr="gte", **_DAY
    )
    until = django_filters.DateFilter(
        label="Inscrit jusqu’au", field_name="registered_on", lookup_expr="lte", **_DAY
    )

    class Meta:
        model = Migrant
        fields: list[str] = []

    def of_age(self, people: MigrantQuerySet, _name: str, band: str) -> MigrantQuerySet:
        return people.filter(AgeBand(band).condition(timezone.localdate().year))

    def in_force(self) -> dict[str, str]:
        """The filters that narrow something, as an address carries them."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        return {name: self.data[name] for name, value in chosen.items() if value}

    def chips(self, page: str, **others: str) -> list[dict[str, str]]:
        """The filters in force, each with the address of `page` without it; `others` stay in the address."""
        filters = self.in_force()
        return [
            {
                "label": self._words_of(name),
                "url": address(page, {**others, **{k: v for k, v in filters.items() if k != name}}),
            }
            for name in filters
        ]

    def _words_of(self, name: str) -> str:
        value: Any = self.form.cleaned_data[name]
        if name in ("since", "until"):
            return f"{self.filters[name].label} {written_day(value)}"
        return str(dict(self.filters[name].extra.get("choices", ())).get(value, value))


class DirectoryFilters(PersonFilters):
    """What a person is, and where they stay now. A person has one open stay at most."""

    site = django_filters.ModelChoiceFilter(
        label="Site minier",
        queryset=MiningSite.objects.select_related("cercle"),
        to_field_name="code",
        method="staying_at",
        empty_label="Tous",
        error_messages=_WRONG_CHOICE,
    )
    direction = django_filters.ChoiceFilter(
        label="Situation", choices=Direction.choices, method="going", empty_label="Toutes"
    )

    def staying_at(self, people: MigrantQuerySet, _name: str, site: MiningSite) -> MigrantQuerySet:
        return people.filter(pk__in=Stay.objects.open().filter(site=site).values("migrant"))

    def going(self, people: MigrantQuerySet, _name: str, direction: str) -> MigrantQuerySet:
        return people.filter(pk__in=Stay.objects.open().filter(direction=direction).values("migrant"))


@dataclass(frozen=True)
class Found:
    """How many persons pass the filters; beyond `MOST_COUNTED`, only that they are more."""

    count: int
    is_more: bool


def how_many(people: MigrantQuerySet) -> Found:
    """Counts no further than what is said."""
    found = people.order_by()[: MOST_COUNTED + 1].count()
    return Found(min(found, MOST_COUNTED), found > MOST_COUNTED)


def address(page: str, parameters: dict[str, str]) -> str:
    return f"{page}?{urlencode(parameters)}" if parameters else page
