"""The backend of the tests themselves."""

import pytest
from django.core.management import call_command

from registry.enums import JournalAction
from registry.journal import record
from registry.models import JournalEntry


@pytest.mark.django_db(transaction=True)
def test_empties_even_the_append_only_tables() -> None:
    record(actor=None, action=JournalAction.READ)
    call_command("flush", interactive=False, verbosity=0)
    assert not JournalEntry.objects.exists()
