"""Invented people and what happened to them in the last weeks, for the demonstration.

Names are drawn from lists of common first and last names; nobody here exists.
"""

import datetime
import random
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from orientation.enums import Channel, NeedDecision
from orientation.models import Need, OrientationRecord, Reception, RecordNeed
from orientation.recording import record_interview, record_reception
from referrals.enums import DeclineReason, TransitionName
from referrals.models import Referral, TechnicalService
from referrals.workflow import NewReferral, mark_person_told, perform, send_referral
from registry.enums import BirthPrecision, ConsentMeans
from registry.models import Language, Migrant, MiningSite, Nationality, Profession
from registry.registration import Place, SpokenConsent, register_migrant

PEOPLE = 150
DAYS = 52
# country, women's names, men's names, family names
NAMES = {
    "sn": (
        "Awa Rokhaya Ndeye Coumba Mariama",
        "Modou Babacar Pape Cheikh Lamine",
        "Diop Ndiaye Sarr Gueye Seck",
    ),
    "gn": (
        "Kadiatou Aïssatou Oumou Hawa Fatoumata",
        "Thierno Alpha Boubacar Sékou Ousmane",
        "Diallo Barry Condé Baldé Camara",
    ),
    "bf": (
        "Salimata Rasmata Alimata Aminata",
        "Boukary Rasmané Idrissa Salif Issa",
        "Ouédraogo Kaboré Zongo Compaoré Sawadogo",
    ),
    "ci": ("Affoué Aminata Mariam", "Koffi Kouassi Drissa Yao", "Koné Ouattara Bamba Kouadio"),
    "ng": ("Chioma Ngozi Blessing Amaka", "Emeka Sunday Musa Chinedu", "Okafor Eze Adeyemi Bello"),
    "gh": ("Akosua Abena Esi", "Kwabena Yaw Kofi", "Mensah Asante Owusu"),
    "ml": ("Bintou Kadidia Djénéba", "Modibo Seydou Bakary", "Sissoko Dembélé Traoré"),
}
WEIGHTS = {"sn": 5, "gn": 5, "bf": 6, "ci": 3, "ng": 3, "gh": 2, "ml": 2}
JOBS = {
    "F": ["laveuse_minerai", "cuisinier", "vendeur_rue_aliments", "coiffeur", "commercant"],
    "M": ["orpailleur", "tireur_corde", "macon", "moto_taxi", "mecanicien_auto_moto", "gardien"],
}
# need, service, urgent, what the person asks
REQUESTS = [
    (
        "conflit_salaire",
        "drt",
        False,
        "Trois mois de salaire non payés. La personne demande une conciliation.",
    ),
    ("absence_contrat", "drt", False, "Travaille depuis un an sans contrat écrit. Souhaite un contrat."),
    ("immatriculation", "inps", False, "Employée déclarée nulle part. Demande son immatriculation."),
    (
        "accident_travail",
        "inps",
        True,
        "Accident sur le site la semaine dernière. L’employeur n’a rien déclaré.",
    ),
    ("assurance_volontaire", "inps", False, "À son compte. Demande comment cotiser."),
    ("emploi", "anpe", False, "Cherche un emploi de maçon et une formation."),
    ("auto_emploi", "anpe", False, "Veut ouvrir un petit commerce et demande un appui."),
]


@dataclass(frozen=True)
class Cast:
    """The accounts that act in the demonstration."""

    facilitator: Any
    agents: dict[str, Any]


def add_recent_weeks(cast: Cast, *, today: datetime.date) -> None:
    """Register invented people over the last weeks and let the services answer some of their requests."""
    chance = random.Random(2026)  # noqa: S311
    for rank in range(PEOPLE):
        day = today - datetime.timedelta(days=round(DAYS * (1 - rank / PEOPLE)))
        migrant = _register(chance, cast, day)
        _receive(chance, cast, migrant, day)
        if rank % 2 == 0:
            _refer(chance, cast, migrant, day, rank)


