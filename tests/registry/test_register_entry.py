import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from registry.register_import.columns import Field
from registry.register_import.entry import Entry, content_key, read_entry
from registry.register_import.spreadsheet import RegisterRow

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


def entry(others: dict[str, Any] | None = None, **cells: Any) -> Entry:
    changed = {Field(name): cell for name, cell in cells.items()}
    merged = {name: cell for name, cell in (PLAIN | changed).items() if cell is not None}
    return read_entry(RegisterRow(5, merged, others or {}))


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


def test_a_visit_without_a_readable_day_is_said() -> None:
    for cell, quoted in ((None, "absente"), ("mars", "mars"), ("07/01/2525", "07/01/2525")):
        read = entry(visit_date=cell, reason="papiers", referred_to="DRT")
        assert read.visit is None
        assert quoted in read.remarks[0]
        kept = ("Motif (registre papier)\u00a0: papiers", "Orienté vers (registre papier)\u00a0: DRT")
        assert read.remarks[-2:] == kept


def test_one_column_of_names_is_split_by_capitals_or_not_at_all() -> None:
    split = entry(family_name=None, given_names=None, full_name="TRAORÉ Mariam Awa")
    assert (split.family_name, split.given_names, split.remarks) == ("TRAORÉ", "Mariam Awa", ())
    whole = entry(family_name=None, given_names=None, full_name="Traoré Mariam")
    assert (whole.family_name, whole.given_names) == ("Traoré Mariam", "")
    assert "non séparés" in whole.remarks[0]


def test_exchanged_names_are_kept_as_written_and_said() -> None:
    read = entry(family_name="Seydou", given_names="Traoré")
    assert (read.family_name, read.given_names) == ("Seydou", "Traoré")
    assert "inversés" in read.remarks[0]


def test_no_name_is_not_a_name() -> None:
    assert entry(family_name="?", given_names="inconnu").full_name == ""


def test_columns_without_a_place_are_kept_unless_they_tell_a_membership() -> None:
    read = entry({"Taille": "1 m 70", "Divers": "membre UNTM"}, note="parle soninké", referred_to="UNTM")
    assert read.remarks == (
        "Remarque (registre papier)\u00a0: parle soninké",
        "Taille (registre papier)\u00a0: 1 m 70",
    )
    assert read.visit is not None
    assert read.visit.referred_to == ""
    assert "UNTM" not in " ".join(read.mentions)


@given(
    st.dictionaries(
        st.sampled_from(list(Field)), st.text() | st.integers() | st.floats() | st.dates() | st.booleans()
    )
)
def test_no_row_breaks_the_reading(cells: dict[Field, Any]) -> None:
    read = read_entry(RegisterRow(5, cells, {}))
    assert len(read.family_name) <= 120
    assert len(read.phone.typed) <= 40
    assert "\x00" not in "".join([read.full_name, *read.remarks])
