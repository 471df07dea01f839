"""How many persons stayed on each mining site, month by month. A person who left in the month still counts for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from registry.enums import Sex
from registry.models import MiningSite, Stay
from registry.models.people import MigrantQuerySet
from registry.models.stays import staying_during
from registry.months import Month
from registry.small_cells import hide_small


@dataclass(frozen=True)
class SitePopulation:
    """Persons on a site during a month; None is a figure kept hidden."""

    site: MiningSite
    women: int | None
    men: int | None
    total: int | None


@dataclass(frozen=True)
class Population:
    """Every site with its persons, in the order of their cercles and names, and the totals of them all."""

    sites: list[SitePopulation]
    women: int | None
    men: int | None
    total: int | None


def sites_with_places() -> list[MiningSite]:
    """Every site with what pages say of where it is, cercle by cercle."""
    return list(
        MiningSite.objects.select_related("cercle", "cercle_2023", "commune").order_by(
            "cercle__position", "cercle__label", "label", "pk"
        )
    )


def population(
    month: Month, sites: Sequence[MiningSite], *, show_small: bool, among: MigrantQuerySet | None = None
) -> Population:
    """Persons who stayed on each of `sites` during the month, in one query.

    `among` narrows to some persons. A person who changed site within the month counts on both.
    """
    return populations([month], sites, show_small=show_small, among=among)[0]


def populations(
    months: Sequence[Month],
    sites: Sequence[MiningSite],
    *,
    show_small: bool,
    among: MigrantQuerySet | None = None,
) -> list[Population]:
    """The same for several months that follow each other, in one query."""
    stays = Stay.objects.filter(site__isnull=False, migrant__merged_into__isnull=True)
    if among is not None:
        stays = stays.filter(migrant__in=among.order_by().values("pk"))
    counted = {
        f"{sex}_{month.code}": Count(
            "migrant", distinct=True, filter=staying_during(month) & Q(migrant__sex=sex)
        )
        for month in months
        for sex in Sex.values
    }
    counts = {line["site"]: line for line in stays.order_by().values("site").annotate(**counted)}
    return [_of_month(month, sites, counts, show_small=show_small) for month in months]


def _of_month(
    month: Month, sites: Sequence[MiningSite], counts: Mapping[int, Mapping[str, Any]], *, show_small: bool
) -> Population:
    table = [[counts.get(site.pk, {}).get(f"{sex}_{month.code}", 0) for sex in Sex.values] for site in sites]
    table = [[*line, sum(line)] for line in table]
    table.append([sum(line[place] for line in table) for place in range(3)])
    shown: Sequence[Sequence[int | None]] = table if show_small else hide_small(table)
    lines = [SitePopulation(site, *figures) for site, figures in zip(sites, shown[:-1], strict=True)]
    return Population(lines, *shown[-1])
