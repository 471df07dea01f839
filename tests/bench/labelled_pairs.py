"""Persons whose names were written twice, by people other than the authors of the rules."""

from dataclasses import dataclass
from pathlib import Path

from registry.matching_evaluation import read_pairs
from registry.models import Migrant, Nationality
from registry.registration import Place, register_migrant

PAIRS = Path(__file__).resolve().parents[1] / "registry" / "data" / "noms_paires.csv"


@dataclass(frozen=True)
class WrittenTwice:
    person: Migrant
    other_name: str


def register_pairs() -> list[WrittenTwice]:
    """Register one person of each pair that is one person with a year of birth."""
    mali = Nationality.objects.get(code="ml")
    registered = []
    for pair in read_pairs(PAIRS):
        if pair["same_person"] != "1" or not pair["birth_year_a"] or pair["name_a"] == pair["name_b"]:
            continue
        given, _, family = pair["name_a"].rpartition(" ")
        person = Migrant(
            given_names=given,
            family_name=family,
            sex=pair["sex"],
            birth_precision="year",
            birth_year=int(pair["birth_year_a"]),
            nationality=mali,
        )
        register_migrant(migrant=person, centre_code="PAI", by=None, consent=None, place=Place())
        registered.append(WrittenTwice(person, pair["name_b"]))
    return registered
