"""The sections of a dossier: completing, correcting, who filled them, two people at once."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from registry.models import ContractType, Employer, Language, Migrant, Profession
from registry.sections.definitions import SECTIONS
from tests.accounts.factories import UserFactory
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db

MINE, THEIRS = "mine", "theirs"


def address(migrant: Migrant, slug: str) -> str:
    return reverse("registry:section", args=[migrant.pk, slug])


def filled(client: Client, migrant: Migrant, slug: str, **typed: Any) -> dict[str, Any]:
    """What the browser sends after opening the section and typing over some of its fields."""
    form = client.get(address(migrant, slug)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value is not None} | typed
    return {name: str(value) if isinstance(value, bool) else value for name, value in sent.items()}


def phones(client: Client, migrant: Migrant, **typed: Any) -> Any:
    return client.post(address(migrant, "telephones"), filled(client, migrant, "telephones", **typed))


@pytest.fixture
def client_of(signed_in: Callable[[User], Client]) -> Callable[[str], Client]:
    return lambda name: signed_in(UserFactory(full_name=name))


def test_every_section_says_what_is_missing_and_how_to_complete_it(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    migrant = make_migrant()
    page = signed_in(facilitator).get(reverse("registry:dossier", args=[migrant.pk])).content.decode()
    for slug in SECTIONS:
        assert address(migrant, slug) in page
    assert page.count("Compléter") >= 3


@pytest.mark.parametrize(
    ("slug", "typed", "shown"),
    [
        ("identite", {"other_names": "La grande", "birth_place": "Bakel"}, ["La grande", "Bakel"]),
        ("identite", {"birth_precision": "month", "birth_month": "mars", "birth_year": 1990}, ["mars 1990"]),
        (
            "telephones",
            {"phone": "76 11 22 33", "phone_is_own": "False"},
            ["76 11 22 33", "téléphone d’un proche"],
        ),
        ("telephones", {"phone": "76 11 22 33", "may_be_called": "False"}, ["ne pas appeler"]),
        (
            "arrivee",
            {"origin_place": "Tambacounda", "arrived_on": "2026-10-01"},
            ["Tambacounda", "1er octobre 2026"],
        ),
    ],
)
def test_what_is_typed_is_saved_and_shown(
    facilitator: User,
    signed_in: Callable[[User], Client],
    slug: str,
    typed: dict[str, Any],
    shown: list[str],
) -> None:
    migrant, client = make_migrant(), signed_in(facilitator)
    answer = client.post(address(migrant, slug), filled(client, migrant, slug, **typed), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("registry:dossier", args=[migrant.pk]) + f"#{slug}"
    page = answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")
    for words in shown:
        assert words in page


def test_work_and_languages(facilitator: User, signed_in: Callable[[User], Client]) -> None:
    migrant, client = make_migrant(), signed_in(facilitator)
    trade, contract = Profession.objects.all()[3], ContractType.objects.get(code="cdd")
    work = {"profession": trade.pk, "employer_name": " Société  Or Noir ", "contract_type": contract.pk}
    client.post(address(migrant, "travail"), filled(client, migrant, "travail", **work))
    spoken = list(Language.objects.filter(code__in=("bam", "snk")).values_list("pk", flat=True))
    client.post(address(migrant, "langues"), filled(client, migrant, "langues", languages=spoken))
    client.post(address(migrant, "langues"), filled(client, migrant, "langues", languages=spoken[:1]))
    migrant.refresh_from_db()
    assert (migrant.profession, migrant.contract_type) == (trade, contract)
    assert migrant.employer is not None
    assert migrant.employer.name == "Société Or Noir"
    assert [entry.language_id for entry in migrant.spoken_languages.all()] == spoken[:1]


def test_an_employer_is_one_whatever_the_accents_and_the_case() -> None:
    user = UserFactory()
    first = Employer.objects.named("Société Or Noir", by=user)
    assert Employer.objects.named("societe OR noir", by=user) == first
    assert Employer.objects.count() == 1


def test_a_section_says_who_filled_it(client_of: Callable[[str], Client]) -> None:
    migrant = make_migrant()
    phones(client_of("Awa Première"), migrant, phone="76112233")
    client_of("Oumar Second").post(
        address(migrant, "arrivee"),
        filled(client_of("Oumar Second"), migrant, "arrivee", origin_place="Bakel"),
    )
    sections = client_of("Lecteur").get(reverse("registry:dossier", args=[migrant.pk])).context["sections"]
    authors = {shown.section.slug: shown.mark.author for shown in sections if shown.mark}
    assert authors["telephones"] == "Awa Première"
    assert authors["arrivee"] == "Oumar Second"
    assert "travail" not in authors


def test_two_people_at_once_the_second_chooses(client_of: Callable[[str], Client]) -> None:
    migrant = make_migrant(phone="70000001")
    first, second = client_of("Awa"), client_of("Oumar")
    sent_by_second = filled(second, migrant, "telephones", phone="70000003")
    phones(first, migrant, phone="70000002")

    page = second.post(address(migrant, "telephones"), sent_by_second)
    assert "Quelqu’un d’autre a changé cette partie" in page.content.decode()
    [difference] = page.context["differences"]
    assert (difference.mine, difference.theirs, difference.choice) == ("70000003", "70000002", "")
    migrant.refresh_from_db()
    assert migrant.phone == "70000002"

    again = {**sent_by_second, "opened": page.context["form"]["opened"].value()}
    assert second.post(address(migrant, "telephones"), again).context["differences"], "no choice is no answer"

    second.post(address(migrant, "telephones"), {**again, "keep_phone": MINE})
    migrant.refresh_from_db()
    assert migrant.phone == "70000003"


def test_the_answer_of_the_other_can_be_kept(client_of: Callable[[str], Client]) -> None:
    migrant = make_migrant(phone="70000001")
    first, second = client_of("Awa"), client_of("Oumar")
    sent = filled(second, migrant, "telephones", phone="70000003", other_phone="70000009")
    phones(first, migrant, phone="70000002")
    page = second.post(address(migrant, "telephones"), sent)
    sent |= {"opened": page.context["form"]["opened"].value(), "keep_phone": THEIRS}
    second.post(address(migrant, "telephones"), sent)
    migrant.refresh_from_db()
    assert (migrant.phone, migrant.other_phone) == ("70000002", "70000009")


def test_a_change_between_question_and_choice_asks_again(client_of: Callable[[str], Client]) -> None:
    migrant = make_migrant(phone="70000001")
    first, second = client_of("Awa"), client_of("Oumar")
    sent = filled(second, migrant, "telephones", phone="70000003")
    phones(first, migrant, phone="70000002")
    page = second.post(address(migrant, "telephones"), sent)
    phones(first, migrant, phone="70000004")
    sent |= {"opened": page.context["form"]["opened"].value(), "keep_phone": MINE}
    [difference] = second.post(address(migrant, "telephones"), sent).context["differences"]
    assert difference.theirs == "70000004"
    migrant.refresh_from_db()
    assert migrant.phone == "70000004"


def test_the_birth_is_one_question(client_of: Callable[[str], Client]) -> None:
    migrant = make_migrant(birth_precision="year", birth_year=1990)
    first, second = client_of("Awa"), client_of("Oumar")
    sent = filled(second, migrant, "identite", birth_precision="month", birth_month="3", birth_year="1990")
    first.post(
        address(migrant, "identite"),
        filled(first, migrant, "identite", birth_precision="estimated", birth_year="1985"),
    )
    [difference] = second.post(address(migrant, "identite"), sent).context["differences"]
    assert (difference.key, difference.theirs) == ("birth", "Année estimée\u00a0: 1985")


def test_other_sections_changed_meanwhile_do_not_matter(client_of: Callable[[str], Client]) -> None:
    migrant = make_migrant()
    first, second = client_of("Awa"), client_of("Oumar")
    sent = filled(second, migrant, "telephones", phone="70000003")
    first.post(address(migrant, "arrivee"), filled(first, migrant, "arrivee", origin_place="Bakel"))
    assert second.post(address(migrant, "telephones"), sent).status_code == 302
    migrant.refresh_from_db()
    assert (migrant.phone, migrant.origin_place) == ("70000003", "Bakel")


@pytest.mark.parametrize("opened", ["", "n’importe quoi", "of another person"])
def test_a_form_that_does_not_say_what_it_was_opened_with_overwrites_nothing(
    client_of: Callable[[str], Client], opened: str
) -> None:
    client = client_of("Awa")
    migrant, other = make_migrant(phone="70000001"), make_migrant(phone="70000001")
    sent = filled(client, migrant, "telephones", phone="70000003")
    sent["opened"] = filled(client, other, "telephones")["opened"] if opened.startswith("of") else opened
    assert client.post(address(migrant, "telephones"), sent).context["differences"]
    migrant.refresh_from_db()
    assert migrant.phone == "70000001"


def test_the_same_form_sent_twice_is_not_a_difference(client_of: Callable[[str], Client]) -> None:
    migrant, client = make_migrant(), client_of("Awa")
    sent = filled(client, migrant, "telephones", phone="70000003")
    assert [client.post(address(migrant, "telephones"), sent).status_code for _ in range(2)] == [302, 302]


def test_a_mistake_keeps_the_input(facilitator: User, signed_in: Callable[[User], Client]) -> None:
    migrant, client = make_migrant(family_name="Sarr", given_names="Awa"), signed_in(facilitator)
    sent = filled(client, migrant, "identite", family_name="", given_names="", birth_place="Bakel")
    page = client.post(address(migrant, "identite"), sent)
    assert "Écrivez au moins un nom ou un prénom." in page.content.decode()
    assert 'value="Bakel"' in page.content.decode()
    migrant.refresh_from_db()
    assert migrant.family_name == "Sarr"


@pytest.mark.parametrize(
    ("typed", "message"),
    [("2099-01-01", "dans le futur"), ("1989-12-31", "trop ancienne pour cette personne")],
)
def test_nobody_arrives_before_their_birth_nor_tomorrow(
    facilitator: User, signed_in: Callable[[User], Client], typed: str, message: str
) -> None:
    migrant, client = make_migrant(birth_precision="year", birth_year=1990), signed_in(facilitator)
    page = client.post(address(migrant, "arrivee"), filled(client, migrant, "arrivee", arrived_on=typed))
    assert message in page.content.decode()
    migrant.refresh_from_db()
    assert migrant.arrived_on is None


def test_an_unknown_section_or_person_is_not_found(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(facilitator)
    assert client.get(address(make_migrant(), "inconnue")).status_code == 404
    assert client.get(reverse("registry:section", args=[uuid4(), "identite"])).status_code == 404


def test_what_was_ended_since_stays_on_the_dossier(
    facilitator: User, signed_in: Callable[[User], Client]
) -> None:
    migrant, client = make_migrant(nationality="sn"), signed_in(facilitator)
    spoken = Language.objects.get(code="bam")
    client.post(address(migrant, "langues"), filled(client, migrant, "langues", languages=[spoken.pk]))
    for entry in (spoken, migrant.nationality):
        entry.is_current = False
        entry.save()
    added = Language.objects.get(code="snk")
    client.post(
        address(migrant, "langues"), filled(client, migrant, "langues", languages=[spoken.pk, added.pk])
    )
    client.post(address(migrant, "identite"), filled(client, migrant, "identite", birth_place="Bakel"))
    migrant.refresh_from_db()
    assert {entry.language for entry in migrant.spoken_languages.all()} == {spoken, added}
    assert (migrant.birth_place, migrant.nationality.code) == ("Bakel", "sn")


def test_languages_say_who_noted_them(client_of: Callable[[str], Client]) -> None:
    migrant, client = make_migrant(), client_of("Awa Première")
    spoken = Language.objects.get(code="bam")
    client.post(address(migrant, "langues"), filled(client, migrant, "langues", languages=[spoken.pk]))
    sections = client.get(reverse("registry:dossier", args=[migrant.pk])).context["sections"]
    assert {shown.mark.author for shown in sections if shown.section.slug == "langues"} == {"Awa Première"}


@pytest.mark.parametrize("name", ["?", "-", "…"])
def test_an_employer_made_of_signs_is_refused_in_words(
    facilitator: User, signed_in: Callable[[User], Client], name: str
) -> None:
    migrant, client = make_migrant(), signed_in(facilitator)
    page = client.post(address(migrant, "travail"), filled(client, migrant, "travail", employer_name=name))
    assert "Écrivez le nom de l’employeur." in page.content.decode()
    assert f'value="{name}"' in page.content.decode()
