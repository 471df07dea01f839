"""Rules that the database keeps, whatever writes to it."""

import datetime
from typing import Any

import pghistory
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.models import Model
from django.db.utils import DatabaseError

from orientation.models import OrientationRecord, Reception
from registry import journal
from registry.enums import JournalAction
from registry.models import JournalEntry, Migrant, MiningSite, Nationality, Stay
from registry.numbering import take_numbers
from registry.registration import Place, begin_stay
from tests.accounts.factories import UserFactory
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db


def change(migrant: Migrant, **fields: Any) -> None:
    with transaction.atomic():
        Migrant.objects.filter(pk=migrant.pk).update(**fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"family_name": "", "given_names": ""},
        {"family_name": "…", "given_names": "123"},
        {"family_name": "Diop\u202eawA"},
        {"given_names": "A\u200bwa"},
        {"other_names": "Awa\x07"},
        {"sex": "X"},
        {"birth_precision": "year", "birth_year": None},
        {"birth_precision": "unknown", "birth_year": 1990},
        {"birth_precision": "month", "birth_year": 1990, "birth_month": None},
        {"birth_precision": "exact", "birth_year": 1990, "birth_month": 2, "birth_day": 31},
        {"birth_precision": "exact", "birth_year": 1991, "birth_month": 2, "birth_day": 29},
        {"birth_precision": "exact", "birth_year": 1990, "birth_month": 1, "birth_day": 1},
        {"birth_precision": "year", "birth_year": 1890},
        {"number": "KAY-26-1-A"},
        {"registered_on": datetime.date(1999, 12, 31)},
    ],
)
def test_what_can_never_be_written(fields: dict[str, Any]) -> None:
    migrant = make_migrant()
    with pytest.raises(IntegrityError):
        change(migrant, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_precision": "exact", "birth_year": 1992, "birth_month": 2, "birth_day": 29},
        {"birth_precision": "month", "birth_year": 1990, "birth_month": 12},
        {"birth_precision": "estimated", "birth_year": 1990},
        {"family_name": "", "given_names": "Cheikh"},
        {"family_name": "ߘߌߦߊߙߊ", "given_names": "فاطمة"},
        {"family_name": "Ɲaɲa N’Diaye-Ŋɔ́", "given_names": "2"},
    ],
)
def test_what_can(fields: dict[str, Any]) -> None:
    migrant = make_migrant()
    change(migrant, **fields)
    assert Migrant.objects.filter(pk=migrant.pk, **fields).exists()


@pytest.mark.parametrize("model", [Stay, Reception, OrientationRecord])
def test_nothing_happened_before_2000(model: type[Model]) -> None:
    field = {Stay: "since", Reception: "received_on", OrientationRecord: "held_on"}[model]
    row = model(**{field: datetime.date(1925, 1, 7)})
    with pytest.raises(ValidationError) as refused:
        row.validate_constraints()
    assert "le registre commence le" in " ".join(refused.value.messages)
    with pytest.raises(IntegrityError, match="not_before_2000"), transaction.atomic():
        type(row)(**{field: datetime.date(1925, 1, 7)}, migrant=make_migrant()).save()


def test_a_series_of_another_century_is_refused() -> None:
    with pytest.raises(IntegrityError, match="number_series_of_2000_to_2099"), transaction.atomic():
        take_numbers("TST", 1925)


def test_stays_of_one_person_never_overlap() -> None:
    migrant = make_migrant(registered_on=datetime.date(2026, 3, 1))
    site = MiningSite.objects.last()
    with pytest.raises(IntegrityError), transaction.atomic():
        Stay.objects.create(
            migrant=migrant, site=site, since=datetime.date(2026, 1, 1), until=datetime.date(2026, 3, 2)
        )
    Stay.objects.create(
        migrant=migrant, site=site, since=datetime.date(2026, 1, 1), until=datetime.date(2026, 3, 1)
    )


def test_a_new_stay_ends_the_one_before() -> None:
    migrant = make_migrant(registered_on=datetime.date(2026, 3, 1))
    site = MiningSite.objects.last()
    begin_stay(
        migrant=migrant, place=Place(site=site), since=datetime.date(2026, 5, 1), by=migrant.created_by
    )
    now, before = migrant.stays.all()
    assert (now.site, now.until) == (site, None)
    assert before.until == datetime.date(2026, 5, 1)


def test_every_change_is_kept_with_its_author() -> None:
    first, second = UserFactory(), UserFactory()
    with pghistory.context(user=str(first.pk)):
        migrant = make_migrant(given_names="Awa")
    with pghistory.context(user=str(second.pk)):
        change(migrant, given_names="Aoua")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE registry_migrant SET given_names = 'Hawa' WHERE id = %s", [migrant.pk])
    kept = [
        (event.pgh_label, event.given_names, event.pgh_context["user"])
        for event in migrant.events.order_by("pgh_id")
    ]
    assert kept == [
        ("insert", "Awa", str(first.pk)),
        ("update", "Aoua", str(second.pk)),
        ("update", "Hawa", str(second.pk)),
    ]


def test_history_and_journal_cannot_be_altered() -> None:
    migrant = make_migrant()
    journal.record(actor=migrant.created_by, action=JournalAction.READ, target=migrant)
    acts = [
        lambda: JournalEntry.objects.update(reason="autre"),
        lambda: JournalEntry.objects.all().delete(),
        lambda: migrant.events.update(given_names="Autre"),
        lambda: migrant.events.all().delete(),
        lambda: _execute("TRUNCATE registry_journalentry"),
        lambda: _execute("TRUNCATE registry_migrantevent"),
    ]
    for act in acts:
        with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
            act()
    assert JournalEntry.objects.filter(object_id=str(migrant.pk)).count() == 1


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_undeclared_nationality_never_blocks() -> None:
    assert make_migrant(nationality=Nationality.UNDECLARED).nationality.label == "Inconnue / non déclarée"
