"""Two dossiers become one and back: nothing is lost, nothing is forgotten, whatever table hangs on a person."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from ciom.privacy.erasure import erase_person
from orientation.models import Need, OrientationRecord, Reception, RecordNeed
from orientation.recording import record_interview, record_reception
from registry.consent import answer_registration, withdraw_registration
from registry.enums import (
    ConsentDecision,
    ConsentMeans,
    ConsentPurpose,
    DocumentState,
    JournalAction,
    Relation,
)
from registry.merge_undoing import undo_merge
from registry.merging import (
    MergeRefused,
    Taken,
    links_to_a_person,
    merge_dossiers,
    reverse_relations,
    stays_behind,
)
from registry.models import (
    Commune,
    Companion,
    Consent,
    DocumentType,
    DossierAccess,
    IdentityDocument,
    ImportedRow,
    JournalEntry,
    Language,
    Merge,
    Migrant,
    MigrantLanguage,
    PossibleDuplicate,
    Stay,
)
from registry.pairs import find_pairs
from registry.registration import Place, begin_stay
from registry.search import search_people
from registry.side_by_side import compare_dossiers
from tests.accounts.factories import UserFactory
from tests.factories import answer, make_agent, make_migrant, make_pair, make_referral

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 3, 1)

# The tables of which `make_full` makes rows. A table that hangs on a person and is missing here fails the run: make a
# row of it below, and see that it survives a merge and its undoing.
TRIED = {
    "registry.companion.migrant",
    "registry.companion.other",
    "registry.consent.migrant",
    "registry.identitydocument.migrant",
    "registry.migrant.merged_into",
    "registry.migrantlanguage.migrant",
    "registry.stay.migrant",
    "registry.importedrow.migrant",
    "orientation.orientationrecord.migrant",
    "orientation.reception.migrant",
    "referrals.referral.migrant",
}
LEFT = {
    "registry.DossierAccess",
    "registry.Merge",
    "registry.PossibleDuplicate",
}


def make_full(by: User, *, service: str, language: str, state: str, **fields: Any) -> Migrant:
    """A person on whom a row of every table hangs."""
    migrant = make_migrant(by=by, **{"registered_on": DAY, **fields})
    record_reception(reception=Reception(note="Vient seule"), migrant=migrant, reasons=[], by=by)
    interview = OrientationRecord()
    need = Need.objects.get(code="conflit_salaire")
    record_interview(
        interview=interview, migrant=migrant, needs=[RecordNeed(need=need, decision="referred")], by=by
    )
    referral = make_referral(migrant=migrant, by=by, service=service)
    referral.interview = interview
    referral.save()
    for code in {"bam", language}:
        MigrantLanguage.objects.create(migrant=migrant, language=Language.objects.get(code=code))
    for place, type in enumerate(DocumentType.objects.all()[:2]):
        IdentityDocument.objects.create(
            migrant=migrant, type=type, state=state if place else DocumentState.SHOWN
        )
    Companion.objects.create(migrant=migrant, other=make_migrant(by=by), relation=Relation.values[0])
    Companion.objects.create(migrant=make_migrant(by=by), other=migrant, relation=Relation.values[0])
    Companion.objects.create(migrant=migrant, name="Sœur", relation=Relation.values[0])
    ImportedRow.objects.create(content_key=str(migrant.pk), migrant=migrant, line=1)
    now = timezone.now()
    DossierAccess.objects.create(
        user=by, migrant=migrant, reason="Une demande.", at=now, until=now + datetime.timedelta(minutes=9)
    )
    return migrant


@pytest.fixture
def two(facilitator: User) -> tuple[Migrant, Migrant]:
    languages = list(Language.objects.exclude(code="bam").values_list("code", flat=True)[:2])
    one = make_full(
        facilitator, service="drt", language=languages[0], state=DocumentState.DECLARED, phone="70 11 22 33"
    )
    other = make_full(
        facilitator,
        service="inps",
        language=languages[1],
        state=DocumentState.CONFISCATED,
        birth_place="Tambacounda",
        registered_on=DAY + datetime.timedelta(days=10),
        place=Place(commune=Commune.objects.first()),
    )
    before = make_migrant(by=facilitator, consent=None)
    merge_dossiers(kept=other, absorbed=before, taken=Taken(), by=facilitator)
    for person in (one, other):
        person.refresh_from_db()
    return one, other


def everything(*, but: tuple[type, ...] = (Merge, PossibleDuplicate)) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables that hang on a person, and the persons themselves, without the moment of writing."""
    models = {field.model for field in links_to_a_person().values()} | {Migrant, ImportedRow, DossierAccess}
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name != "updated_at"}
            for row in model._default_manager.order_by("pk").values()
        ]
        for model in models - set(but)
    }


def test_every_table_that_hangs_on_a_person_is_tried_here() -> None:
    assert set(links_to_a_person()) == TRIED
    left = {
        relation.related_model._meta.label
        for relation in reverse_relations()
        if stays_behind(relation.related_model)
    }
    history = {model._meta.label for model in apps.get_models() if model.__name__.endswith("Event")}
    assert left - history == LEFT


