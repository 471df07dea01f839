"""The printed slip: one valid page whatever it holds, and only what the person agreed to."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import segno
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from ciom.accounts.models import User
from referrals.models import Referral, TechnicalService
from referrals.slip import address_of_code, render_slip, slip_data
from registry.models import JournalEntry, Migrant
from registry.person_text import on_one_line
from registry.printable import printable
from tests.factories import answer, make_agent, make_migrant, make_referral
from tests.pdf import pages

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


@pytest.fixture
def migrant(facilitator: User) -> Migrant:
    return make_migrant(by=facilitator, given_names="Sira", family_name="Canari", phone="70 11 22 33")


def test_the_slip_is_printed_and_journalled(facilitator: User, signed_in: SignedIn, migrant: Migrant) -> None:
    referral = make_referral(migrant=migrant, by=facilitator)
    answer_ = signed_in(facilitator).get(reverse("referrals:slip", args=[referral.pk]))
    assert answer_["Content-Type"] == "application/pdf"
    assert answer_.content.startswith(b"%PDF-") and b"pdfuaid" in answer_.content
    assert pages(answer_.content) == 1
    assert JournalEntry.objects.filter(action="print", object_id=str(referral.pk)).exists()
    assert "Canari" not in answer_["Content-Disposition"]


def test_the_copy_of_the_service_holds_only_what_was_agreed(facilitator: User, migrant: Migrant) -> None:
    referral = make_referral(migrant=migrant, by=facilitator, shares_identity=False)
    data = slip_data(referral)
    assert data["person_for_service"] == ""
    assert "le nom" not in data["shared"]
    assert data["code"].replace(" ", "") == referral.short_code


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Fatoumata Ɓah Ŋom Ɛli", "Fatoumata Ɓah Ŋom Ɛli"),
        ("سلام", "سلام"),
        ("ߒߞߏ Awa", "□□□ Awa"),
        ("ⵜⵉⴼ", "□□□"),
        ("سلام ߒ", "سلام □"),
        ("张伟", "□□"),
        ("Awa 😀", "Awa □"),
        ("a\x07b\r\nc", "a b c"),
        ("A\ufeffwa\u202e", "Awa"),
        ("\ue000", "□"),
        ("ɓ\u064e", "□□"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_what_no_font_has_is_a_square(
    written: str, printed: str, facilitator: User, signed_in: SignedIn
) -> None:
    person = make_migrant(by=facilitator, given_names=on_one_line(written), family_name="Essai")
    referral = make_referral(migrant=person, by=facilitator, motive=written)
    Referral.objects.update(appointment_place=written, appointment_on=datetime.date(2026, 12, 1))
    answer_ = signed_in(facilitator).get(reverse("referrals:slip", args=[referral.pk]))
    assert answer_.status_code == 200 and b"pdfuaid" in answer_.content
    data = slip_data(Referral.objects.with_people().get())
    assert data["motive"] == data["appointment"]["place"] == printed
    assert data["person"] == f"{printable(on_one_line(written))} Essai".strip()
    assert data["lacks_letters"] == ("□" in printed)
    assert data["migrant_number"] == person.number


def test_texts_inside_texts_are_made_printable() -> None:
    data = printable({"a": ["张", {"b": "ߒ"}], "c": True})
    assert data == {"a": ["□", {"b": "□"}], "c": True}


@pytest.mark.parametrize("letter", ["W", "张", "a ", "a\n", "Ɛ"])
def test_the_longest_contents_keep_to_one_page(letter: str, facilitator: User, migrant: Migrant) -> None:
    def longest(model: Any, *names: str) -> dict[str, str]:
        lengths = {name: model._meta.get_field(name).max_length for name in names}
        return {name: (letter * length)[:length] for name, length in lengths.items()}

    TechnicalService.objects.filter(code="drt").update(
        **longest(TechnicalService, "acronym", "label", "address", "phone", "hours", "papers_to_bring")
    )
    names = longest(Migrant, "given_names", "family_name")
    Migrant.objects.update(**{field: name.replace("\n", "a") for field, name in names.items()})
    referral = make_referral(migrant=migrant, by=facilitator, is_urgent=True, motive=(letter * 1000)[:1000])
    assert pages(render_slip(Referral.objects.with_people().get())) == 1
    Referral.objects.filter(pk=referral.pk).update(
        appointment_on=datetime.date(2027, 9, 29),
        appointment_at=datetime.time(9, 30),
        **longest(Referral, "appointment_place", "appointment_contact", "papers_to_bring"),
    )
    assert pages(render_slip(Referral.objects.with_people().get())) == 1


@override_settings(PUBLIC_URL="https://ciom.example.org/", ALLOWED_HOSTS=["nom-interne"])
def test_the_code_leads_to_the_public_site_whatever_the_request_says(
    facilitator: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    referral = make_referral(by=facilitator)
    coded: list[str] = []
    make = segno.make

    def note_address(address: str, **options: Any) -> Any:
        coded.append(address)
        return make(address, **options)

    monkeypatch.setattr(segno, "make", note_address)
    url = reverse("referrals:slip", args=[referral.pk])
    signed_in(facilitator).get(url, headers={"host": "nom-interne"})
    assert coded == [f"https://ciom.example.org/orientations/fiche/{referral.short_code}/"]


def test_in_development_the_code_leads_to_this_machine(facilitator: User) -> None:
    referral = make_referral(by=facilitator)
    assert address_of_code(referral).startswith(settings.PUBLIC_URL + "/orientations/fiche/")


def test_days_are_written_in_french(facilitator: User) -> None:
    referral = answer(make_referral(by=facilitator), make_agent(), "accept")
    referral.appointment_on, referral.appointment_at = datetime.date(2026, 12, 1), datetime.time(9, 5)
    assert slip_data(referral)["appointment"]["day"] == "Mardi 1er\u00a0décembre 2026 à 9\u00a0h\u00a005"


def test_a_service_without_account_gets_the_slip_by_hand(facilitator: User) -> None:
    referral = make_referral(by=facilitator)
    assert not slip_data(referral)["service"]["answers_here"]
    agent = make_agent()
    assert slip_data(referral)["service"]["answers_here"]
    agent.is_active = False
    agent.save()
    assert not slip_data(referral)["service"]["answers_here"]