def _register(chance: random.Random, cast: Cast, day: datetime.date) -> Migrant:
    country = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    sex = chance.choice("FMM")
    women, men, families = NAMES[country]
    precision = chance.choice([BirthPrecision.YEAR, BirthPrecision.ESTIMATED, BirthPrecision.UNKNOWN])
    phone = f"7{chance.randrange(10)} {chance.randrange(100):02d} {chance.randrange(100):02d} {chance.randrange(100):02d}"
    migrant = Migrant(
        given_names=chance.choice((women if sex == "F" else men).split()),
        family_name=chance.choice(families.split()),
        sex=sex,
        nationality=Nationality.objects.get(code=country),
        birth_precision=precision,
        birth_year=None if precision == BirthPrecision.UNKNOWN else chance.randrange(1966, 2006),
        phone=phone if chance.random() < 0.7 else "",
        profession=Profession.objects.get(code=chance.choice(JOBS[sex])),
    )
    return register_migrant(
        migrant=migrant,
        centre_code=settings.CENTRE_CODE,
        by=cast.facilitator,
        consent=_spoken_consent(chance),
        place=Place(site=chance.choice(list(MiningSite.objects.order_by("code")[:24]))),
        registered_on=day,
    )


def _spoken_consent(chance: random.Random) -> SpokenConsent:
    language = Language.objects.get(code=chance.choice(["bam", "fra", "fuc", "wol", "snk"]))
    return SpokenConsent(ConsentMeans.SPOKEN, language)


def _receive(chance: random.Random, cast: Cast, migrant: Migrant, day: datetime.date) -> None:
    channel = chance.choice([Channel.OFFICE, Channel.OFFICE, Channel.FIELD, Channel.PHONE])
    reasons = Need.objects.filter(code__in=[chance.choice(REQUESTS)[0]])
    record_reception(
        reception=Reception(received_on=day, channel=channel),
        migrant=migrant,
        reasons=reasons,
        by=cast.facilitator,
    )


def _refer(chance: random.Random, cast: Cast, migrant: Migrant, day: datetime.date, rank: int) -> None:
    code, service_code, is_urgent, motive = REQUESTS[rank // 2 % len(REQUESTS)]
    need = Need.objects.get(code=code)
    service = TechnicalService.objects.get(code=service_code)
    interview = record_interview(
        interview=OrientationRecord(held_on=day),
        migrant=migrant,
        needs=[RecordNeed(need=need, decision=NeedDecision.REFERRED)],
        by=cast.facilitator,
    )
    sent_at = _hour(day, 10)
    referral = send_referral(
        NewReferral(
            id=uuid.uuid4(),
            migrant=migrant,
            service=service,
            need=need,
            motive=motive,
            is_urgent=is_urgent,
            shares_identity=True,
            shares_phone=bool(migrant.phone),
            interview=interview,
        ),
        consent=_spoken_consent(chance),
        by=cast.facilitator,
        at=sent_at,
    )
    _answer(cast.agents[service_code], referral, day, rank)


def _answer(agent: Any, referral: Referral, day: datetime.date, rank: int) -> None:
    """Older requests are answered, most with an appointment; the newest still wait."""
    if rank >= PEOPLE - 16 or rank % 32 == 0:
        return
    perform(referral.pk, TransitionName.TAKE_UP, by=agent, at=_hour(day + datetime.timedelta(days=1), 9))
    if rank % 22 == 0:
        return
    answered_at = _hour(day + datetime.timedelta(days=2), 15)
    if rank % 10 == 0:
        answered = perform(
            referral.pk,
            TransitionName.DECLINE,
            by=agent,
            at=answered_at,
            decline_reason=DeclineReason.INCOMPLETE,
            decline_note="Revenir avec une pièce d’identité.",
        )
    else:
        answered = perform(
            referral.pk,
            TransitionName.ACCEPT,
            by=agent,
            at=answered_at,
            appointment_on=day + datetime.timedelta(days=9),
            appointment_at=datetime.time(9, 30),
            appointment_place="Kayes, bureau du service",
            appointment_contact="Accueil, bureau 2",
            papers_to_bring=referral.service.papers_to_bring,
        )
    if rank < PEOPLE - 28:
        mark_person_told(answered)


def _hour(day: datetime.date, hour: int) -> datetime.datetime:
    """That hour of that day, never later than now."""
    moment = datetime.datetime.combine(day, datetime.time(hour), tzinfo=timezone.get_current_timezone())
    return min(moment, timezone.now())
