import re
import time
from html import unescape

import pytest
from django.test import Client

from ciom.accounts import kept_input, middleware
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

PAGE = "/compte/mot-de-passe/?de=essai"
TYPED = {
    "motif": ["Salaire impayé\r\ndepuis mai", "« deux »"],
    "vide": [""],
    "password": "secret",
    "old_password": "secret",
}


def age_session(client: Client, *, idle: int = 0, open_for: int = 0) -> None:
    session = client.session
    session["signed_in_at"] = int(time.time()) - open_for
    session["seen_at"] = int(time.time()) - idle
    session.save()


@pytest.fixture
def user():
    return UserFactory(username="animateur")


@pytest.fixture
def signed_in(client: Client, user) -> Client:
    client.force_login(user)
    return client


def hidden_fields(page: str) -> list[tuple[str, str]]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return [(unescape(name), unescape(value)) for name, value in found]


def sign_in_with(client: Client, kept: str, username: str = "animateur"):
    return client.post("/connexion/", {"username": username, "password": PASSWORD, "kept": kept})


def expire_and_post(client: Client) -> str:
    """The sealed input that the page of an expired session holds."""
    age_session(client, idle=middleware.IDLE_SECONDS + 5)
    response = client.post(PAGE, TYPED)
    assert response.status_code == 401
    return dict(hidden_fields(response.content.decode()))["kept"]


@pytest.mark.parametrize(
    ("idle", "open_for", "status"),
    [
        (0, 0, 200),
        (29 * 60, 29 * 60, 200),
        (31 * 60, 31 * 60, 302),
        (10, 12 * 3600 - 60, 200),
        (10, 12 * 3600 + 60, 302),
    ],
)
def test_limits(signed_in: Client, idle: int, open_for: int, status: int) -> None:
    age_session(signed_in, idle=idle, open_for=open_for)
    assert signed_in.get("/compte/").status_code == status


def test_a_request_restarts_the_idle_clock(signed_in: Client) -> None:
    age_session(signed_in, idle=20 * 60)
    signed_in.get("/compte/")
    assert time.time() - signed_in.session["seen_at"] < 5


def test_time_is_not_written_at_every_request(signed_in: Client) -> None:
    signed_in.get("/compte/")
    age_session(signed_in, idle=30)
    before = signed_in.session["seen_at"]
    signed_in.get("/compte/")
    assert signed_in.session["seen_at"] == before


def test_expired_page_says_so_at_sign_in(signed_in: Client) -> None:
    age_session(signed_in, idle=31 * 60)
    page = signed_in.get("/compte/", follow=True).content.decode()
    assert "Votre session a expiré. Reconnectez-vous." in page


def test_expired_session_cannot_be_used_again(signed_in: Client) -> None:
    key = signed_in.session.session_key
    age_session(signed_in, idle=31 * 60)
    signed_in.get("/compte/")
    assert not signed_in.session.exists(key)


def test_post_after_expiry_keeps_the_input(signed_in: Client) -> None:
    age_session(signed_in, idle=31 * 60)
    response = signed_in.post(PAGE, TYPED)
    page = response.content.decode()
    assert response.status_code == 401
    assert response["Cache-Control"] == "no-store, private"
    assert "votre saisie est conservée." in page
    assert page.count("expiré") == 1 + page.count("<title>Session expirée")
    assert "Salaire" not in page


def test_same_person_gets_the_input_back_and_sends_it(signed_in: Client) -> None:
    page = sign_in_with(signed_in, expire_and_post(signed_in)).content.decode()
    assert "Reprendre et enregistrer" in page
    assert f'action="{PAGE}"' in page
    fields = [pair for pair in hidden_fields(page) if pair[0] != "csrfmiddlewaretoken"]
    assert fields == [("motif", TYPED["motif"][0]), ("motif", TYPED["motif"][1]), ("vide", "")]
    assert signed_in.post(PAGE, dict(fields)).status_code == 200


def test_input_survives_a_wrong_password(signed_in: Client) -> None:
    kept = expire_and_post(signed_in)
    response = signed_in.post("/connexion/", {"username": "animateur", "password": "faux", "kept": kept})
    again = dict(hidden_fields(response.content.decode()))["kept"]
    assert "Reprendre et enregistrer" in sign_in_with(signed_in, again).content.decode()


def test_another_person_does_not_get_it(signed_in: Client) -> None:
    UserFactory(username="autre")
    kept = expire_and_post(signed_in)
    response = sign_in_with(signed_in, kept, "autre")
    assert response.status_code == 302
    assert "appartient à un autre compte" in signed_in.get("/compte/").content.decode()


@pytest.mark.parametrize(
    "spoil", [lambda kept: kept[:-4] + "AAAA", lambda kept: "n'importe quoi", lambda kept: ""]
)
def test_altered_input_is_refused(signed_in: Client, spoil) -> None:
    response = sign_in_with(signed_in, spoil(expire_and_post(signed_in)))
    assert response.status_code == 302
    assert "n’est plus valable" in signed_in.get("/compte/").content.decode()


def test_input_is_kept_thirty_minutes(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = expire_and_post(signed_in)
    monkeypatch.setattr(kept_input, "VALID_SECONDS", -1)
    assert sign_in_with(signed_in, kept).status_code == 302


def test_input_too_long_is_said_not_to_be_kept(signed_in: Client) -> None:
    age_session(signed_in, idle=31 * 60)
    page = signed_in.post(PAGE, {"motif": "x" * (kept_input.MAX_BYTES + 1)}).content.decode()
    assert "trop longue pour être conservée" in page
    assert "kept" not in dict(hidden_fields(page))


def test_forged_request_is_not_kept(user) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    age_session(client, idle=31 * 60)
    response = client.post(PAGE, {"motif": "posé par un autre site"})
    assert response.status_code == 403
    assert "kept" not in response.content.decode()


def test_form_older_than_the_sign_in_is_offered_again_to_its_own_page(user) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    own = client.post(PAGE, {"motif": "saisi avant"}, headers={"Origin": "http://testserver"})
    assert own.status_code == 403
    assert ("motif", "saisi avant") in hidden_fields(own.content.decode())
    for headers in ({"Origin": "https://ailleurs.example"}, {"Origin": "null"}, {}):
        page = client.post(PAGE, {"motif": "saisi avant"}, headers=headers).content.decode()
        assert "Cette page est trop ancienne" in page
        assert "saisi avant" not in page


def test_public_form_goes_on_after_expiry(signed_in: Client) -> None:
    age_session(signed_in, idle=31 * 60)
    assert signed_in.post("/deconnexion/")["Location"] == "/connexion/"


def test_secret_key_matters(settings, rf, user) -> None:
    request = rf.post("/compte/", {"a": "b"})
    token = kept_input.seal(request, user_id=str(user.pk))
    assert token is not None
    assert kept_input.unseal(token, user_id=str(user.pk)).fields == [("a", "b")]
    settings.SECRET_KEY = "another-key-for-this-test"
    with pytest.raises(kept_input.InputLost):
        kept_input.unseal(token, user_id=str(user.pk))
