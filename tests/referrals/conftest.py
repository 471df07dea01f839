"""A person to send to a service."""

import pytest

from ciom.accounts.models import User
from registry.models import Migrant
from tests.factories import make_migrant


@pytest.fixture
def migrant(facilitator: User) -> Migrant:
    return make_migrant(
        by=facilitator, given_names="Sira", family_name="Canari", phone="70 11 22 33", nationality="gn"
    )
