"""A form that comes again: the same is saved once, another content or another user is never dropped in silence."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django import forms
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from orientation.models import Need, OrientationRecord, Reception
from referrals.models import Referral, TechnicalService
from registry.models import Consent, DocumentType, IdentityDocument, Migrant, Nationality, SentForm
from registry.saving import is_first_sending, saving
from tests.accounts.factories import UserFactory
from tests.factories import SPOKEN, make_migrant

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]
Case = tuple[type[Any], Callable[[Migrant], str], Callable[[], dict[str, Any]], dict[str, str]]


def registration() -> dict[str, Any]:
    return {
        "consent_given": "yes",
        "consent_means": "spoken",
        "given_names": "Mariama",
        "family_name": "Canari",
        "sex": "F",
        "nationality": Nationality.objects.get(code="gn").pk,
        "birth_precision": "unknown",
    }


def reception() -> dict[str, Any]:
    return {
        "channel": "office",
        "received_on": timezone.localdate().isoformat(),
        "reasons": [Need.objects.get(code=code).pk for code in ("emploi", "logement")],
    }


def interview() -> dict[str, Any]:
    return {
        "held_on": timezone.localdate().isoformat(),
        "besoins-TOTAL_FORMS": "4",
        "besoins-INITIAL_FORMS": "0",
        "besoins-0-need": Need.objects.get(code="emploi").pk,
        "besoins-0-decision": "informed",
    }


def referral() -> dict[str, Any]:
    return {
        "besoin": "conflit_salaire",
        "service": TechnicalService.objects.get(code="drt").pk,
        "motive": "Trois mois sans salaire.",
        "consent_given": "yes",
        "consent_means": "spoken",
        "shares_identity": "yes",
        "shares_phone": "no",
    }


def consent() -> dict[str, Any]:
    return {"consent_given": "no", "consent_means": "spoken"}


def paper() -> dict[str, Any]:
    return {"type": DocumentType.objects.get(code="passeport").pk, "state": "shown"}


# Each form: what it saves, its address for a person, its fields, and what is corrected in it.
FORMS: dict[str, Case] = {
    "registration": (
        Migrant,
        lambda migrant: reverse("registry:new_migrant"),
        registration,
        {"given_names": "Zénabou", "family_name": "Autre", "sex": "M"},
    ),
    "reception": (
        Reception,
        lambda migrant: reverse("orientation:new_reception", args=[migrant.pk]),
        reception,
        {"note": "Une remarque."},
    ),
    "interview": (
        OrientationRecord,
        lambda migrant: reverse("orientation:new_interview", args=[migrant.pk]),
        interview,
        {"besoins-0-decision": "handled"},
    ),
    "referral": (
        Referral,
        lambda migrant: reverse("referrals:new", args=[migrant.pk]),
        referral,
        {"motive": "Une autre demande."},
    ),
    "consent": (
        Consent,
        lambda migrant: reverse("registry:consent", args=[migrant.pk]),
        consent,
        {"consent_means": "fingerprint"},
    ),
    "paper": (
        IdentityDocument,
        lambda migrant: reverse("registry:add_row", args=[migrant.pk, "pieces"]),
        paper,
        {"number": "B7654321"},
    ),
}
ABOUT_A_PERSON = [name for name in FORMS if name != "registration"]
REUSED = "Ce formulaire a déjà servi"


def make_person(name: str) -> Migrant:
    """Somebody for whom this form may be sent: the agreement is asked of those who have not given it."""
    return make_migrant(consent=None if name == "consent" else SPOKEN)


@pytest.fixture
def migrant(request: pytest.FixtureRequest) -> Migrant:
    callspec = getattr(request.node, "callspec", None)
    return make_person(callspec.params["name"] if callspec else "")


@pytest.fixture
def client(facilitator: User, signed_in: SignedIn) -> Client:
    return signed_in(facilitator)


def fill(name: str) -> dict[str, Any]:
    return {"id": str(uuid.uuid4())} | FORMS[name][2]()


def error_of(page: str) -> str:
    """The line of the summary about the form as a whole."""
    found = re.search(rf"<li>({REUSED}[^<]*)</li>", page)
    return found[1] if found else ""


def fresh_key(page: str) -> str:
    found = re.search(r'<input type="hidden" name="id" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def saved_by(name: str, key: str) -> Any:
    return FORMS[name][0]._default_manager.get(pk=key)


def number_of(record: Any) -> str:
    return str(record.number if isinstance(record, Migrant | Referral) else record.migrant.number)


@pytest.mark.parametrize("name", FORMS)
def test_the_same_again_leads_to_what_was_saved(name: str, client: Client, migrant: Migrant) -> None:
    model, url, _, _ = FORMS[name]
    before = model.objects.count()
    form = fill(name)
    answers = [client.post(url(migrant), sent) for sent in (form, form, form | {"note": "  "})]
    assert {(answer.status_code, answer.get("Location")) for answer in answers} == {
        (302, answers[0]["Location"])
    }
    assert model.objects.count() == before + 1
    assert SentForm.objects.count() == 1


@pytest.mark.parametrize("name", FORMS)
def test_another_content_is_asked_about_then_saved(name: str, client: Client, migrant: Migrant) -> None:
    model, url, _, correction = FORMS[name]
    form = fill(name)
    client.post(url(migrant), form)
    first, before = saved_by(name, form["id"]), model.objects.count()
    answer = client.post(url(migrant), form | correction)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert number_of(first) in error_of(page)
    assert "<title>Erreur" in page
    typed = next(iter(correction.values()))
    assert re.search(rf'[>"]\s*{typed}[<"]| value="{typed}" selected', page)
    assert model.objects.count() == before
    key = fresh_key(page)
    assert key != form["id"]
    if name != "referral":  # the first request to this service is still open
        assert client.post(url(migrant), form | correction | {"id": key}).status_code == 302
        assert model.objects.count() == before + 1


@pytest.mark.parametrize("name", ABOUT_A_PERSON)
def test_another_person_is_asked_about_then_saved(name: str, client: Client, migrant: Migrant) -> None:
    model, url, _, _ = FORMS[name]
    other = make_person(name)
    form = fill(name)
    client.post(url(migrant), form)
    page = client.post(url(other), form).content.decode()
    assert number_of(saved_by(name, form["id"])) in error_of(page)
    assert not model.objects.filter(migrant=other).exists()
    client.post(url(other), form | {"id": fresh_key(page)})
    assert model.objects.filter(migrant=other).count() == 1


@pytest.mark.parametrize("correction", [False, True])
@pytest.mark.parametrize("name", FORMS)
def test_the_key_of_another_user_names_nothing(
    name: str, correction: bool, client: Client, migrant: Migrant, signed_in: SignedIn
) -> None:
    model, url, _, changes = FORMS[name]
    form = fill(name)
    client.post(url(migrant), form)
    before = model.objects.count()
    answer = signed_in(UserFactory()).post(url(migrant), form | (changes if correction else {}))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert error_of(page).startswith(f"{REUSED}. ")
    assert "KAY-" not in error_of(page) and "ORI-" not in error_of(page)
    assert model.objects.count() == before
    assert fresh_key(page) != form["id"]


def test_the_key_of_a_row_that_no_form_saved_is_not_taken(client: Client, migrant: Migrant) -> None:
    form = fill("registration") | {"id": str(migrant.pk)}
    page = client.post(reverse("registry:new_migrant"), form).content.decode()
    assert error_of(page).startswith(f"{REUSED}. ")
    assert Migrant.objects.count() == 1 and not SentForm.objects.exists()


def test_what_is_gone_is_not_led_to(client: Client, migrant: Migrant) -> None:
    form = fill("reception")
    url = FORMS["reception"][1](migrant)
    client.post(url, form)
    Reception.objects.all().delete()
    assert error_of(client.post(url, form).content.decode()).startswith(f"{REUSED}. ")


def test_a_question_asked_first_does_not_use_the_form_up(client: Client, facilitator: User) -> None:
    known = make_migrant(by=facilitator, given_names="Mariama", family_name="Canari", nationality="gn")
    form = fill("registration")
    url = reverse("registry:new_migrant")
    for _ in range(2):
        page = client.post(url, form).content.decode()
        assert "Est-ce la même personne" in page and not error_of(page)
    answers = [client.post(url, form | {"not_same": str(known.pk)}), client.post(url, form)]
    assert {answer["Location"] for answer in answers} == {reverse("registry:registered", args=[form["id"]])}
    assert Migrant.objects.count() == 2


def test_names_cannot_be_tried_on_a_stolen_table(
    rf: RequestFactory, facilitator: User, settings: Any
) -> None:
    """What was typed is kept as a digest that depends on the secret key."""
    digests = set()
    for secret in ("one", "another"):
        settings.SECRET_KEY = f"{secret}-key-for-this-test"
        request = rf.post("/migrants/nouveau/", registration())
        request.user = facilitator
        assert is_first_sending(request, uuid.uuid4(), visible=Migrant.objects.all())
        digests.add(SentForm.objects.latest("at").digest)
    assert len(digests) == 2 and all(re.fullmatch("[0-9a-f]{64}", digest) for digest in digests)


class ServiceForm(forms.Form):
    service = forms.CharField(required=False)


class Diagnosis(Exception):
    def __init__(self, constraint: str) -> None:
        self.diag = self
        self.constraint_name = constraint


def break_constraint(name: str) -> forms.Form:
    form = ServiceForm({})
    assert form.is_valid()
    with saving(form):
        raise IntegrityError from Diagnosis(name)
    return form


def test_a_broken_rule_is_said_beside_its_field() -> None:
    form = break_constraint("referral_one_open_per_need")
    assert form.errors == {"service": ["Une demande vers ce service est déjà en cours pour ce besoin."]}
    form = break_constraint("referral_cancelled_says_why")
    assert form.non_field_errors() == ["Choisissez le motif de l’annulation."]


@pytest.mark.parametrize("name", ["reception_reason_once", "registry_migrant_number_key", "unknown"])
def test_a_rule_without_words_is_raised_again(name: str) -> None:
    with pytest.raises(IntegrityError):
        break_constraint(name)
