from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.auth.hashers import BasePasswordHasher
from django.db import connections
from django.test import Client, RequestFactory
from django.utils.timezone import localtime, now

from ciom.accounts import throttle
from registry.enums import JournalAction
from registry.models import JournalEntry
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


WRONG = "mauvais mot de passe"


def try_password(
    client: Client, username: str = "animateur", password: str = WRONG, address: str = "10.0.0.1"
):
    return client.post("/connexion/", {"username": username, "password": password}, REMOTE_ADDR=address)


@pytest.fixture
def no_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise AssertionError("a password was hashed")

    monkeypatch.setattr("django.contrib.auth.backends.ModelBackend.authenticate", fail)
    monkeypatch.setattr(BasePasswordHasher, "verify", fail)


def lock(client: Client) -> None:
    for _ in range(5):
        try_password(client)


def test_fifth_failure_locks_and_says_until_when(client: Client) -> None:
    UserFactory(username="animateur")
    for _ in range(4):
        assert try_password(client).status_code == 200
    response = try_password(client)
    until = localtime(now() + timedelta(minutes=30))
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 1800
    assert f"{until.hour}\u00a0h" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_parallel_tries_do_not_outrun_the_count() -> None:
    UserFactory(username="animateur")

    def try_once(number: int) -> int:
        try:
            return try_password(Client()).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(try_once, range(8)))
    assert sorted(statuses) == [200] * 4 + [429] * 4
    assert JournalEntry.objects.filter(action=JournalAction.SIGN_IN_FAILED).count() == 5


def test_lock_is_recorded_once(client: Client) -> None:
    user = UserFactory(username="animateur")
    lock(client)
    try_password(client)
    try_password(client)
    actions = list(JournalEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == [JournalAction.SIGN_IN_FAILED] * 5 + [JournalAction.LOCKED_OUT]
    assert set(JournalEntry.objects.values_list("object_id", flat=True)) == {str(user.pk)}


def test_locked_pair_is_refused_before_any_hashing(client: Client, no_hashing: None) -> None:
    UserFactory(username="animateur")
    request = RequestFactory().post("/connexion/", {"username": "animateur"}, REMOTE_ADDR="10.0.0.1")
    AccessAttempt.objects.create(
        username=throttle.username_digest(request), ip_address="10.0.0.1", failures_since_start=5
    )
    assert try_password(client, password=PASSWORD).status_code == 429
    assert try_password(client, username="ANIMATEUR ", password=PASSWORD).status_code == 429


def test_lock_is_for_one_username_from_one_address(client: Client) -> None:
    UserFactory(username="animateur")
    UserFactory(username="drt")
    lock(client)
    assert try_password(client, password=PASSWORD).status_code == 429
    assert try_password(Client(), username="drt", password=PASSWORD).status_code == 302
    assert try_password(Client(), password=PASSWORD, address="10.0.0.2").status_code == 302


def test_lock_is_not_lengthened_by_new_tries_and_ends(client: Client) -> None:
    UserFactory(username="animateur")
    lock(client)
    try_password(client)
    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=31))
    assert try_password(client, password=PASSWORD).status_code == 302


def test_success_clears_the_count(client: Client) -> None:
    UserFactory(username="animateur")
    for _ in range(4):
        try_password(client)
    try_password(client, password=PASSWORD)
    client.post("/deconnexion/")
    assert try_password(client).status_code == 200


def add_failures(
    count: int, *, username: str = "", address: str | None = None, age: timedelta = timedelta(0)
) -> None:
    request = RequestFactory().post("/connexion/", {"username": username})
    for number in range(count):
        failure = AccessFailureLog.objects.create(
            username=throttle.username_digest(request), ip_address=address or f"10.1.0.{number + 1}"
        )
        AccessFailureLog.objects.filter(pk=failure.pk).update(attempt_time=now() - age)


def test_one_address_cannot_run_through_usernames(client: Client, no_hashing: None) -> None:
    add_failures(20, address="10.0.0.1")
    response = try_password(client)
    assert response.status_code == 429
    assert int(response["Retry-After"]) <= 60


def test_an_office_is_slowed_for_a_minute_only(client: Client) -> None:
    UserFactory(username="animateur")
    add_failures(20, address="10.0.0.1", age=timedelta(seconds=61))
    assert try_password(client, password=PASSWORD).status_code == 302


def test_many_addresses_cannot_try_one_username_without_end(client: Client, no_hashing: None) -> None:
    add_failures(20, username="animateur")
    assert try_password(client, address="10.9.9.9").status_code == 429


def test_old_failures_are_forgotten(client: Client) -> None:
    add_failures(3, age=timedelta(days=31))
    try_password(client)
    assert AccessFailureLog.objects.count() == 1


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "6.6.6.6", "10.0.0.1"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 5.6.7.8", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.1"),
        (1, "", None),
    ],
)
def test_forwarded_header_is_believed_only_from_our_proxies(
    settings, proxies: int, forwarded: str, address: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="10.0.0.1")
    assert throttle.client_address(request) == address
