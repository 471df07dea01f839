"""Invented people and what happened to them in the last three months, for the demonstration."""

import datetime
import random
import uuid
from typing import Any

from django.conf import settings
from django.utils import timezone

from ciom.demonstration.cast import Cast
from ciom.demonstration.invented import JOBS, OFFICES, ORIGINS, REFUSALS, REQUESTS, REQUESTS_BY_SLIP, Request
from ciom.demonstration.lives import add_paper, move_on
from orientation.enums import Channel, NeedDecision
from orientation.models import Need, OrientationRecord, Reception, RecordNeed
from orientation.recording import record_interview, record_reception
from referrals.enums import CancelReason, TransitionName
from referrals.models import Referral, TechnicalService
from referrals.workflow import NewReferral, mark_person_told, perform, send_referral
from registry.companions import link_companion
from registry.enums import BirthPrecision, ConsentMeans, Relation
from registry.models import Commune, Language, Migrant, MiningSite, Nationality, Profession
from registry.registration import Place, SpokenConsent, register_migrant

PEOPLE = 150
DAYS = 90
# Days since a request was sent: the newest wait, the next have an answer that the person does not know yet.
WAITS, NOT_TOLD, FORGOTTEN = 4, 12, 40
# Since the keeper of a restaurant and her employees were registered.
RESTAURANT = 20


