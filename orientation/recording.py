"""Saving a reception or an interview, with everything that belongs to it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from orientation.models import Need, OrientationRecord, Reception, ReceptionReason, RecordNeed
from registry.models import Migrant


@transaction.atomic
def record_reception(
    *, reception: Reception, migrant: Migrant, reasons: Iterable[Need], by: Any
) -> Reception:
    """Save a visit and its reasons."""
    reception.migrant = migrant
    reception.created_by = by
    reception.save(force_insert=True)
    ReceptionReason.objects.bulk_create(ReceptionReason(reception=reception, need=need) for need in reasons)
    return reception


@transaction.atomic
def record_interview(
    *, interview: OrientationRecord, migrant: Migrant, needs: Sequence[RecordNeed], by: Any
) -> OrientationRecord:
    """Save an interview and the decision for each need."""
    interview.migrant = migrant
    interview.created_by = by
    interview.save(force_insert=True)
    for need in needs:
        need.record = interview
    RecordNeed.objects.bulk_create(needs)
    return interview