def test_every_answer_of_the_person_can_be_chosen() -> None:
    asked = {
        column for question in compare_dossiers(make_migrant(), make_migrant()) for column in question.columns
    }
    editable = {
        column.name for column in Migrant._meta.concrete_fields if column.editable and not column.generated
    }
    assert editable - asked == {"registered_on"}


def test_nothing_is_lost_and_undoing_gives_the_same_rows(
    two: tuple[Migrant, Migrant], facilitator: User
) -> None:
    kept, absorbed = two
    before = everything()
    counts = {name: len(rows) for name, rows in before.items()}
    merge = merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(["birth_place"]), by=facilitator)
    after = everything()
    assert {name: len(rows) for name, rows in after.items()} == counts
    kept.refresh_from_db()
    assert (kept.birth_place, kept.phone) == ("Tambacounda", "70 11 22 33")
    assert kept.receptions.count() == kept.interviews.count() == kept.referrals.count() == 2
    assert kept.spoken_languages.count() == 3 and kept.documents.count() == 2
    assert kept.absorbed.count() == 2
    assert not absorbed.receptions.exists() and not absorbed.referrals.exists()
    assert {consent.purpose for consent in absorbed.consents.all()} == {"registration"}
    undo_merge(merge, by=facilitator)
    assert everything() == before


def test_a_state_of_a_paper_is_taken(two: tuple[Migrant, Migrant], facilitator: User) -> None:
    kept, absorbed = two
    type = DocumentType.objects.all()[1]
    merge_dossiers(
        kept=kept, absorbed=absorbed, taken=Taken(states_of_papers=[f"{type.pk}-"]), by=facilitator
    )
    assert kept.documents.get(type=type).state == DocumentState.CONFISCATED


stays = st.lists(st.tuples(st.integers(1, 200), st.integers(1, 60)), min_size=1, max_size=4)