def add_recent_weeks(cast: Cast, *, today: datetime.date) -> None:
    """Register invented people until today and let the services answer most of their requests."""
    chance = random.Random(2026)  # noqa: S311
    for rank in range(PEOPLE):
        age = round(DAYS * (1 - rank / (PEOPLE - 1)))
        day = today - datetime.timedelta(days=age)
        if rank == round((PEOPLE - 1) * (1 - RESTAURANT / DAYS)):
            _add_restaurant(chance, cast, day)
        migrant = _register(chance, cast, day)
        _receive(chance, cast, migrant, day)
        add_paper(chance, cast, migrant, rank=rank, today=today)
        move_on(chance, cast, migrant, rank=rank, today=today)
        if rank % 2 == 0:
            _refer(chance, cast, migrant, day, rank // 2, age)
        elif rank % 3 == 0:
            _inform(cast, migrant, day)
        if rank % 7 == 0 and age > NOT_TOLD:
            _receive(chance, cast, migrant, day + datetime.timedelta(days=NOT_TOLD))


def _register(chance: random.Random, cast: Cast, day: datetime.date) -> Migrant:
    origin = chance.choices(ORIGINS, [people.weight for people in ORIGINS])[0]
    sex = chance.choice("FMM")
    precision = chance.choice([BirthPrecision.YEAR, BirthPrecision.ESTIMATED, BirthPrecision.UNKNOWN])
    migrant = Migrant(
        given_names=chance.choice((origin.women if sex == "F" else origin.men).split()),
        family_name=chance.choice(origin.families.split()),
        sex=sex,
        nationality=Nationality.objects.get(code=origin.country),
        birth_precision=precision,
        birth_year=None if precision == BirthPrecision.UNKNOWN else chance.randrange(1966, 2006),
        phone=_phone(chance) if chance.random() < 0.7 else "",
        profession=Profession.objects.get(code=chance.choice(JOBS[sex])),
    )
    return register_migrant(
        migrant=migrant,
        centre_code=settings.CENTRE_CODE,
        by=cast.facilitator,
        consent=_spoken_consent(chance, chance.choice(origin.languages)),
        place=Place(site=chance.choice(list(MiningSite.objects.order_by("code")[:24]))),
        registered_on=day,
    )


def _phone(chance: random.Random) -> str:
    pairs = " ".join(f"{chance.randrange(100):02d}" for _ in range(3))
    return f"7{chance.randrange(10)} {pairs}"


def _spoken_consent(chance: random.Random, language: str = "") -> SpokenConsent:
    code = language or chance.choice(["bam", "fra", "fuc", "wol", "snk"])
    return SpokenConsent(ConsentMeans.SPOKEN, Language.objects.get(code=code))


def _receive(chance: random.Random, cast: Cast, migrant: Migrant, day: datetime.date) -> None:
    channel = chance.choice([Channel.OFFICE, Channel.OFFICE, Channel.FIELD, Channel.PHONE])
    reasons = Need.objects.filter(code__in=[chance.choice(REQUESTS).need])
    record_reception(
        reception=Reception(received_on=day, channel=channel),
        migrant=migrant,
        reasons=reasons,
        by=cast.facilitator,
    )


def _inform(cast: Cast, migrant: Migrant, day: datetime.date) -> None:
    """An interview that ends at the centre: the person leaves with an answer."""
    needs = [("info_droits", NeedDecision.INFORMED), ("recensement", NeedDecision.HANDLED)]
    record_interview(
        interview=OrientationRecord(held_on=day),
        migrant=migrant,
        needs=[RecordNeed(need=Need.objects.get(code=code), decision=decision) for code, decision in needs],
        by=cast.facilitator,
    )


def _refer(
    chance: random.Random, cast: Cast, migrant: Migrant, day: datetime.date, turn: int, age: int
) -> None:
    by_slip = turn % 6 == 5 and WAITS < age < FORGOTTEN
    request = (REQUESTS_BY_SLIP if by_slip else REQUESTS)[turn % (3 if by_slip else len(REQUESTS))]
    referral = _send(chance, cast, migrant, day, request)
    if turn % 11 == 4:
        _cancel(cast, referral, day, turn)
    elif not by_slip and age > WAITS:
        _answer(cast.agents[request.service], referral, day, turn, age)


def _send(
    chance: random.Random, cast: Cast, migrant: Migrant, day: datetime.date, request: Request
) -> Referral:
    need = Need.objects.get(code=request.need)
    interview = record_interview(
        interview=OrientationRecord(held_on=day),
        migrant=migrant,
        needs=[RecordNeed(need=need, decision=NeedDecision.REFERRED)],
        by=cast.facilitator,
    )
    return send_referral(
        NewReferral(
            id=uuid.uuid4(),
            migrant=migrant,
            service=TechnicalService.objects.get(code=request.service),
            need=need,
            motive=request.motive,
            is_urgent=request.is_urgent,
            shares_identity=True,
            shares_phone=bool(migrant.phone),
            interview=interview,
        ),
        consent=_spoken_consent(chance),
        by=cast.facilitator,
        at=_hour(day, 10),
    )


def _cancel(cast: Cast, referral: Referral, day: datetime.date, turn: int) -> None:
    reason = [CancelReason.RENOUNCED, CancelReason.DUPLICATE, CancelReason.CONSENT_WITHDRAWN][turn % 3]
    perform(referral.pk, TransitionName.CANCEL, by=cast.facilitator, at=_hour(day, 16), cancel_reason=reason)


def _answer(agent: Any, referral: Referral, day: datetime.date, turn: int, age: int) -> None:
    """Some are only taken up and late; most have an appointment; the others are declined."""
    if turn % 8 == 6 and age < FORGOTTEN:
        return
    perform(referral.pk, TransitionName.TAKE_UP, by=agent, at=_hour(day + datetime.timedelta(days=1), 9))
    if turn % 8 == 2 and age < FORGOTTEN:
        return
    answered_at = _hour(day + datetime.timedelta(days=2 + turn % 2), 15)
    if turn % 5 == 3:
        reason, note = REFUSALS[turn // 5 % len(REFUSALS)]
        answered = perform(
            referral.pk,
            TransitionName.DECLINE,
            by=agent,
            at=answered_at,
            decline_reason=reason,
            decline_note=note,
        )
    else:
        office, contact = OFFICES[referral.service.code]
        answered = perform(
            referral.pk,
            TransitionName.ACCEPT,
            by=agent,
            at=answered_at,
            appointment_on=_working_day(day + datetime.timedelta(days=9)),
            appointment_at=datetime.time(9 + turn % 3, 30 * (turn % 2)),
            appointment_place=office,
            appointment_contact=contact,
            papers_to_bring=referral.service.papers_to_bring,
        )
    if age > NOT_TOLD:
        mark_person_told(answered)


def _add_restaurant(chance: random.Random, cast: Cast, day: datetime.date) -> None:
    """A Senegalese woman who keeps a restaurant in Kéniéba, and those who came to work with her."""
    people = [
        ("Maïmouna", "Seck", "F", 1979, "restaurateur", True),
        ("Khady", "Mbodj", "F", 1998, "cuisinier", False),
        ("Astou", "Faye", "F", 2001, "serveur", False),
        ("Ousseynou", "Sarr", "M", 1995, "aide_cuisine", False),
    ]
    keeper: Migrant | None = None
    for turn, (given_names, family_name, sex, year, job, is_self_employed) in enumerate(people):
        need = "assurance_volontaire" if is_self_employed else "immatriculation"
        migrant = register_migrant(
            migrant=Migrant(
                given_names=given_names,
                family_name=family_name,
                sex=sex,
                nationality=Nationality.objects.get(code="sn"),
                birth_precision=BirthPrecision.YEAR,
                birth_year=year,
                phone=_phone(chance),
                profession=Profession.objects.get(code=job),
                is_self_employed=is_self_employed,
            ),
            centre_code=settings.CENTRE_CODE,
            by=cast.facilitator,
            consent=_spoken_consent(chance, "wol"),
            place=Place(commune=Commune.objects.get(code="kenieba")),
            registered_on=day,
        )
        if keeper is None:
            keeper = migrant
        else:
            link_companion(first=keeper, companion=migrant, relation=Relation.EMPLOYEE, by=cast.facilitator)
        record_reception(
            reception=Reception(received_on=day, channel=Channel.FIELD),
            migrant=migrant,
            reasons=Need.objects.filter(code=need),
            by=cast.facilitator,
        )
        request = next(request for request in REQUESTS if request.need == need)
        _answer(
            cast.agents[request.service], _send(chance, cast, migrant, day, request), day, turn, RESTAURANT
        )


def _working_day(day: datetime.date) -> datetime.date:
    """That day, or the Monday after when it falls in a week-end."""
    return day + datetime.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


def _hour(day: datetime.date, hour: int) -> datetime.datetime:
    """That hour of that day, never later than now."""
    moment = datetime.datetime.combine(day, datetime.time(hour), tzinfo=timezone.get_current_timezone())
    return min(moment, timezone.now())
