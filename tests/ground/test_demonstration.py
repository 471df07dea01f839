"""The demonstration: three months until today, something to do for every role, nothing in the future."""

import datetime
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models import Count, Max, Min
from django.test import override_settings
from django.utils import timezone

from ciom.demonstration import people
from ciom.demonstration.invented import JOBS, ORIGINS, REQUESTS, REQUESTS_BY_SLIP
from orientation.models import Need, OrientationRecord, Reception
from referrals.enums import ReferralState
from referrals.models import Referral, ServiceAgent, Transition
from registry.enums import DocumentState
from registry.models import (
    Companion,
    IdentityDocument,
    Language,
    Migrant,
    Nationality,
    PossibleDuplicate,
    Profession,
)

pytestmark = pytest.mark.django_db
# Before it is sent, a request is a draft for a moment only.
STATES = set(ReferralState.values) - {ReferralState.DRAFT}


def test_every_word_of_the_demonstration_is_in_the_lists() -> None:
    requests = [*REQUESTS, *REQUESTS_BY_SLIP]
    for model, codes in (
        (Nationality, {origin.country for origin in ORIGINS}),
        (Language, {language for origin in ORIGINS for language in origin.languages}),
        (Profession, {job for jobs in JOBS.values() for job in jobs}),
        (Need, {request.need for request in requests}),
    ):
        assert codes <= set(model.objects.values_list("code", flat=True))


def test_the_demonstration_shows_everything(tmp_path: Path) -> None:
    with override_settings(VAR_DIR=tmp_path):
        call_command("load_demo_data", stdout=StringIO())
    today, now = timezone.localdate(), timezone.now()

    # The register taken over is of the year before.
    recent = Migrant.objects.filter(registered_on__gte=today - datetime.timedelta(days=people.DAYS))
    assert recent.aggregate(Min("registered_on"), Max("registered_on")) == {
        "registered_on__min": today - datetime.timedelta(days=people.DAYS),
        "registered_on__max": today,
    }
    assert Reception.objects.filter(received_on=today).exists()
    for model, field in ((Reception, "received_on"), (OrientationRecord, "held_on")):
        assert not model.objects.filter(**{f"{field}__gt": today}).exists()
    assert not Transition.objects.filter(at__gt=now).exists()
    assert len(set(recent.values_list("nationality", flat=True))) >= 8

    # Papers to act upon, people who moved or left, a group that came together, pairs to review.
    watched = IdentityDocument.objects.to_watch(today)
    assert watched.filter(state=DocumentState.CONFISCATED).exists()
    assert (
        watched.filter(expires_on__gt=today).exists()
        and IdentityDocument.objects.filter(number_digest="").exists()
    )
    assert Migrant.objects.annotate(places=Count("stays")).filter(places=2).exists()
    assert Migrant.objects.filter(stays__isnull=False).exclude(stays__until=None).exists()
    assert Companion.objects.filter(came_together=True).count() == 3
    assert PossibleDuplicate.objects.open().exists()
    assert not Referral.objects.filter(appointment_on__iso_week_day__gt=5).exists()

    # Every agent has requests to handle, waiting and finished; the centre has answers to tell and late services.
    assert set(Referral.objects.values_list("state", flat=True)) == STATES
    for agent in ServiceAgent.objects.select_related("user"):
        seen = Referral.objects.visible_to(agent.user)
        assert seen.to_handle().exists() and seen.waiting().exists(), agent
        assert {ReferralState.ACCEPTED, ReferralState.DECLINED} <= set(
            seen.values_list("state", flat=True)
        ), agent
    assert 0 < Referral.objects.answers_to_tell().count() <= 10
    assert 0 < Referral.objects.overdue(today).count() <= 20

    restaurant = Counter(
        recent.filter(stays__commune__code="kenieba").values_list("nationality__code", flat=True)
    )
    assert restaurant == {"sn": 4}
