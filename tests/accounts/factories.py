"""Accounts for tests. Every one can sign in with `PASSWORD`."""

from functools import cache

import factory
from django.contrib.auth.hashers import make_password

from ciom.accounts.models import User
from ciom.accounts.roles import Role, Union

PASSWORD = "une phrase pour les essais"


@cache
def _encoded_password() -> str:
    return make_password(PASSWORD)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"compte-{n}")
    full_name = "Nom Inventé"
    password = factory.LazyFunction(_encoded_password)
    role = Role.FACILITATOR
    union = factory.LazyAttribute(lambda user: Union.UNTM if user.role == Role.UNION_SECRETARY else "")
