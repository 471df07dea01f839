"""The addresses of the site, those of its peers, and an empty page."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ciom import urls
from tests.bench.peers import peers


def empty(request: HttpRequest) -> HttpResponse:
    """What the middleware and a session cost by themselves."""
    return HttpResponse()


urlpatterns = [path("mesures/vide/", empty), path("mesures/admin/", peers.urls), *urls.urlpatterns]