def place_stays(migrant: Migrant, spans: list[tuple[int, int]]) -> None:
    """Stays one after the other; the last is open."""
    migrant.stays.all().delete()
    since = DAY
    for place, (gap, length) in enumerate(spans):
        since += datetime.timedelta(days=gap)
        until = since + datetime.timedelta(days=length)
        Stay.objects.create(
            migrant=migrant,
            place_text=f"Lieu {place}",
            since=since,
            until=None if place == len(spans) - 1 else until,
        )
        since = until


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(of_kept=stays, of_absorbed=stays)
def test_whatever_the_stays_they_end_when_the_next_begins_and_come_back(
    facilitator: User, of_kept: list[tuple[int, int]], of_absorbed: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        kept, absorbed = make_migrant(by=facilitator), make_migrant(by=facilitator)
        place_stays(kept, of_kept)
        place_stays(absorbed, of_absorbed)
        before = list(Stay.objects.order_by("pk").values("pk", "migrant", "since", "until"))
        merge = merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
        assert kept.stays.open().count() == 1
        assert kept.stays.count() + absorbed.stays.count() == len(of_kept) + len(of_absorbed)
        undo_merge(merge, by=facilitator)
        assert list(Stay.objects.order_by("pk").values("pk", "migrant", "since", "until")) == before
        transaction.set_rollback(True)


def test_both_numbers_lead_to_the_kept_dossier(
    two: tuple[Migrant, Migrant], facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    kept, absorbed = two
    client = signed_in(facilitator)
    merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
    assert [(one.migrant, one.why) for one in search_people(absorbed.number, user=facilitator).found] == [
        (kept, f"Son ancien numéro\u00a0: {absorbed.number}")
    ]
    sequence = absorbed.number.split("-")[2].lstrip("0")
    assert kept in search_people(sequence, user=facilitator).people
    for old in (absorbed, *kept.absorbed.exclude(pk=absorbed.pk)):
        response = client.get(reverse("registry:dossier", args=[old.pk]), follow=True)
        page = response.content.decode()
        assert kept.full_name in page and old.number in page and "a été fusionné avec celui-ci" in page
    response = client.post(reverse("orientation:new_reception", args=[absorbed.pk]), {}, follow=True)
    assert "Rien n’a été enregistré." in response.content.decode()
    assert absorbed not in search_people(absorbed.full_name, user=facilitator).people


def test_an_account_that_may_not_see_the_dossier_is_led_nowhere(
    facilitator: User, secretary: User, signed_in: Callable[[User], Client]
) -> None:
    kept, absorbed = make_pair().people
    merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
    officer = UserFactory(role=Role.DATA_PROTECTION_OFFICER)
    for user, status in ((officer, 404), (secretary, 403)):
        assert signed_in(user).get(reverse("registry:dossier", args=[absorbed.pk])).status_code == status


def test_it_is_in_the_journal_of_both_and_in_the_dossier(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    kept, absorbed = make_pair().people
    merge = merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
    line = JournalEntry.objects.get(action=JournalAction.MERGED)
    assert (line.actor, set(line.people)) == (facilitator, {kept.pk, absorbed.pk})
    page = signed_in(facilitator).get(reverse("registry:dossier", args=[kept.pk])).content.decode()
    assert f"Fusion avec le dossier {absorbed.number}" in page
    undo_merge(merge, by=facilitator)
    assert JournalEntry.objects.about(absorbed).filter(action=JournalAction.UNMERGED).exists()
    assert PossibleDuplicate.objects.open().count() == 1


def test_of_two_merges_one_wins(facilitator: User) -> None:
    kept, absorbed = make_pair().people
    merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
    for one, other in ((kept, absorbed), (absorbed, kept)):
        with pytest.raises(MergeRefused, match="vient d’être"):
            merge_dossiers(kept=one, absorbed=other, taken=Taken(), by=facilitator)


def test_agreements_that_contradict_each_other_are_settled_first(facilitator: User) -> None:
    kept, absorbed = make_pair().people
    withdraw_registration(absorbed, by=facilitator)
    with pytest.raises(MergeRefused, match="redemandez"):
        merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
    absorbed = Migrant.objects.get(pk=absorbed.pk)
    answer_registration(
        id=absorbed.pk,
        migrant=absorbed,
        is_given=True,
        means=ConsentMeans.SPOKEN,
        language=None,
        last_known=absorbed.consents.get(purpose=ConsentPurpose.REGISTRATION).pk,
        by=facilitator,
    )
    merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
    assert Migrant.objects.get(pk=kept.pk).agrees_to_register


def test_who_takes_the_agreement_back_takes_back_that_of_both_dossiers(facilitator: User) -> None:
    kept, absorbed = make_pair().people
    merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
    withdraw_registration(kept, by=facilitator)
    assert set(Consent.objects.values_list("decision", flat=True)) == {ConsentDecision.WITHDRAWN}


def test_an_answer_changes_person_by_a_merge_only(facilitator: User) -> None:
    kept, absorbed = make_pair().people
    with pytest.raises(InternalError, match="stays theirs"), transaction.atomic():
        absorbed.consents.update(migrant=kept)
    merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
    with pytest.raises(InternalError, match="stays theirs"), transaction.atomic():
        kept.consents.update(migrant=absorbed)


@pytest.mark.parametrize("later", ["column", "stay", "language", "merge", "erased", "request"])
def test_undoing_is_refused_with_a_reason_when_it_would_lose_what_came_since(
    two: tuple[Migrant, Migrant], facilitator: User, later: str
) -> None:
    kept, absorbed = two
    merge = merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(["birth_place"]), by=facilitator)
    reasons = {
        "column": "Lieu de naissance",
        "stay": "séparés|changée",
        "language": "Langue parlée",
        "merge": "d’abord",
        "erased": "effacée",
        "request": "séparés",
    }
    kept.refresh_from_db()
    if later == "column":
        kept.birth_place = "Kidira"
        kept.save()
    elif later == "stay":
        begin_stay(
            migrant=kept,
            place=Place(text="Dakar"),
            since=timezone.localdate() + datetime.timedelta(days=9),
            by=facilitator,
        )
    elif later == "language":
        MigrantLanguage.objects.get(pk=merge.moved["registry.migrantlanguage.migrant"][0]).delete()
    elif later == "merge":
        merge_dossiers(kept=make_migrant(), absorbed=kept, taken=Taken(), by=facilitator)
    elif later == "erased":
        for referral in kept.referrals.all():
            answer(referral, facilitator, "cancel")
        erase_person(kept, by=UserFactory(role=Role.DATA_PROTECTION_OFFICER), reason="Demande écrite.")
        assert {one.full_name for one in Migrant.objects.exclude(erased_at=None)} == {"Personne effacée"}
        assert Migrant.objects.exclude(erased_at=None).count() == 3
    else:
        request = make_referral(migrant=kept, by=facilitator, service="anpe", need="emploi")
        request.interview_id = merge.moved["orientation.orientationrecord.migrant"][0]
        request.save()
    before = everything()
    with pytest.raises(MergeRefused, match=reasons[later]):
        undo_merge(merge, by=facilitator)
    assert everything() == before


def test_a_person_said_to_be_another_stays_another_after_a_merge(facilitator: User) -> None:
    pair = make_pair()
    third = make_migrant(
        given_names=pair.first.given_names, family_name=pair.first.family_name, phone=pair.first.phone
    )
    find_pairs()
    for open_pair in PossibleDuplicate.objects.open().exclude(pk=pair.pk):
        if pair.second_id in (open_pair.first_id, open_pair.second_id):
            open_pair.decision, open_pair.decided_at, open_pair.decided_by = (
                "not_same",
                timezone.now(),
                facilitator,
            )
            open_pair.save()
        else:
            open_pair.delete()
    merge_dossiers(kept=pair.first, absorbed=pair.second, taken=Taken(), by=facilitator)
    assert find_pairs() == 0
    assert third.merged_into is None


def test_the_service_goes_on_with_its_request(facilitator: User) -> None:
    kept, absorbed = make_pair().people
    referral = make_referral(migrant=absorbed, by=facilitator, service="drt")
    merge_dossiers(kept=kept, absorbed=absorbed, taken=Taken(), by=facilitator)
    assert answer(referral, make_agent("drt"), "take_up").migrant == kept
