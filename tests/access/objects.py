"""Objects for the routes whose address names one."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from orientation.models import OrientationRecord
from orientation.recording import record_interview
from orientation.register_visits import record_paper_visit
from referrals.models import Referral, ServiceAgent, TechnicalService
from registry.consent import withdraw_registration
from registry.merging import Taken, merge_dossiers
from registry.models import DossierAccess, Migrant, PossibleDuplicate, RegisterImport
from registry.models.dossier_access import READING_TIME
from registry.months import Month
from registry.register_import.confirming import confirm
from registry.register_import.uploads import choose_columns, propose_columns, read_on, store_upload
from tests.accounts.factories import UserFactory
from tests.factories import make_migrant, make_pair, make_referral

# Route name -> function of (the persona's account or None, whether the object is within their scope),
# which makes the object and returns the keyword arguments of the address.
MakeKwargs = Callable[[User | None, bool], dict[str, Any]]


def _migrant(user: User | None, own: bool) -> dict[str, Any]:
    """A dossier. Nobody has dossiers of their own: facilitators open them all."""
    return {"pk": make_migrant().pk}


def _dossier(user: User | None, own: bool) -> dict[str, Any]:
    """A dossier that the persona has opened with a reason, or not."""
    migrant = make_migrant()
    if own:
        _open(user, migrant)
    return {"pk": migrant.pk}


def _open(user: User | None, migrant: Migrant) -> None:
    if user is not None:
        now = timezone.now()
        DossierAccess.objects.create(
            user=user, migrant=migrant, reason="Une demande.", at=now, until=now + READING_TIME
        )


def _withdrawn_consent(user: User | None, own: bool) -> dict[str, Any]:
    migrant = make_migrant()
    withdrawn = withdraw_registration(migrant, by=UserFactory())
    assert withdrawn is not None
    return {"pk": migrant.pk, "consent": withdrawn.pk}


def _first_of_a_group(user: User | None, own: bool) -> dict[str, Any]:
    return {"first": make_migrant().pk}


def _section(user: User | None, own: bool) -> dict[str, Any]:
    return {"pk": make_migrant().pk, "slug": "telephones"}


def _list_of_rows(user: User | None, own: bool) -> dict[str, Any]:
    return {"pk": make_migrant().pk, "slug": "pieces"}


def _row(user: User | None, own: bool) -> dict[str, Any]:
    migrant = make_migrant()
    return {"pk": migrant.pk, "slug": "sejours", "row": migrant.stays.get().pk}


def _two_dossiers() -> PossibleDuplicate:
    """A pair to review, whose two names and telephones can be told apart on a page."""
    pair = make_pair()
    pair.second.family_name, pair.second.phone = f"Autre{pair.second.family_name}", ""
    pair.second.save()
    return pair


def _pair(user: User | None, own: bool) -> dict[str, Any]:
    return {"pk": _two_dossiers().pk}


def _merge(user: User | None, own: bool) -> dict[str, Any]:
    first, second = _two_dossiers().people
    return {"pk": merge_dossiers(kept=first, absorbed=second, taken=Taken(), by=UserFactory()).pk}


def _interview(user: User | None, own: bool) -> dict[str, Any]:
    interview, migrant = OrientationRecord(), make_migrant()
    record_interview(interview=interview, migrant=migrant, needs=[], by=UserFactory())
    if own:
        _open(user, migrant)
    return {"pk": interview.pk}


def _sent_referral(user: User | None, own: bool) -> Referral:
    """A referral sent to the service of the agent, or to another one."""
    if user is not None and user.role == Role.SERVICE_AGENT:
        ServiceAgent.objects.get_or_create(user=user, service=TechnicalService.objects.get(code="drt"))
    referral = make_referral(service="drt" if own else "inps")
    if own:
        _open(user, referral.migrant)
    return referral


def _referral(user: User | None, own: bool) -> dict[str, Any]:
    return {"pk": _sent_referral(user, own).pk}


def _short_code(user: User | None, own: bool) -> dict[str, Any]:
    return {"code": _sent_referral(user, own).short_code}


def _register_import(user: User | None, own: bool) -> dict[str, Any]:
    """A file that was read and waits for its confirmation."""
    return {"pk": _read_file("Importée").pk}


def _read_file(name: str) -> RegisterImport:
    content = f"Nom;Prénom;Sexe\n{name};Awa;F\n".encode()
    register = store_upload(name="r.csv", content=content, by=UserFactory())
    choose_columns(register, propose_columns(register))
    return read_on(register.pk)


def _done_import(user: User | None, own: bool) -> dict[str, Any]:
    # Of another name: the page of a file that is only read must not seem to show a registered person.
    return {"pk": confirm(_read_file("Reprise").pk, record_visit=record_paper_visit, by=UserFactory()).pk}


def _month(user: User | None, own: bool) -> dict[str, Any]:
    return {"code": Month.of(timezone.localdate()).previous.code}


def _site(user: User | None, own: bool) -> dict[str, Any]:
    return {"code": "loulo"}


def _sheet(user: User | None, own: bool) -> dict[str, Any]:
    return {"code": "salaire-impaye"}


OBJECTS: dict[str, MakeKwargs] = {
    "registry:dossier": _dossier,
    "registry:new_companion": _first_of_a_group,
    "registry:registered": _migrant,
    "registry:card": _migrant,
    "registry:consent": _migrant,
    "registry:withdraw_consent": _migrant,
    "registry:consent_receipt": _withdrawn_consent,
    "registry:section": _section,
    "registry:add_row": _list_of_rows,
    "registry:correct_row": _row,
    "registry:remove_row": _row,
    "registry:site": _site,
    "registry:move_people": _site,
    "registry:duplicate": _pair,
    "registry:not_same": _pair,
    "registry:merge": _merge,
    "orientation:new_reception": _migrant,
    "orientation:new_interview": _migrant,
    "orientation:interview": _interview,
    "orientation:register_import": _register_import,
    "orientation:import_columns": _register_import,
    "orientation:import_reading": _register_import,
    "orientation:import_decision": _register_import,
    "orientation:import_confirmation": _register_import,
    "orientation:import_report": _done_import,
    "orientation:import_undoing": _register_import,
    "orientation:import_abandonment": _register_import,
    "orientation:sheet": _sheet,
    "referrals:new": _migrant,
    "referrals:referral": _referral,
    "referrals:sent": _referral,
    "referrals:slip": _referral,
    "referrals:take_up": _referral,
    "referrals:accept": _referral,
    "referrals:decline": _referral,
    "referrals:cancel": _referral,
    "referrals:person_told": _referral,
    "referrals:by_short_code": _short_code,
    "reports:month": _month,
}
