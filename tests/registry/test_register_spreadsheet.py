import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from openpyxl import Workbook

from registry.register_import import spreadsheet
from registry.register_import.columns import Field, field_of
from registry.register_import.spreadsheet import UnreadableRegister, read_register

REGISTER = settings.BASE_DIR / "ciom" / "demonstration" / "registre_2025.xlsx"
HEADER = ["N°", "Date", "Nom", "Prénom", "Sexe", "Syndicat"]


def workbook(path: Path, *sheets: list[list[Any]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_the_register_is_read_as_it_is() -> None:
    table = read_register(REGISTER)
    assert (table.sheet, table.header_line, len(table.rows)) == ("Registre 2025", 4, 420)
    assert (table.rows[0].line, table.rows[-1].line) == (5, 430)
    assert table.has_union_column
    assert all(Field.UNION not in row.cells and not row.others for row in table.rows)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Né(e) le / âge", Field.BIRTH),
        ("DATE DE NAISSANCE", Field.BIRTH),
        ("Né à", Field.BIRTH_PLACE),
        ("Lieu de naissance", Field.BIRTH_PLACE),
        ("Site / lieu", Field.PLACE),
        ("Date", Field.VISIT_DATE),
        ("Date de sortie", None),
        ("Nom", Field.FAMILY_NAME),
        ("Nom du père", None),
        ("Nom et Prénoms", Field.FULL_NAME),
        ("Orienté vers", Field.REFERRED_TO),
        ("Tél.", Field.PHONE),
        ("N°", Field.NUMBER),
        ("Adhésion syndicale", Field.UNION),
    ],
)
def test_titles_of_columns(title: str, expected: Field | None) -> None:
    assert field_of(title) is expected


def test_blank_total_and_repeated_title_rows_are_passed_over(tmp_path: Path) -> None:
    rows = [
        ["Registre"],
        [],
        HEADER,
        [1, None, "Ba", "Awa"],
        [],
        HEADER,
        [2, None, "Sy", "Ali"],
        ["TOTAL", 2],
    ]
    table = read_register(workbook(tmp_path / "r.xlsx", rows))
    assert [(row.line, row.cells[Field.FAMILY_NAME]) for row in table.rows] == [(4, "Ba"), (7, "Sy")]


def test_the_sheet_with_the_table_is_chosen(tmp_path: Path) -> None:
    notes = [["Voir cahier n°3"], ["Nom"], ["Date"]]
    table = read_register(workbook(tmp_path / "r.xlsx", notes, [HEADER, [1, None, "Ba", "Awa"]]))
    assert [row.line for row in table.rows] == [2]


def test_a_column_without_a_name_of_ours_is_handed_over(tmp_path: Path) -> None:
    rows = [["Nom", "Prénom", "Sexe", "Taille"], ["Ba", "Awa", "F", "1 m 70"]]
    assert read_register(workbook(tmp_path / "r.xlsx", rows)).rows[0].others == {"Taille": "1 m 70"}


def test_a_given_mapping_replaces_the_titles_but_never_brings_the_union_in(tmp_path: Path) -> None:
    file = workbook(tmp_path / "r.xlsx", [HEADER, ["x", None, "Awa", "Ba", "F", "UNTM"]])
    mapping = {2: Field.GIVEN_NAMES, 3: Field.FAMILY_NAME, 5: Field.NOTE}
    row = read_register(file, mapping).rows[0]
    assert row.cells == {Field.GIVEN_NAMES: "Awa", Field.FAMILY_NAME: "Ba"}
    assert "UNTM" not in row.others.values()


def test_a_csv_of_an_old_office_program(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_bytes("Nom;Prénom;Sexe\nTraoré;Djénéba;F\n;;\n".encode("cp1252"))
    rows = read_register(file).rows
    assert [(row.line, row.cells[Field.FAMILY_NAME]) for row in rows] == [(2, "Traoré")]


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableRegister) as error:
        read_register(path)
    return str(error.value)


def test_a_bomb_is_refused_before_it_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 10_000_000)
    monkeypatch.setattr(spreadsheet, "load_workbook", lambda *args, **options: pytest.fail("opened"))
    assert "anormalement gros" in refusal(bomb)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    crowd = tmp_path / "crowd.xlsx"
    with zipfile.ZipFile(crowd, "w") as archive:
        for number in range(spreadsheet.MAX_ENTRIES + 1):
            archive.writestr(str(number), b"")
    assert "trop d’éléments" in refusal(crowd)


def test_other_files_are_refused_in_plain_words(tmp_path: Path) -> None:
    text = tmp_path / "r.xlsx"
    text.write_text("bonjour")
    assert "n’est pas un classeur" in refusal(text)
    damaged = tmp_path / "d.xlsx"
    with zipfile.ZipFile(damaged, "w") as archive:
        archive.writestr("hello", b"x")
    assert "abîmé" in refusal(damaged)
    big = tmp_path / "b.csv"
    big.write_bytes(b"x" * (spreadsheet.MAX_BYTES + 1))
    assert "5\u00a0Mo" in refusal(big)
    assert "n’existe pas" in refusal(tmp_path / "missing.xlsx")
    empty = workbook(tmp_path / "e.xlsx", [["Bonjour"], ["Nom", "Ville"]])
    assert "Aucun tableau" in refusal(empty)


def test_a_sheet_that_pretends_to_be_endless_ends(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Nom", "Prénom", "Sexe"])
    book.active.append(["Ba", "Awa", "F"])
    book.active.cell(1_000_000, 1, "fin")
    book.save(tmp_path / "r.xlsx")
    assert len(read_register(tmp_path / "r.xlsx").rows) == 1
