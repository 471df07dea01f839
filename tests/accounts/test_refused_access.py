import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from ciom.accounts.models import User
from ciom.urls import urlpatterns as site
from registry.access import AccessRefused
from registry.enums import JournalAction
from registry.models import JournalEntry
from tests.accounts.factories import UserFactory


def forbidden(request: HttpRequest) -> HttpResponse:
    UserFactory(username="trace")
    raise PermissionDenied


def hidden(request: HttpRequest) -> HttpResponse:
    raise AccessRefused(User.objects.get(username="cible"))


def missing(request: HttpRequest) -> HttpResponse:
    raise Http404


def secret(request: HttpRequest, token: str) -> HttpResponse:
    User.objects.filter(username="cible").update(email="neuf@example.ml")
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    *site,
    path("essai/interdit/", forbidden, name="forbidden"),
    path("essai/cache/", hidden, name="hidden"),
    path("essai/absent/", missing, name="missing"),
    path("essai/<str:token>/", secret, name="secret"),
]

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.test_refused_access")]


@pytest.fixture
def user(client: Client) -> User:
    user = UserFactory()
    client.force_login(user)
    return user


def test_forbidden_page_is_recorded_and_its_work_undone(client: Client, user: User) -> None:
    assert client.get("/essai/interdit/?q=Nom").status_code == 403
    entry = JournalEntry.objects.get()
    assert (entry.action, entry.actor_id, entry.page) == (JournalAction.REFUSED, user.pk, "GET forbidden")
    assert len(entry.request_id) == 36
    assert not User.objects.filter(username="trace").exists()


def test_hidden_object_is_recorded_by_its_id(client: Client, user: User) -> None:
    target = UserFactory(username="cible")
    assert client.get("/essai/cache/").status_code == 404
    entry = JournalEntry.objects.get()
    assert (entry.object_type, entry.object_id) == ("accounts.user", str(target.pk))


def test_missing_page_is_not_a_refusal(client: Client, user: User) -> None:
    assert client.get("/essai/absent/").status_code == 404
    assert not JournalEntry.objects.exists()


def test_token_of_an_address_is_not_in_the_history(client: Client, user: User) -> None:
    target = UserFactory(username="cible")
    client.get("/essai/jeton-secret/")
    assert target.events.latest("pgh_id").pgh_context["path"] == "/essai/*/"
