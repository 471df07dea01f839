import datetime
from typing import Any

from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from registry.register_import.columns import Field
from registry.register_import.entry import Entry, content_key, read_entry
from registry.register_import.spreadsheet import OtherCell, RegisterRow

PLAIN: dict[Field, Any] = {
    Field.NUMBER: 12,
    Field.VISIT_DATE: datetime.datetime(2025, 1, 7),
    Field.FAMILY_NAME: "DIALLO",
    Field.GIVEN_NAMES: "Kadiatou",
    Field.SEX: "F",
    Field.BIRTH: 1978,
    Field.NATIONALITY: "Guinée",
    Field.PHONE: 90749686,
}


def entry(others: tuple[OtherCell, ...] = (), **cells: Any) -> Entry:
    changed = {Field(name): cell for name, cell in cells.items()}
    merged = {name: cell for name, cell in (PLAIN | changed).items() if cell is not None}
    return read_entry(RegisterRow(5, merged, others))


def test_a_plain_row_needs_no_remark() -> None:
    plain = entry()
    assert plain.remarks == ()
    assert (plain.nationality, plain.phone.number, plain.number) == ("gn", "+22390749686", "12")


def test_the_same_content_is_the_same_row_whatever_its_number_and_its_cells_are_made_of() -> None:
    text = PLAIN | {
        Field.NUMBER: 99,
        Field.VISIT_DATE: "07/01/2025",
        Field.PHONE: "90749686",
        Field.BIRTH: "1978",
    }
    assert content_key(text) == content_key(PLAIN)
    assert content_key(PLAIN | {Field.BIRTH: 1979}) != content_key(PLAIN)


def test_the_digest_of_a_row_cannot_be_guessed_without_the_key_of_the_site(
    settings: Any,
) -> None:
    before = content_key(PLAIN)
    settings.SECRET_KEY = "une autre clé, aussi longue qu’il le faut pour un essai"
    assert content_key(PLAIN) != before


def test_a_visit_without_a_readable_day_is_said() -> None:
    early = datetime.datetime(1, 1, 7)
    for cell, told in (
        (None, "absente"),
        ("mars", "non comprise"),
        ("chez Awa", "non comprise"),
        ("07/01/2525", "07/01/2525, dans le futur"),
        ("07/01/1925", "07/01/1925, avant 2000"),
        ("31/12/1999", "31/12/1999, avant 2000"),
        (early, "07/01/0001, avant 2000"),
    ):
        read = entry(visit_date=cell, reason="papiers", referred_to="DRT")
        assert read.visit is None
        assert read.remarks[0].told == f"Date de visite\u00a0: {told}, la visite n’est pas notée."
        kept = ["Motif (registre papier)\u00a0: papiers", "Orienté vers (registre papier)\u00a0: DRT"]
        assert read.kept_lines[-2:] == kept


def test_an_age_is_not_counted_from_a_visit_before_2000() -> None:
    assert entry(visit_date="07/01/1925", birth="28 ans").birth.year is None


def test_one_column_of_names_is_split_by_capitals_else_by_known_names_or_not_at_all() -> None:
    split = entry(family_name=None, given_names=None, full_name="TRAORÉ Mariam Awa")
    assert (split.family_name, split.given_names, split.remarks) == ("TRAORÉ", "Mariam Awa", ())
    for written in ("Traoré Mariam", "Mariam Traoré"):
        known = entry(family_name=None, given_names=None, full_name=written)
        assert (known.family_name, known.given_names) == ("Traoré", "Mariam")
        assert "noms de famille connus" in known.remarks[0].told
    whole = entry(family_name=None, given_names=None, full_name="Mariam Traoré Awa")
    assert (whole.family_name, whole.given_names) == ("Mariam Traoré Awa", "")
    assert "non séparés" in whole.remarks[0].told


def test_no_column_of_names_or_births_is_lost_for_another() -> None:
    read = entry(full_name="DIALLO Kadiatou dite Kadi", birth="1978", age=20)
    assert [remark.kept for remark in read.remarks] == [
        "Nom et prénom (registre papier)\u00a0: DIALLO Kadiatou dite Kadi",
        "Âge «\u00a020\u00a0»\u00a0: ne va pas avec la naissance, non repris.",
    ]
    both = entry(birth="grand", age="bien vieux")
    assert [remark.wrote for remark in both.remarks] == ["grand", "bien vieux"]
    assert entry(family_name="1234").remarks[0].wrote == "1234"


def test_exchanged_names_are_kept_as_written_and_said() -> None:
    read = entry(family_name="Seydou", given_names="Traoré")
    assert (read.family_name, read.given_names) == ("Seydou", "Traoré")
    assert "inversés" in read.remarks[0].told


def test_no_name_is_not_a_name() -> None:
    assert entry(family_name="?", given_names="inconnu").full_name == ""


def test_columns_without_a_place_are_kept_unless_they_tell_a_membership() -> None:
    others = (OtherCell("K", "Taille", "1 m 70"), OtherCell("L", "Divers", "membre UNTM"))
    read = entry(others, note="parle soninké", referred_to="UNTM")
    assert read.kept_lines == [
        "Remarque (registre papier)\u00a0: parle soninké",
        "Taille (registre papier)\u00a0: 1 m 70",
    ]
    told = [remark.told for remark in read.remarks]
    assert told == [
        "Orienté vers\u00a0: parle d’un syndicat, non repris.",
        "Colonne L\u00a0: parle d’un syndicat, non repris.",
        "Remarque\u00a0: texte gardé dans le dossier.",
        "Colonne K\u00a0: texte gardé dans le dossier.",
    ]
    assert read.visit is not None
    assert read.visit.referred_to == ""


def test_a_union_beside_a_name_or_a_phone_does_not_cost_them() -> None:
    read = entry(family_name="Koné (UNTM Kayes)", given_names="Awa", phone="90749686 / bureau UNTM")
    assert (read.full_name, read.phone.number) == ("Awa Koné", "+22390749686")
    assert read.kept_lines == []
    assert [remark.told for remark in read.remarks] == [
        "Nom\u00a0: parle d’un syndicat, non repris.",
        "Téléphone\u00a0: parle d’un syndicat, non repris.",
    ]


def test_a_formula_without_result_is_said() -> None:
    read = read_entry(RegisterRow(5, PLAIN, unread=("H",)))
    assert read.remarks[0].told == "Colonne H\u00a0: formule sans résultat, non lue."


# Rare fields of long texts are what takes time, and shows nothing more than short ones.
_CELLS = st.text(max_size=150) | st.integers() | st.floats() | st.dates() | st.booleans()


@trials(deadline=None, max_examples=60)
@given(st.dictionaries(st.sampled_from(list(Field)), _CELLS, max_size=6))
def test_no_row_breaks_the_reading(cells: dict[Field, Any]) -> None:
    read = read_entry(RegisterRow(5, cells))
    assert len(read.family_name) <= 120
    assert len(read.phone.typed) <= 40
    assert "\x00" not in "".join([read.full_name, *read.kept_lines])
