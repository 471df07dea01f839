import datetime
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from registry.register_import import opening
from registry.register_import.columns import Field, field_of
from registry.register_import.opening import UnreadableRegister
from registry.register_import.spreadsheet import OtherCell, read_register
from registry.register_import.values import read_day

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


def test_no_column_is_lost(tmp_path: Path) -> None:
    rows = [["Nom", "Prénom", "Sexe", "Tél", "Tél", "Tél"], ["Ba", "Awa", "F", 1, 2, 3, "sans titre"]]
    row = read_register(workbook(tmp_path / "r.xlsx", rows)).rows[0]
    assert row.cells[Field.PHONE] == 1
    assert row.others == (
        OtherCell("E", "Tél", 2),
        OtherCell("F", "Tél", 3),
        OtherCell("G", "", "sans titre"),
    )


def test_what_is_left_aside_is_said(tmp_path: Path) -> None:
    sheets = [[HEADER, [1, None, "Ba", "Awa"]], [HEADER, [1, None, "Sy", "Ali"], [2, None, "Ka", "Oumar"]]]
    assert "autres feuilles" in read_register(workbook(tmp_path / "two.xlsx", *sheets)).notices[0]
    wide = [HEADER, [1, None, "Ba", "Awa", "F", *[None] * 55, "loin"]]
    assert "60 colonnes" in read_register(workbook(tmp_path / "wide.xlsx", wide)).notices[0]
    assert read_register(workbook(tmp_path / "one.xlsx", sheets[0])).notices == ()


def test_a_formula_is_read_by_its_result_or_said_to_have_none(tmp_path: Path) -> None:
    rows = [["Nom", "Prénom", "Sexe", "Tél"], ["Ba", "Awa", "F", "=1+1"], ["Sy", "#N/A", "M", 70]]
    first, second = read_register(workbook(tmp_path / "r.xlsx", rows)).rows
    assert (first.unread, Field.PHONE in first.cells) == (("D",), False)
    assert (second.unread, Field.GIVEN_NAMES in second.cells) == (("B",), False)


def test_merged_cells_are_read_as_their_first(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Registre", None, None], ["Nom", "Prénom", "Sexe"], ["Ba", "Awa", "F"], [None, "Ali", "M"]):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    book.active.merge_cells("A3:A4")
    book.save(tmp_path / "r.xlsx")
    rows = read_register(tmp_path / "r.xlsx").rows
    assert [row.cells.get(Field.FAMILY_NAME) for row in rows] == ["Ba", None]


def test_days_counted_from_1904_are_the_same_days(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["Date", "Nom", "Sexe"])
    book.active.append([datetime.date(2025, 3, 15), "Ba", "F"])
    book.active.append([45731 - 1462, "Sy", "M"])
    book.save(tmp_path / "r.xlsx")
    cells = [row.cells[Field.VISIT_DATE] for row in read_register(tmp_path / "r.xlsx").rows]
    assert [read_day(cell) for cell in cells] == [datetime.date(2025, 3, 15)] * 2


def test_a_number_that_is_no_date_under_a_date_format_is_not_shouted(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    book = Workbook()
    book.active.append(["Nom", "Prénom", "Sexe", "Tél"])
    book.active.append(["Ba", "Awa", "F", 76105432])
    book.active["D2"].number_format = "dd/mm/yyyy"
    book.save(tmp_path / "r.xlsx")
    assert read_register(tmp_path / "r.xlsx").rows[0].unread == ("D",)
    assert not recwarn.list


def test_a_given_mapping_replaces_the_titles_but_never_brings_the_union_in(tmp_path: Path) -> None:
    file = workbook(tmp_path / "r.xlsx", [HEADER, ["x", None, "Awa", "Ba", "F", "UNTM"]])
    mapping = {2: Field.GIVEN_NAMES, 3: Field.FAMILY_NAME, 5: Field.NOTE}
    row = read_register(file, mapping).rows[0]
    assert row.cells == {Field.GIVEN_NAMES: "Awa", Field.FAMILY_NAME: "Ba"}
    assert "UNTM" not in [other.cell for other in row.others]


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
    monkeypatch.setattr(opening, "load_workbook", lambda *args, **options: pytest.fail("opened"))
    assert "anormalement gros" in refusal(bomb)


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    crowd = tmp_path / "crowd.xlsx"
    with zipfile.ZipFile(crowd, "w") as archive:
        for number in range(opening.MAX_ENTRIES + 1):
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
    big.write_bytes(b"x" * (opening.MAX_BYTES + 1))
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
    table = read_register(tmp_path / "r.xlsx")
    assert len(table.rows) == 1
    assert table.notices == ("Après la ligne 2, 500 lignes sont vides\u00a0: la suite n’est pas lue.",)


def test_words_that_swell_without_end_are_refused(tmp_path: Path) -> None:
    sound = workbook(tmp_path / "sound.xlsx", [HEADER, [1, None, "Ba", "Awa"]])
    swollen = tmp_path / "swollen.xlsx"
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(swollen, "w") as target:
        for name in source.namelist():
            content = source.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                assert "Awa" in content
                content = f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]>' + content.replace("Awa", "&e9;")
            target.writestr(name, content)
    assert "abîmé" in refusal(swollen)
