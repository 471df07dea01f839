import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from registry.enums import JournalAction
from registry.models import JournalEntry
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/compte/mot-de-passe/"
NEW = "quatre mots sans rapport"


def change(client: Client, new: str = NEW, old: str = PASSWORD, again: str | None = None):
    return client.post(PAGE, {"old_password": old, "new_password1": new, "new_password2": again or new})


def test_change_closes_the_other_sessions_and_keeps_this_one() -> None:
    user = UserFactory()
    here, elsewhere = Client(), Client()
    here.force_login(user)
    elsewhere.force_login(user)
    assert change(here)["Location"] == "/compte/"
    assert here.get("/compte/").status_code == 200
    assert elsewhere.get("/compte/").status_code == 302
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert JournalEntry.objects.get().action == JournalAction.PASSWORD_CHANGED


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"old": "faux"}, "Ce n’est pas votre mot de passe actuel."),
        ({"again": "autre chose encore"}, "Les deux mots de passe ne sont pas les mêmes."),
        ({"new": PASSWORD}, "Choisissez un mot de passe différent de l’actuel."),
        ({"new": "quatorze-signe"}, "15"),
    ],
)
def test_refusals_are_explained(client: Client, data: dict[str, str], message: str) -> None:
    user = UserFactory()
    client.force_login(user)
    response = change(client, **data)
    assert response.status_code == 200
    assert message in response.content.decode()
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["toutenminuscules", "123 567 90 2 456", "é" * 15, "x y" * 40])
def test_length_is_the_rule_not_composition(password: str) -> None:
    validate_password(password, UserFactory.build())


@pytest.mark.parametrize("password", ["secretaire-untm1", "court", "bonjour@example.ml"])
def test_too_short_or_too_close_to_the_person(password: str) -> None:
    user = UserFactory.build(username="secretaire-untm", email="bonjour@example.ml")
    with pytest.raises(ValidationError):
        validate_password(password, user)


def test_provisional_password_must_be_changed_first(client: Client) -> None:
    user = UserFactory(must_change_password=True)
    client.force_login(user)
    assert client.get("/compte/")["Location"] == PAGE
    assert "Votre mot de passe est provisoire" in client.get(PAGE).content.decode()
    change(client)
    assert client.get("/compte/").status_code == 200


def test_holder_of_a_provisional_password_may_leave(client: Client) -> None:
    client.force_login(UserFactory(must_change_password=True))
    assert client.post("/deconnexion/")["Location"] == "/connexion/"
