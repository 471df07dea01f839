"""A HEAD request, which monitors and link checkers send, is answered like a GET."""

import pytest
from django.test import Client
from django.urls import reverse

from ciom.accounts.models import User
from tests.access.answers import Answer
from tests.access.expected import EXPECTED
from tests.access.objects import OBJECTS


@pytest.mark.django_db
def test_head_is_answered_like_get(facilitator: User) -> None:
    differing = {}
    for name, expected in EXPECTED.items():
        if expected.get[facilitator.role] == Answer.WRONG_METHOD:
            continue
        path = reverse(name, kwargs=OBJECTS.get(name, lambda user, own: {})(facilitator, True))
        client = Client()
        client.force_login(facilitator)
        head, get = client.head(path).status_code, client.get(path).status_code
        if head != get:
            differing[name] = (head, get)
    assert differing == {}
