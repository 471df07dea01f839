"""The entry of the menu that is lit, on pages whose address says it and on those whose address does not."""

import uuid

import pytest
from django.test import RequestFactory

from ciom.accounts.models import User
from ciom.accounts.roles import Role
from ciom.navigation import daily_entries

KEY = uuid.UUID(int=1)


@pytest.mark.parametrize(
    ("role", "path", "lit"),
    [
        (Role.FACILITATOR, "/", "Accueil"),
        (Role.FACILITATOR, f"/migrants/{KEY}/", "Migrants"),
        (Role.FACILITATOR, f"/accueils/nouveau/{KEY}/", "Migrants"),
        (Role.FACILITATOR, f"/entretiens/{KEY}/", "Migrants"),
        (Role.FACILITATOR, "/migrants/repertoire/chiffres/", "Répertoire"),
        (Role.FACILITATOR, "/sites/carte/", "Sites miniers"),
        (Role.SERVICE_AGENT, f"/orientations/{KEY}/", "Orientations reçues"),
        (Role.DATA_PROTECTION_OFFICER, f"/migrants/{KEY}/", "Ouvrir un dossier"),
        (Role.DATA_PROTECTION_OFFICER, "/migrants/repertoire/chiffres/", "Répertoire"),
        (Role.FACILITATOR, "/compte/", None),
    ],
)
def test_one_entry_is_lit(role: Role, path: str, lit: str | None) -> None:
    request = RequestFactory().get(path)
    request.user = User(role=role)
    assert [entry.label for entry in daily_entries(request) if entry.is_current] == ([lit] if lit else [])
