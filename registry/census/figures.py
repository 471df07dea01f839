"""The census of the persons present on a day: by commune or site, by age, by nationality, each by sex.

It leaves the centre, for a town hall or the regional council: small figures are always hidden. What is shown of the
region and of all its communes together is a set of tables of one sex, communes by ages and communes by nationalities.
They share nothing but the women and the men of each commune: since these are all shown, several tables together tell
no more than each of them. A commune whose women or men would have to be hidden is counted with the « autres communes ».
"""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, Count, Value, When
from django.db.models.functions import Coalesce

from registry.cross_table import SEX_COLUMNS, TOTAL, CrossTable, cross_table
from registry.directory.filters import AgeBand
from registry.enums import Sex
from registry.models import Commune, Stay

MOST_COMMUNES = 24
MOST_NATIONALITIES = 8
OTHER_COMMUNES = "Autres communes, ensemble"
OTHER_NATIONALITIES = "Autres nationalités"
NOT_ON_A_SITE = "Ailleurs dans la commune"
UNKNOWN_COMMUNE = "Commune non précisée"
AGES, NATIONALITIES = "Âge", "Nationalité"

Counts = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Present:
    """So many persons of one kind, in one place, on the day."""

    commune: str
    site: str
    sex: str
    age: str
    nationality: str
    count: int


@dataclass(frozen=True)
class Part:
    """One table of the census; `header` says what its lines are."""

    header: str
    table: CrossTable


@dataclass(frozen=True)
class Census:
    """What may be shown of one place, the region when `commune` is empty. `communes` can be asked for alone."""

    day: datetime.date
    commune: str
    parts: list[Part]
    communes: list[str]

    @property
    def totals(self) -> list[int | None]:
        """Women, men, all: never hidden. Empty when nothing can be shown."""
        return self.parts[-1].table.totals if self.parts else []


def census(day: datetime.date, *, commune: str = "") -> Census | None:
    """The census of the region, or of one commune by its name with its cercle; None when it cannot be shown alone."""
    present = present_on(day)
    sizes: Counter[str] = Counter()
    for one in present:
        sizes[one.commune] += one.count
    tables = _protected(_breakdowns(present), communes=[name for name, _ in sizes.most_common()])
    if tables is None:
        return None if commune else Census(day, "", [], [])
    rows = [name for name, _ in tables[AGES, Sex.FEMALE].body]
    alone = [name for name in rows if name not in (OTHER_COMMUNES, UNKNOWN_COMMUNE)]
    if commune and commune not in alone:
        return None
    places = _sites(present, commune) if commune else _communes(tables, rows)
    parts = [
        *([Part("Lieu" if commune else "Commune", places)] if places else []),
        *(
            Part(heading, _line_by_sex(tables, heading, commune or TOTAL))
            for heading in (AGES, NATIONALITIES)
        ),
    ]
    return Census(day, commune, parts, sorted(alone))


def present_on(day: datetime.date) -> list[Present]:
    """Persons registered by that day who stayed on it in a commune or on a site, in one query."""
    bands = [
        When(band.condition(day.year, birth_year="migrant__birth_year"), then=Value(band.label))
        for band in AgeBand
    ]
    communes = {commune.pk: str(commune) for commune in Commune.objects.select_related("cercle")}
    counted = (
        Stay.objects.during(day, day)
        .filter(place_text="", migrant__merged_into__isnull=True, migrant__registered_on__lte=day)
        .order_by()
        .values_list(
            Coalesce("commune", "site__commune"),
            "site__label",
            "migrant__sex",
            Case(*bands),
            "migrant__nationality__label",
        )
        .annotate(count=Count("pk"))
    )
    return [
        Present(communes.get(commune, UNKNOWN_COMMUNE), site or NOT_ON_A_SITE, *kind)
        for commune, site, *kind in counted
    ]


