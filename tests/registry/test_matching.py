from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from registry.enums import BirthPrecision
from registry.matching import Comparison, Decision, Evidence, compare
from registry.name_agreement import Agreement, compare_names

PAIRS = Path(__file__).parent / "data" / "noms_paires.csv"
PERSON = Evidence(
    name="Moussa Diallo",
    sex="M",
    birth_year=1990,
    birth_precision=BirthPrecision.YEAR,
    nationality="gn",
    phone="+22376000001",
    place="site:loulo",
    profession="orpailleur",
)
WITHOUT_PHONE = replace(PERSON, phone="", place="", profession="")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Moussa Diallo", "DIALLO Moussa", Agreement.EQUAL),
        ("Moussa Diallo", "Musa Jallow", Agreement.EQUIVALENT),
        ("Mohamed Maïga", "Moharned Maïga", Agreement.EQUIVALENT),
        ("Mohamed Oumar Barry", "Oumar Barry", Agreement.INCLUDED),
        ("Aliou Bakary Tall", "Aliou B. Tall", Agreement.INITIAL),
        ("Djénéba Tounkara", "D. Tounkara", Agreement.INITIAL),
        ("Zabarmata Diallo", "Zabarmatou Jallow", Agreement.EQUIVALENT),
        ("Moussa Zabarmanta", "Moussa Zabirmanta", Agreement.NEAR),
        ("Diallo", "Moussa Diallo", Agreement.SINGLE),
        ("Mohamed Lamine Diallo", "Mohamed Sékou Diallo", Agreement.DIFFERENT),
        ("", "Moussa Diallo", Agreement.DIFFERENT),
    ],
)
def test_agreement_of_names(a: str, b: str, expected: Agreement) -> None:
    assert compare_names(a, b) is expected
    assert compare_names(b, a) is expected


def test_a_sentence_in_the_name_column_is_compared_quickly() -> None:
    sentence = " ".join(["moussa", "diallo"] * 200)
    assert compare_names(sentence, sentence) is Agreement.EQUAL


EVIDENCE = st.builds(
    Evidence,
    name=st.sampled_from(
        ["Moussa Diallo", "Musa Jallow", "M. Diallo", "Diallo", "Moussa Issa Diallo", "Awa Ba"]
    ),
    sex=st.sampled_from(["", "F", "M"]),
    birth_year=st.sampled_from([None, 1985, 1989, 1990]),
    birth_precision=st.sampled_from(list(BirthPrecision)),
    nationality=st.sampled_from(["", "gn", "ml"]),
    phone=st.sampled_from(["", "763536", "+22376000001"]),
    place=st.sampled_from(["", "site:loulo"]),
    documents=st.sampled_from([frozenset(), frozenset({"k"})]),
)


@given(EVIDENCE, EVIDENCE)
def test_comparing_is_symmetric_and_names_nobody(a: Evidence, b: Evidence) -> None:
    there, back = compare(a, b), compare(b, a)
    assert there == back
    assert "diallo" not in " ".join(there.reasons).lower()


def test_names_and_phone_make_the_same_person() -> None:
    found = compare(PERSON, replace(PERSON, name="JALLOW Musa", place="", profession=""))
    assert found.decision is Decision.SAME
    assert found.has_hard_clue
    assert "même téléphone" in found.reasons


def test_a_common_name_alone_is_only_possible() -> None:
    bare = replace(WITHOUT_PHONE, birth_year=None, birth_precision=BirthPrecision.UNKNOWN)
    assert compare(WITHOUT_PHONE, bare).decision is Decision.POSSIBLE


def test_name_year_nationality_site_and_profession_together_are_enough() -> None:
    met_again = replace(PERSON, phone="")
    assert compare(PERSON, met_again).decision is Decision.SAME
    assert compare(PERSON, replace(met_again, profession="")).decision is Decision.POSSIBLE


def test_twins_survive_even_with_one_phone_in_the_family() -> None:
    born = {"birth_month": 5, "birth_day": 3, "birth_precision": BirthPrecision.EXACT}
    one, other = (
        replace(PERSON, name="Fousseyni Diallo", **born),
        replace(PERSON, name="Lassana Diallo", **born),
    )
    assert compare(one, other).decision is Decision.DIFFERENT


def test_homonyms_of_another_generation_survive() -> None:
    assert compare(WITHOUT_PHONE, replace(WITHOUT_PHONE, birth_year=1983)).decision is Decision.DIFFERENT


@pytest.mark.parametrize(
    ("precision", "years_apart", "expected"),
    [
        (BirthPrecision.ESTIMATED, 3, Decision.POSSIBLE),
        (BirthPrecision.ESTIMATED, 4, Decision.DIFFERENT),
        (BirthPrecision.YEAR, 1, Decision.POSSIBLE),
        (BirthPrecision.YEAR, 2, Decision.DIFFERENT),
    ],
)
def test_birth_may_be_off_as_far_as_its_precision_allows(
    precision: BirthPrecision, years_apart: int, expected: Decision
) -> None:
    one = replace(WITHOUT_PHONE, birth_precision=precision)
    assert compare(one, replace(one, birth_year=1990 + years_apart)).decision is expected


def test_two_exact_dates_of_one_year_are_two_births_unless_day_and_month_are_exchanged() -> None:
    one = replace(PERSON, birth_month=6, birth_day=7, birth_precision=BirthPrecision.EXACT, phone="")
    assert compare(one, replace(one, birth_day=9)).decision is Decision.DIFFERENT
    exchanged = compare(one, replace(one, birth_month=7, birth_day=6))
    assert exchanged.decision is Decision.POSSIBLE


def test_another_nationality_needs_a_second_clue() -> None:
    misdeclared = replace(PERSON, nationality="ml")
    assert compare(PERSON, misdeclared).decision is Decision.POSSIBLE
    assert compare(PERSON, replace(misdeclared, phone="")).decision is Decision.DIFFERENT


def test_sex_parts_homonyms_and_only_one_paper_makes_them_worth_a_look() -> None:
    woman = replace(PERSON, sex="F")
    assert compare(PERSON, woman).decision is Decision.DIFFERENT
    paper = frozenset({"digest"})
    assert (
        compare(replace(PERSON, documents=paper), replace(woman, documents=paper)).decision
        is Decision.POSSIBLE
    )


def test_a_near_name_needs_a_second_clue() -> None:
    one = replace(PERSON, name="Moussa Zabarmanta")
    slip = replace(one, name="Moussa Zabirmanta")
    assert compare(one, slip).decision is Decision.SAME
    assert compare(one, replace(slip, phone="")).decision is Decision.DIFFERENT


def test_a_single_name_is_never_attached() -> None:
    found: Comparison = compare(PERSON, replace(PERSON, name="Diallo"))
    assert found.decision is Decision.POSSIBLE


@pytest.mark.django_db
def test_labelled_pairs_are_told_apart() -> None:
    out = StringIO()
    call_command("evaluate_matching", str(PAIRS), stdout=out)
    lines = out.getvalue().splitlines()
    figures = dict(part.split("=") for part in lines[-1].split())
    assert list(figures) == ["precision", "recall", "f1"]
    assert float(figures["precision"]) >= 0.97
    assert float(figures["recall"]) >= 0.95
    assert any(line.startswith("jumeaux") for line in lines)


@pytest.mark.django_db
def test_evaluation_refuses_a_file_without_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    file.write_text("name_a,name_b\nx,y\n")
    with pytest.raises(CommandError, match="same_person"):
        call_command("evaluate_matching", str(file))
    with pytest.raises(CommandError):
        call_command("evaluate_matching", str(tmp_path / "missing.csv"))
