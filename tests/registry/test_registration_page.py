"""Registration on one page: consent first, nothing invented, nobody registered twice."""

import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from registry.consent import current_text
from registry.enums import JournalAction
from registry.models import Consent, JournalEntry, Language, Migrant, MiningSite, Nationality
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db
URL = "/migrants/nouveau/"


@pytest.fixture
def client(facilitator: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(facilitator)


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "consent_given": "yes",
        "consent_means": "spoken",
        "given_names": "Mariama",
        "family_name": "Baldé",
        "sex": "F",
        "nationality": Nationality.objects.get(code="gn").pk,
        "birth_precision": "estimated",
        "birth_year": "1990",
    } | changes


def test_a_person_is_registered_with_consent_and_stay(client: Client, facilitator: User) -> None:
    site = MiningSite.objects.get(code="tabakoto")
    language = Language.objects.get(code="fuf")
    form = filled(place=f"site:{site.pk}", consent_language=language.pk, phone="+221 77 965 58 01")
    answer = client.post(URL, form)
    migrant = Migrant.objects.get()
    assert answer["Location"] == reverse("registry:registered", args=[migrant.pk])
    assert (str(migrant.pk), migrant.created_by, migrant.birth_text) == (form["id"], facilitator, "vers 1990")
    assert (migrant.phone, migrant.phone_number) == ("+221 77 965 58 01", "+221779655801")
    consent = migrant.consents.get()
    text = current_text("registration")
    assert (consent.decision, consent.language, consent.text_hash) == ("given", language, text.sha256)
    assert migrant.stays.get().site == site
    assert migrant.number in client.get(answer["Location"]).content.decode()


def test_people_who_look_alike_are_shown_with_a_line_of_the_journal(
    client: Client, facilitator: User
) -> None:
    known = make_migrant(given_names="Mariama", family_name="Balde", nationality="gn")
    page = client.post(URL, filled()).content.decode()
    assert known.number in page
    line = JournalEntry.objects.about(known).get()
    assert (line.actor, line.action, line.people) == (facilitator, JournalAction.LISTED, [known.pk])


def test_only_a_name_a_sex_and_a_nationality_are_needed(client: Client) -> None:
    form = filled(family_name="", birth_precision="unknown", birth_year="")
    assert client.post(URL, form).status_code == 302
    assert Migrant.objects.get().birth_text == ""


def test_nothing_is_written_without_consent(client: Client) -> None:
    refused = client.post(URL, filled(consent_given="no", given_names="", nationality=""), follow=True)
    page = refused.content.decode()
    assert refused.redirect_chain == [(reverse("registry:registration_refused"), 302)]
    assert "Rien n’a été gardé" in page and "Baldé" not in page
    page = client.post(URL, filled(consent_given=""))
    assert "Lisez le texte" in page.content.decode()
    assert not Migrant.objects.exists() and not Consent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"given_names": " ", "family_name": ""}, "Écrivez au moins un nom ou un prénom."),
        ({"sex": ""}, "Choisissez femme ou homme."),
        ({"nationality": ""}, "Choisissez une nationalité"),
        ({"birth_year": ""}, "Écrivez l’année"),
        *(
            ({"birth_year": year}, "Écrivez l’année avec quatre chiffres, par exemple 1990.")
            for year in ("mille", "90", "-5", "19900", "99999999999")
        ),
        ({"birth_year": "2099"}, "dans le futur"),
        ({"birth_year": "1850"}, "Cette année est trop ancienne\u00a0: vérifiez-la."),
        (
            {"birth_precision": "exact", "birth_day": "40", "birth_month": "mai"},
            "Écrivez le jour en chiffres, de 1 à 31.",
        ),
        ({"phone": "abc"}, "Écrivez le numéro en chiffres, ou laissez la case vide."),
        ({"family_name": "..."}, "Un nom s’écrit avec des lettres."),
        ({"given_names": "123", "family_name": ""}, "Un nom s’écrit avec des lettres."),
        ({"given_names": "\u200b", "family_name": ""}, "Un nom s’écrit avec des lettres."),
        ({"family_name": "x" * 121}, "C’est trop long\u00a0: 120 signes au plus, il y en a 121."),
        (
            {"birth_precision": "exact", "birth_day": "31", "birth_month": "février", "birth_year": "1990"},
            "Cette date de naissance n’existe pas.",
        ),
        ({"birth_precision": "month", "birth_month": "brumaire"}, "Écrivez le mois"),
        ({"birth_precision": "month", "birth_month": "²"}, "Écrivez le mois"),
        ({"place": "site:0"}, "Choisissez une ligne de la liste."),
    ],
)
def test_a_mistake_is_said_and_the_input_kept(client: Client, changes: dict[str, str], message: str) -> None:
    page = client.post(URL, filled(**changes)).content.decode()
    assert message in page
    assert "<title>Erreur" in page
    assert 'value="Mariama"' in page or "given_names" in changes
    assert not Migrant.objects.exists()


