"""The technical services in the administration: the needs they answer and the accounts of their agents."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from orientation.models import Need
from referrals.models import ServiceAgent, TechnicalService
from referrals.proposals import propose_services
from tests.accounts.factories import UserFactory
from tests.factories import make_agent

pytestmark = pytest.mark.django_db

ADD = "/admin/referrals/technicalservice/add/"


@pytest.fixture
def office(signed_in: Callable) -> Client:
    return signed_in(UserFactory(role=Role.ADMINISTRATOR))


def change_url(code: str) -> str:
    return reverse("admin:referrals_technicalservice_change", args=[service(code).pk])


def service(code: str) -> TechnicalService:
    return TechnicalService.objects.get(code=code)


def new_service(*, agents: list[User] = (), needs: list[Need] = ()) -> dict[str, Any]:
    """What the form of a new service sends."""
    data = {"acronym": "ESSAI", "label": "Service d’essai", "code": "essai", "answer_days": 5, "position": 9}
    data |= {"receives_referrals": "on", "is_current": "on"}
    data |= {"agents-TOTAL_FORMS": len(agents), "agents-INITIAL_FORMS": 0}
    data |= {f"agents-{rank}-user": user.pk for rank, user in enumerate(agents)}
    data |= {"answers-TOTAL_FORMS": len(needs), "answers-INITIAL_FORMS": 0}
    for rank, need in enumerate(needs):
        data |= {f"answers-{rank}-need": need.pk, f"answers-{rank}-rank": 2, f"answers-{rank}-reason": "Car."}
        data[f"answers-{rank}-is_current"] = "on"
    return data


def test_a_service_is_made_with_its_needs_and_its_agents(office: Client) -> None:
    user, need = UserFactory(role=Role.SERVICE_AGENT), Need.objects.first()
    assert office.post(ADD, new_service(agents=[user], needs=[need])).status_code == 302
    made = service("essai")
    assert made.agents.get().user == user
    assert [(answer.need, answer.rank, answer.reason) for answer in made.answers.all()] == [(need, 2, "Car.")]


def test_a_need_is_ended_by_unticking_it(office: Client) -> None:
    need = Need.objects.first()
    office.post(ADD, new_service(needs=[need]))
    assert service("essai") in [answer.service for answer in propose_services([need])[need.pk]]
    data = new_service(needs=[need]) | {"answers-INITIAL_FORMS": 1}
    data |= {"answers-0-id": service("essai").answers.get().pk, "answers-0-service": service("essai").pk}
    del data["answers-0-is_current"]
    assert office.post(change_url("essai"), data).status_code == 302
    assert not service("essai").answers.get().is_current
    assert service("essai") not in [answer.service for answer in propose_services([need])[need.pk]]


def test_only_agents_of_no_other_service_are_offered(office: Client) -> None:
    make_agent("inps")
    UserFactory(username="parti", role=Role.SERVICE_AGENT, is_active=False)
    free, own = UserFactory(role=Role.SERVICE_AGENT), make_agent("drt")
    form = office.get(change_url("drt")).context["inline_admin_formsets"][1].formset.forms[0]
    assert {value for value, _ in form.fields["user"].choices} == {"", free.pk, own.pk}
    empty = office.get(ADD).context["inline_admin_formsets"][1].formset.empty_form
    assert {value for value, _ in empty.fields["user"].choices} == {"", free.pk}


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SERVICE_AGENT])
def test_no_other_role_can_be_made_an_agent(office: Client, role: Role) -> None:
    assert office.post(ADD, new_service(agents=[UserFactory(role=role)])).status_code == 200
    assert not ServiceAgent.objects.exists()


def test_an_agent_of_another_service_is_not_taken_over(office: Client) -> None:
    assert office.post(ADD, new_service(agents=[make_agent("drt")])).status_code == 200
    assert ServiceAgent.objects.get().service == service("drt")


def test_queries_do_not_grow_with_needs_and_agents(office: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            office.get(change_url("drt"))
        return len(counted)

    make_agent("drt")
    queries()  # Django keeps the content types that the first page has read.
    before = queries()
    for need in Need.objects.exclude(answers__service=service("drt"))[:4]:
        service("drt").answers.create(need=need)
        make_agent("drt")
    assert queries() == before


def test_data_protection_officer_reads_only(signed_in: Callable) -> None:
    make_agent("drt")
    officer = signed_in(UserFactory(role=Role.DATA_PROTECTION_OFFICER))
    assert officer.get(change_url("drt")).status_code == 200
    assert officer.post(change_url("drt"), {"label": "x"}).status_code == 403
    assert officer.get(ADD).status_code == 403
