"""The texts read aloud are pinned: a person has agreed to these very words."""

import hashlib

import pytest

from registry.consent import CURRENT_VERSION, TEXTS, current_text
from registry.enums import ConsentPurpose

PINNED = {
    "identity-1": "cc62d068a6148703369046da6d8a6b4d8400e249471b8fc66d8b402c0e34fe00",
    "referral-1": "2c095d877bf3a816b7f6bc2a902c9e25ad0b2ca65b43a1d01ed26403d42b27d1",
    "registration-1": "f6be355ef5cd10c0b8cf780cdfa9dbcdb89b5486ae4654914252b0c569dd3164",
}


def test_no_word_changes_under_its_version() -> None:
    found = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in TEXTS.glob("*.txt")}
    assert found == PINNED, (
        "A text read to people never changes. Restore it, write the new words in a file with the next number, "
        "raise CURRENT_VERSION in registry/consent.py, and pin the new file here."
    )


@pytest.mark.parametrize("purpose", ConsentPurpose)
def test_every_purpose_has_its_text(purpose: ConsentPurpose) -> None:
    text = current_text(purpose)
    assert text.version == f"{purpose}-{CURRENT_VERSION[purpose]}"
    assert text.sha256 == PINNED[text.version]
    assert text.paragraphs[-1].endswith("Êtes-vous d’accord ?")
