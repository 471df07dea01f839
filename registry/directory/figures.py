"""How many persons, by two of sex, nationality, profession and mining site."""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, FilteredRelation, Q

from registry.cross_table import SEX_COLUMNS, CrossTable, cross_table
from registry.enums import Sex
from registry.models import Migrant
from registry.models.people import MigrantQuerySet
from registry.months import latest_month
from registry.names import fold

MOST_COLUMNS = 6
CHARTED = 12
OTHERS = "Autres"


@dataclass(frozen=True)
class Heading:
    """One way of sorting persons: its name, the columns read for it, and the words where nothing is known."""

    title: str
    paths: tuple[str, ...]
    unknown: str = ""

    def words(self, values: tuple[str | None, ...]) -> str:
        """The label of a group: a site is named with its cercle."""
        name, *cercle = values
        if name is None:
            return self.unknown
        return f"{name} ({cercle[0]})" if cercle else name


HEADINGS = {
    "sex": Heading("Sexe", ("sex",)),
    "nationality": Heading("Nationalité", ("nationality__label",)),
    "profession": Heading("Profession", ("profession__label",), "Profession non renseignée"),
    "site": Heading("Site minier", ("here__site__label", "here__site__cercle__label"), "Pas sur un site"),
}


def asked_headings(parameters: Mapping[str, str]) -> tuple[str, str]:
    """What the lines and the columns of a table are, as an address asks for them: never the same."""
    rows, columns = parameters.get("rows", ""), parameters.get("columns", "")
    rows = rows if rows in HEADINGS and rows != "sex" else "nationality"
    return rows, columns if columns in HEADINGS and columns != rows else "sex"


@dataclass(frozen=True)
class DirectoryFigures:
    """The table that was asked for, and women and men of its first lines for the chart."""

    table: CrossTable
    bars: list[tuple[str, int | None, int | None]]


def directory_figures(people: MigrantQuerySet, *, rows: str, columns: str) -> DirectoryFigures:
    """Persons by row and column, headings of `HEADINGS`, the largest groups first. One query."""
    row, column = HEADINGS[rows], HEADINGS[columns]
    counted = (
        people.annotate(here=FilteredRelation("stays", condition=Q(stays__until__isnull=True)))
        .order_by()
        .values_list(*row.paths, *column.paths, "sex")
        .annotate(count=Count("pk"))
    )
    cells: Counter[tuple[str, str, str]] = Counter()
    for *values, sex, count in counted:
        names = tuple(values[: len(row.paths)]), tuple(values[len(row.paths) :])
        heading = SEX_COLUMNS[sex] if columns == "sex" else column.words(names[1])
        cells[row.words(names[0]), heading, sex] += count
    lines = _largest_first(cells, 0)
    headings = list(SEX_COLUMNS.values()) if columns == "sex" else _largest_first(cells, 1)
    kept = headings if len(headings) <= MOST_COLUMNS else [*headings[:MOST_COLUMNS], OTHERS]
    counts: Counter[tuple[str, str]] = Counter()
    by_sex: Counter[tuple[str, str]] = Counter()
    for (line, heading, sex), count in cells.items():
        counts[line, heading if heading in kept else OTHERS] += count
        by_sex[line, sex] += count
    return DirectoryFigures(
        table=cross_table(counts, rows=lines, columns=kept, show_small=True),
        bars=[(line, by_sex[line, Sex.FEMALE], by_sex[line, Sex.MALE]) for line in lines[:CHARTED]],
    )


def _largest_first(cells: Counter[tuple[str, str, str]], place: int) -> list[str]:
    sizes: Counter[str] = Counter()
    for key, count in cells.items():
        sizes[key[place]] += count
    return sorted(sizes, key=lambda name: (-sizes[name], fold(name)))


@dataclass(frozen=True)
class FiguresOutside:
    """The tables by sex of those who see no person, with what their lines are; None is one that cannot be shown."""

    day: datetime.date
    tables: list[tuple[str, CrossTable | None]]


def figures_outside(today: datetime.date) -> FiguresOutside:
    """By sex and nationality, by sex and profession, at the end of the last month that is over."""
    day = latest_month(today, show_small=False).last_day
    tables = [
        (HEADINGS[rows].title, figures_by_sex(rows, registered_until=day))
        for rows in ("nationality", "profession")
    ]
    return FiguresOutside(day, tables)


def figures_by_sex(rows: str, *, registered_until: datetime.date) -> CrossTable | None:
    """Persons by `rows` and sex, small figures hidden, as they are read outside the centre.

    None when the totals of women and men would have to be hidden too. Tables for that reader share nothing but these
    totals: since they are shown, two tables together tell no more than each of them.
    """
    heading = HEADINGS[rows]
    counted = (
        Migrant.objects.filter(registered_on__lte=registered_until, merged_into__isnull=True)
        .order_by()
        .values_list(*heading.paths, "sex")
        .annotate(count=Count("pk"))
    )
    counts = {(heading.words(tuple(values)), SEX_COLUMNS[sex]): count for *values, sex, count in counted}
    lines = sorted({line for line, _sex in counts}, key=fold)
    table = cross_table(counts, rows=lines, columns=SEX_COLUMNS.values(), show_small=False)
    return None if None in table.totals else table
