"""Search finds people by name in any order, by phone, by number, and keeps names out of addresses."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ciom.accounts.models import User
from registry.duplicates import possible_same_people
from registry.models import JournalEntry, Migrant, NameSpelling
from registry.registration import Place
from registry.search import LIMIT, search_people
from registry.searched_text import fields_of_a_new_person
from tests.accounts.factories import UserFactory
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
URL = "/migrants/"


@pytest.fixture
def person(facilitator: User) -> Migrant:
    return make_migrant(by=facilitator, given_names="Aïssatou", family_name="N’Diaye-Bâ", phone="70 12 34 56")


@pytest.mark.parametrize(
    "typed",
    [
        "Aïssatou N’Diaye-Bâ",
        "ndiaye aissatou",
        "BA AISSATOU",
        "aissa",
        "N'DIAYE",
        "70123456",
        "70 12 34",
        "+223 70 12 34 56",
        "00223 70123456",
    ],
)
def test_found_however_it_is_typed(facilitator: User, person: Migrant, typed: str) -> None:
    make_migrant(by=facilitator, given_names="Fatou", family_name="Sow", phone="76 99 99 99")
    assert search_people(typed, user=facilitator).people == [person]


def test_found_by_number_with_or_without_its_letter(facilitator: User, person: Migrant) -> None:
    for typed in (person.number, person.number.lower(), person.number[:-2]):
        result = search_people(typed, user=facilitator)
        assert (result.people, result.warning) == ([person], "")


@pytest.mark.parametrize(
    "form", ["kay26{0}", "KAY 26 {0}", "kay-26-{0}-{1}", "KAY26{0}{1}", "{0}", "{0:05d}"]
)
def test_found_by_a_number_without_its_zeros_or_signs(facilitator: User, person: Migrant, form: str) -> None:
    typed = form.format(int(person.number[7:-2]), person.number[-1].lower())
    assert search_people(typed, user=facilitator).people == [person]


def test_a_wrong_letter_is_said(facilitator: User, person: Migrant) -> None:
    wrong = person.number[:-1] + ("A" if person.number[-1] != "A" else "B")
    result = search_people(wrong, user=facilitator)
    assert result.people == [person]
    assert "caractère de contrôle" in result.warning


@pytest.mark.parametrize("said", ["7611223", "07 61 12 23", "0033 7 611 223", "76 11 22 33 / 761 12 23"])
def test_a_telephone_that_is_no_whole_number_is_found_by_its_digits(facilitator: User, said: str) -> None:
    partial = make_migrant(by=facilitator, phone=said)
    make_migrant(by=facilitator, phone="70 12 34 56")
    assert search_people("761 12 23", user=facilitator).people == [partial]


@pytest.mark.parametrize("typed", ["%", "_", ".", "🙂", "()", "- -", "%%%", "’", "12"])
def test_signs_find_nobody_and_it_is_said(facilitator: User, person: Migrant, typed: str) -> None:
    result = search_people(typed, user=facilitator)
    assert result.people == []
    assert typed == "12" or not result.is_understood and result.warning


@pytest.mark.parametrize("typed", ["1990", "née en 1990", "35 ans", "femme 1990", "Homme"])
def test_a_year_or_a_sex_alone_asks_for_a_name(facilitator: User, person: Migrant, typed: str) -> None:
    result = search_people(typed, user=facilitator)
    assert (result.people, result.is_understood) == ([], False)
    assert "aussi un nom" in result.warning


def test_digits_like_a_year_still_find_a_telephone(facilitator: User) -> None:
    person = make_migrant(by=facilitator, phone="70 19 90 56")
    result = search_people("1990", user=facilitator)
    assert (result.people, result.is_understood) == ([person], True)
    assert "aussi un nom" in result.warning


@pytest.mark.parametrize("typed", ["Jallow Mamadu", "diallo mamadou", "DJALLO Mamadou"])
def test_whom_registration_would_warn_about_is_found(facilitator: User, typed: str) -> None:
    known = make_migrant(by=facilitator, given_names="Mamadou", family_name="Diallo", sex="M")
    given, family = fields_of_a_new_person(typed).values()
    candidate = Migrant(given_names=given, family_name=family, sex="M", nationality=known.nationality)
    assert [one.migrant for one in possible_same_people(candidate, Place(), user=facilitator)] == [known]
    assert search_people(typed, user=facilitator).people == [known]


def named(full_name: str, **fields: Any) -> Migrant:
    given, _, family = full_name.rpartition(" ")
    return make_migrant(given_names=given, family_name=family, **fields)


@pytest.mark.parametrize(
    ("registered", "typed", "why"),
    [
        ("Moussa Coulibaly", "coulibaly moussa", "Mêmes noms"),
        ("Moussa Coulibaly", "Musa Kulibali", "Mêmes noms écrits autrement"),
        ("Awa N’Diaye", "Hawa Njie", "Mêmes noms écrits autrement"),
        ("N Diaye Awa", "awa ndiaye", "Mêmes noms"),
        ("Abdoul Karim Zongo", "Abdoulkarim zongo", "Mêmes noms"),
        ("Moussa Coulibaly", "coul", "Nom qui commence ainsi"),
        ("M. Samaké", "Mamadou Samaké", "Nom qui commence ainsi"),
        ("Mamadou Samaké", "M. Samake", "Nom qui commence ainsi"),
        ("Moussa Coulibaly", "Mousa Couliblay", "Noms à une lettre près"),
        ("Moussa Coulibaly", "Moussa Jllow Coulibaly", "Un nom de moins"),
        ("Moussa Diallo", "Moussa Jllow", "Noms à une lettre près"),
        ("Adama Ouédraogo", "Adama Ouédxxogo", "Noms à deux lettres près"),
        ("Mahamadou Sow", "mamadou sow", "Noms à deux lettres près"),
        ("Oumar Barry", "Mohamed Oumar Barry", "Un nom de moins"),
        ("Hawa Koné épouse Fofana", "Hawa Fofana", "Mêmes noms"),
    ],
)
def test_found_in_other_spellings_and_with_slips(
    facilitator: User, registered: str, typed: str, why: str
) -> None:
    person = named(registered, by=facilitator)
    named("Fanta Dicko", by=facilitator)
    result = search_people(typed, user=facilitator)
    assert [(one.migrant, one.why) for one in result.found] == [(person, why)]


@pytest.mark.parametrize(
    ("registered", "typed"),
    [("Awa Ba", "Awa Sy"), ("Issa Koné", "Moussa Koné"), ("Fatou Diop", "Fatou Diouf"), ("Awa Sow", "Aw")],
)
def test_short_names_are_not_confused(facilitator: User, registered: str, typed: str) -> None:
    named(registered, by=facilitator)
    assert search_people(typed, user=facilitator).people == []


def test_the_closest_come_first(facilitator: User) -> None:
    near, other, longer, same = (
        named(name, by=facilitator)
        for name in ("Moussa Dialla", "Musa Jallow", "Moussa Diallobé", "Moussa Diallo")
    )
    result = search_people("moussa diallo", user=facilitator)
    assert result.people == [same, other, longer, near]
    assert [one.migrant for one in result.near] == [near]


def test_a_year_an_age_and_a_sex_beside_the_name_sort_and_part(facilitator: User) -> None:
    born = {
        year: named("Awa Sow", by=facilitator, sex="F", birth_precision="year", birth_year=year)
        for year in (1990, 1992, 1970)
    }
    unknown = named("Awa Sow", by=facilitator, sex="F")
    named("Awa Sow", by=facilitator, sex="M", birth_precision="year", birth_year=1990)
    assert search_people("femme Awa Sow 1990", user=facilitator).people == [born[1990], born[1992], unknown]
    age = timezone.localdate().year - 1970
    assert search_people(f"awa sow {age} ans femme", user=facilitator).people == [born[1970], unknown]


def test_a_name_and_a_part_of_the_phone(facilitator: User) -> None:
    person = named("Awa Sow", by=facilitator, phone="70 12 34 56")
    named("Awa Sow", by=facilitator, phone="76 00 00 00")
    named("Awa Sy", by=facilitator, phone="70 12 34 56")
    assert search_people("awa sow 7012", user=facilitator).people == [person]


def test_a_number_with_a_wrong_digit_shows_what_it_may_have_been(facilitator: User) -> None:
    people = [make_migrant(by=facilitator) for _ in range(3)]
    meant = people[2]
    wrong = f"{meant.number[:-3]}9{meant.number[-2:]}"
    result = search_people(wrong, user=facilitator)
    assert [(one.migrant, one.why) for one in result.found] == [(meant, "Numéro CIOM à un chiffre près")]
    assert "caractère de contrôle" in result.warning


def test_a_listed_spelling_counts_at_once_and_no_more_when_it_is_ended(facilitator: User) -> None:
    person = named("Awa Zorobabel", by=facilitator)
    assert search_people("awa pokou", user=facilitator).people == []
    spelling = NameSpelling.objects.create(kind="nom", name="Zorobabel", spelling="Pokou")
    assert search_people("awa pokou", user=facilitator).people == [person]
    candidate = Migrant(given_names="Awa", family_name="Pokou", sex="F", nationality=person.nationality)
    assert [one.migrant for one in possible_same_people(candidate, Place(), user=facilitator)] == [person]
    spelling.is_current = False
    spelling.save()
    assert search_people("awa pokou", user=facilitator).people == []


@pytest.mark.parametrize(
    ("registered", "typed"),
    [
        ("Mohamed Maïga", "Moharned Maïga"),
        ("Oumar Barry", "Mohamed Oumar Barry"),
        ("Mohamed Oumar Barry", "Oumar Barry"),
        ("M. Samaké", "Mamadou Samaké"),
        ("Tchendela Sow", "Tchendella Soh"),
        ("El Hadj Daouda Ouattara", "Dauda Watara"),
        ("Cherno Amadu Jalloh", "Thierno Amadou Diallo"),
    ],
)
def test_registration_warns_and_the_search_finds(facilitator: User, registered: str, typed: str) -> None:
    known = named(registered, by=facilitator, sex="M", birth_precision="year", birth_year=1990)
    given, _, family = typed.rpartition(" ")
    candidate = Migrant(
        given_names=given,
        family_name=family,
        sex="M",
        birth_precision="year",
        birth_year=1990,
        nationality=known.nationality,
    )
    assert [one.migrant for one in possible_same_people(candidate, Place(), user=facilitator)] == [known]
    assert search_people(typed, user=facilitator).people == [known]


def test_the_list_is_cut_and_says_so(facilitator: User) -> None:
    for _ in range(LIMIT + 1):
        make_migrant(by=facilitator, given_names="Mamadou", family_name="Traoré")
    result = search_people("traore", user=facilitator)
    assert (len(result.people), result.more) == (LIMIT, True)


def test_the_name_is_in_no_address_and_in_no_session(
    facilitator: User, person: Migrant, signed_in: SignIn
) -> None:
    client = signed_in(facilitator)
    answer = client.post(URL, {"q": "aissatou"})
    assert answer.status_code == 302
    address = answer["Location"]
    assert "aissatou" not in address
    page = client.get(address).content.decode()
    assert person.number in page and 'value="aissatou"' in page
    sessions = [str(session.get_decoded()) for session in Session.objects.all()]
    assert sessions and "aissatou" not in "".join(sessions)


def test_as_one_types_the_results_alone_are_sent(
    facilitator: User, person: Migrant, signed_in: SignIn
) -> None:
    client = signed_in(facilitator)
    for typed, is_found in (("aissatou", True), ("inconnue", False)):
        before = JournalEntry.objects.count()
        answer = client.post(URL, {"q": typed}, headers={"HX-Request": "true"})
        part, address = answer.content.decode(), answer["HX-Replace-Url"]
        assert (person.number in part) == is_found
        assert "<html" not in part and typed not in address
        assert JournalEntry.objects.count() - before == is_found
        assert (person.number in client.get(address).content.decode()) == is_found
    listed = JournalEntry.objects.filter(actor=facilitator, page="POST registry:migrants").get()
    assert listed.people == [person.pk]


def test_nobody_found_offers_registration_with_what_was_typed(facilitator: User, signed_in: SignIn) -> None:
    client = signed_in(facilitator)
    page = client.post(URL, {"q": "Coumba Inconnue"}, follow=True).content.decode()
    assert "Personne ne correspond" in page
    assert 'name="searched" value="Coumba Inconnue"' in page
    form = client.post(reverse("registry:new_migrant"), {"searched": "Coumba Inconnue"})
    assert form.request["QUERY_STRING"] == ""
    assert 'value="Coumba"' in form.content.decode() and 'value="Inconnue"' in form.content.decode()
    assert "Erreur" not in form.content.decode()
    assert not Migrant.objects.exists()


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ("Moussa Keïta", {"given_names": "Moussa", "family_name": "Keïta"}),
        ("keita moussa", {"given_names": "moussa", "family_name": "keita"}),
        ("SARR Coumba Awa", {"given_names": "Coumba Awa", "family_name": "SARR"}),
        ("Zzyx Wwq", {"given_names": "Zzyx", "family_name": "Wwq"}),
        ("Seydou", {"given_names": "Seydou"}),
        (
            "femme Awa Sow 1990",
            {
                "given_names": "Awa",
                "family_name": "Sow",
                "sex": "F",
                "birth_year": 1990,
                "birth_precision": "estimated",
            },
        ),
        ("Awa 70 12 34 56", {"given_names": "Awa", "phone": "70 12 34 56"}),
        ("70 12 34 56", {"phone": "70 12 34 56"}),
        ("KAY-26-00042-S", {}),
        ("🙂", {}),
    ],
)
def test_the_form_begins_with_what_was_typed(typed: str, fields: dict[str, str]) -> None:
    assert fields_of_a_new_person(typed) == fields


def test_the_results_come_back_and_the_menu_starts_afresh(
    facilitator: User, person: Migrant, signed_in: SignIn
) -> None:
    client = signed_in(facilitator)
    first = client.post(URL, {"q": "aissatou"})["Location"]
    second = client.post(URL, {"q": "personne d’autre"})["Location"]
    assert person.number in client.get(first).content.decode()
    assert person.number not in client.get(second).content.decode()
    assert "aissatou" not in client.get(URL).content.decode()
    assert client.post(URL, {"q": "  "})["Location"] == URL


def test_a_search_is_shown_to_its_author_for_30_minutes(
    facilitator: User, person: Migrant, signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(facilitator)
    address = client.post(URL, {"q": "aissatou"})["Location"]
    assert "aissatou" not in signed_in(UserFactory()).get(address).content.decode()
    now = time.time()
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: now + 30 * 60 - 5)
    assert "aissatou" in client.get(address).content.decode()
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: now + 30 * 60 + 5)
    assert "aissatou" not in client.get(address).content.decode()
    assert client.get(URL, {"recherche": "n’importe quoi"}).status_code == 200


def test_queries_do_not_grow_with_the_list(
    facilitator: User, signed_in: SignIn, django_assert_num_queries: Callable
) -> None:
    client = signed_in(facilitator)
    for count in (1, 10):
        for _ in range(count):
            make_migrant(by=facilitator, family_name="Sangaré")
        address = client.post(URL, {"q": "sangare"})["Location"]
        # Transaction (2), session, account, journal, list of names, and people, closer and closer.
        with django_assert_num_queries(12):
            client.get(address)