def test_a_mistake_is_said_once_and_beside_its_field(client: Client) -> None:
    form = client.post(URL, filled(given_names="123", family_name="", phone="abc")).context["form"]
    assert {field: len(words) for field, words in form.errors.items()} == {"given_names": 1, "phone": 1}
    assert form["phone"].value() == "abc"


def test_invisible_signs_are_not_kept(client: Client) -> None:
    form = filled(
        given_names="Ma\u200briama\u202e", family_name="\u2067Baldé\ufeff", phone="70 12\u00a034 56\u200e"
    )
    assert client.post(URL, form).status_code == 302
    migrant = Migrant.objects.get()
    assert (migrant.full_name, migrant.phone) == ("Mariama Baldé", "70 12 34 56")


def test_a_first_january_counts_as_the_year(client: Client) -> None:
    form = filled(birth_precision="exact", birth_day="1", birth_month="janvier", birth_year="1984")
    client.post(URL, form)
    migrant = Migrant.objects.get()
    assert (migrant.birth_precision, migrant.birth_year, migrant.birth_month) == ("year", 1984, None)


@pytest.mark.parametrize("month", ["6", "06", "juin", "Juin"])
def test_a_month_is_read_in_figures_or_letters(client: Client, month: str) -> None:
    client.post(URL, filled(birth_precision="month", birth_month=month))
    assert Migrant.objects.get().birth_month == 6


def test_the_same_form_twice_registers_once(client: Client) -> None:
    form = filled()
    first, second = client.post(URL, form), client.post(URL, form)
    assert first["Location"] == second["Location"]
    assert Migrant.objects.count() == 1 and Consent.objects.count() == 1


def test_a_lookalike_is_shown_before_saving(client: Client, facilitator: User) -> None:
    known = make_migrant(
        by=facilitator,
        given_names="BALDE",
        family_name="Mariama",
        birth_precision="year",
        birth_year=1991,
        nationality="gn",
    )
    form = filled()
    page = client.post(URL, form).content.decode()
    assert "Est-ce la même personne" in page and known.number in page
    assert Migrant.objects.count() == 1
    keys = re.search(r'name="not_same" value="([^"]+)"', page)
    assert keys is not None
    client.post(URL, form | {"not_same": keys[1]})
    assert Migrant.objects.count() == 2


def test_someone_of_another_age_or_sex_is_no_lookalike(client: Client, facilitator: User) -> None:
    for fields in ({"birth_precision": "year", "birth_year": 1960}, {"sex": "M"}):
        make_migrant(by=facilitator, **{"given_names": "Mariama", "family_name": "Baldé"} | fields)
    assert client.post(URL, filled()).status_code == 302


def test_the_same_phone_is_a_lookalike(client: Client, facilitator: User) -> None:
    known = make_migrant(
        by=facilitator, given_names="Mariame", family_name="Diallo", phone="70123456", nationality="sn"
    )
    page = client.post(URL, filled(family_name="Jallow", phone="00223 70 12 34 56")).content.decode()
    assert known.number in page and "même téléphone" in page


def test_columns_that_the_page_does_not_offer_never_change(client: Client) -> None:
    client.post(URL, filled(number="KAY-20-00001-A", registered_on="2020-01-01", note="x", created_by="y"))
    migrant = Migrant.objects.get()
    assert migrant.number != "KAY-20-00001-A"
    assert (migrant.registered_on.year, migrant.note) != (2020, "x")
