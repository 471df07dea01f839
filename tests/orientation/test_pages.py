"""Receptions and interviews, as a focal point notes them."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from orientation.interview import advice_on
from orientation.models import Need, OrientationRecord, Reception
from orientation.need_groups import NEED_GROUPS, OTHERS, group_needs
from registry.models import Migrant
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(facilitator: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(facilitator)


@pytest.fixture
def migrant(facilitator: User) -> Migrant:
    return make_migrant(by=facilitator)


def need(code: str) -> Need:
    return Need.objects.get(code=code)


def reception(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "channel": "field",
        "received_on": timezone.localdate().isoformat(),
        "reasons": [need("logement").pk, need("emploi").pk],
    } | changes


def test_a_reception_is_noted_once(client: Client, migrant: Migrant, facilitator: User) -> None:
    url = reverse("orientation:new_reception", args=[migrant.pk])
    form = reception()
    for _ in range(2):
        assert client.post(url, form)["Location"] == reverse("registry:dossier", args=[migrant.pk])
    noted = Reception.objects.get()
    assert (str(noted.pk), noted.channel, noted.created_by) == (form["id"], "field", facilitator)
    assert {reason.need.code for reason in noted.reasons.all()} == {"logement", "emploi"}


def test_a_day_to_come_is_refused(client: Client, migrant: Migrant) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    url = reverse("orientation:new_reception", args=[migrant.pk])
    page = client.post(url, reception(received_on=tomorrow)).content.decode()
    assert "dans le futur" in page
    assert not Reception.objects.exists()


@pytest.mark.parametrize("day", ["1925-01-07", "0001-01-01", "1999-12-31"])
def test_a_day_before_the_registry_is_refused_beside_its_field(
    client: Client, migrant: Migrant, day: str
) -> None:
    forms = {
        "new_reception": reception(received_on=day),
        "new_interview": interview(("logement", "informed"), held_on=day),
    }
    for name, form in forms.items():
        page = client.post(reverse(f"orientation:{name}", args=[migrant.pk]), form).content.decode()
        assert "le registre commence le" in page
    assert not Reception.objects.exists()
    assert not OrientationRecord.objects.exists()


def interview(*needs: tuple[str, str], **changes: Any) -> dict[str, Any]:
    form: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "held_on": timezone.localdate().isoformat(),
        "besoins-TOTAL_FORMS": "4",
        "besoins-INITIAL_FORMS": "0",
    }
    for rank, (code, decision) in enumerate(needs):
        form |= {f"besoins-{rank}-need": need(code).pk, f"besoins-{rank}-decision": decision}
    return form | changes


def test_an_interview_proposes_the_right_service(client: Client, migrant: Migrant) -> None:
    url = reverse("orientation:new_interview", args=[migrant.pk])
    form = interview(("immatriculation", "referred"), ("info_droits", "informed"))
    page = client.post(url, form, follow=True).content.decode()
    client.post(url, form)
    assert OrientationRecord.objects.get().needs.count() == 2
    assert page.index("INPS") < page.index("CMSS")
    assert '<input type="hidden" name="besoin" value="immatriculation">' in page
    assert f'<input type="hidden" name="entretien" value="{form["id"]}">' in page


@pytest.mark.parametrize("code", ["immatriculation", "accident_travail", "retraite"])
def test_inps_comes_before_cmss_for_private_workers(code: str) -> None:
    found = need(code)
    services = [advice.service for advice in advice_on([found])[found.pk]]
    assert services[0] == "INPS"
    assert "CMSS" in services[1:]


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ([], "Notez au moins un besoin."),
        ([("emploi", "")], "obligatoire"),
        ([("emploi", "informed"), ("emploi", "handled")], "double"),
    ],
)
def test_an_interview_without_sense_is_refused(
    client: Client, migrant: Migrant, form: list[tuple[str, str]], message: str
) -> None:
    url = reverse("orientation:new_interview", args=[migrant.pk])
    page = client.post(url, interview(*form)).content.decode()
    assert message in page
    assert not OrientationRecord.objects.exists()


def test_every_need_delivered_stands_under_a_title() -> None:
    titles = dict(group_needs(Need.objects.current()))
    assert list(titles) == list(NEED_GROUPS)
    assert sum(map(len, titles.values())) == Need.objects.current().count()


def test_a_need_added_by_the_centre_is_offered_last(client: Client, migrant: Migrant) -> None:
    added = Need.objects.create(code="essai", label="Besoin d’essai")
    assert group_needs(Need.objects.current())[-1] == (OTHERS, [added])
    page = client.get(reverse("orientation:new_reception", args=[migrant.pk])).content.decode()
    assert page.count('name="reasons"') == Need.objects.current().count()
    assert page.index(OTHERS) < page.index("Besoin d’essai")


def test_the_lines_that_hold_something_are_open(client: Client, migrant: Migrant) -> None:
    url = reverse("orientation:new_interview", args=[migrant.pk])
    assert client.get(url).content.decode().count('<details class="disclosure disclosure--add">') == 3
    form = interview(("emploi", "informed"), ("logement", "informed"), ("emploi", "informed"))
    page = client.post(url, form).content.decode()
    assert page.count('<details class="disclosure disclosure--add" open>') == 2