def _breakdowns(present: Iterable[Present]) -> dict[tuple[str, str], Counts]:
    """Persons by commune and age, by commune and nationality, for each sex. Only the commonest nationalities stand alone."""
    borne: Counter[str] = Counter()
    for one in present:
        borne[one.nationality] += one.count
    commonest = {name for name, _ in borne.most_common(MOST_NATIONALITIES)}
    found: dict[tuple[str, str], Counts] = {
        (heading, sex): Counter() for heading in (AGES, NATIONALITIES) for sex in Sex.values
    }
    for one in present:
        nationality = one.nationality if one.nationality in commonest else OTHER_NATIONALITIES
        found[AGES, one.sex][one.commune, one.age] += one.count
        found[NATIONALITIES, one.sex][one.commune, nationality] += one.count
    return found


def _protected(
    breakdowns: Mapping[tuple[str, str], Counts], *, communes: Sequence[str]
) -> dict[tuple[str, str], CrossTable] | None:
    """Each breakdown with its small figures hidden and every total of a commune shown; None when nothing can be.

    `communes` are the largest first. Those that cannot be shown alone are put together, then the smallest with them.
    """
    alone, together = list(communes[:MOST_COMMUNES]), set(communes[MOST_COMMUNES:])
    while True:
        rows = [*alone, *([OTHER_COMMUNES] if together else [])]
        tables = {
            key: cross_table(
                _put_together(counts, together),
                rows=rows,
                columns=_columns(breakdowns, key[0]),
                show_small=False,
            )
            for key, counts in breakdowns.items()
        }
        hidden = {row for table in tables.values() for row, counts in table.rows if counts[-1] is None}
        if not hidden:
            return tables
        if not alone:
            return None
        together |= hidden.intersection(alone) or {alone[-1]}
        alone = [commune for commune in alone if commune not in together]


def _put_together(counts: Counts, communes: set[str]) -> Counts:
    joined: Counts = Counter()
    for (commune, column), count in counts.items():
        joined[OTHER_COMMUNES if commune in communes else commune, column] += count
    return joined


def _columns(breakdowns: Mapping[tuple[str, str], Counts], heading: str) -> list[str]:
    """Ages in their order; nationalities, the commonest first and the others last."""
    if heading == AGES:
        return [band.label for band in AgeBand]
    sizes: Counter[str] = Counter()
    for sex in Sex.values:
        for (_, nationality), count in breakdowns[heading, sex].items():
            sizes[nationality] += count
    return sorted(sizes, key=lambda name: (name == OTHER_NATIONALITIES, -sizes[name], name))


def _communes(tables: Mapping[tuple[str, str], CrossTable], rows: Iterable[str]) -> CrossTable:
    totals = {sex: {row: counts[-1] for row, counts in tables[AGES, sex].rows} for sex in Sex.values}
    return _by_sex(totals, rows)


def _line_by_sex(tables: Mapping[tuple[str, str], CrossTable], heading: str, line: str) -> CrossTable:
    """One line of the tables of both sexes, turned: its columns become lines. Those with nobody are left out."""
    counts: dict[str, dict[str, int | None]] = {}
    for sex in Sex.values:
        table = tables[heading, sex]
        counts[sex] = dict(zip(table.columns, dict(table.rows)[line], strict=True))
    rows = [
        row
        for row in tables[heading, Sex.FEMALE].columns[:-1]
        if any(counts[sex][row] != 0 for sex in counts)
    ]
    return _by_sex(counts, rows)


def _by_sex(counts: Mapping[str, Mapping[str, int | None]], rows: Iterable[str]) -> CrossTable:
    """Lines of women, men and both; both are hidden when one is."""
    lines = []
    for row in [*rows, TOTAL]:
        cells = [counts[sex][row] for sex in SEX_COLUMNS]
        shown = [count for count in cells if count is not None]
        lines.append((row, [*cells, sum(shown) if len(shown) == len(cells) else None]))
    return CrossTable(columns=[*SEX_COLUMNS.values(), TOTAL], rows=lines)


def _sites(present: Iterable[Present], commune: str) -> CrossTable | None:
    """The sites of a commune by sex; None when its women or its men would have to be hidden here."""
    counts: Counts = Counter()
    for one in present:
        if one.commune == commune:
            counts[one.site, SEX_COLUMNS[Sex(one.sex)]] += one.count
    sites = sorted({site for site, _ in counts}, key=lambda site: (site == NOT_ON_A_SITE, site))
    table = cross_table(counts, rows=sites, columns=SEX_COLUMNS.values(), show_small=False)
    return None if None in table.totals else table
