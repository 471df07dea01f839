import csv
import datetime
from io import StringIO
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from openpyxl import Workbook, load_workbook

from orientation.models import Need, Reception
from orientation.register_visits import ALIASES, read_reasons
from registry.enums import Direction
from registry.models import ImportedRow, JournalEntry, Migrant, Stay
from registry.reference_files import read_rows

DATA = Path(__file__).parent.parent / "registry" / "data"
REGISTER = settings.BASE_DIR / "ciom" / "demonstration" / "registre_2025.xlsx"
HEADER = [
    "Date",
    "Nom",
    "Prénom",
    "Sexe",
    "Né(e) le / âge",
    "Nationalité",
    "Site / lieu",
    "Téléphone",
    "Motif",
    "Syndicat",
]
AWA = [
    datetime.date(2025, 1, 7),
    "Diallo",
    "Awa",
    "F",
    "vers 1990",
    "Sénégal",
    "Sansanto",
    "76 10 54 32",
    "logement",
    "UNTM",
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reference_lists() -> None:
    call_command("load_reference_data", stdout=StringIO())


def register(folder: Path, *rows: list[Any], name: str = "registre.xlsx") -> Path:
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def changed(row: list[Any], **cells: Any) -> list[Any]:
    titles = ["date", "family", "given", "sex", "birth", "nationality", "place", "phone", "reason", "union"]
    return [cells.get(title, cell) for title, cell in zip(titles, row, strict=True)]


def take_over(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("import_register", str(file), *options, stdout=out)
    return out.getvalue()


def report(file: Path) -> list[tuple[str, ...]]:
    sheet = load_workbook(file).active
    return [tuple(cell or "" for cell in row) for row in sheet.iter_rows(min_row=2, values_only=True)]


def test_the_whole_register(tmp_path: Path) -> None:
    file = tmp_path / "registre_2025.xlsx"
    file.write_bytes(REGISTER.read_bytes())
    take_over(file)
    rows = report(tmp_path / "registre_2025.resultat.xlsx")
    assert len(rows) == 420
    rejected = [row for row in rows if row[2] == "rejeté"]
    assert len(rejected) <= 0.05 * 420
    assert all(row[4] for row in rejected)

    numbers = {row[0]: row[3] for row in rows if row[3]}
    with (DATA / "registre_2025_verite.csv").open() as lines:
        truth = {row["ligne"]: row["personne"] for row in csv.DictReader(lines)}
    pairs = list(combinations(numbers, 2))
    joined = {pair for pair in pairs if numbers[pair[0]] == numbers[pair[1]]}
    same = {pair for pair in pairs if truth[pair[0]] == truth[pair[1]]}
    assert joined <= same, "two persons were made one"
    assert len(joined) >= 0.95 * len(same)

    assert Reception.objects.count() == ImportedRow.objects.count() == len(numbers)
    assert Stay.objects.filter(direction=Direction.RETURNING, migrant__nationality__code="ml").exists()
    notes = [
        *Migrant.objects.values_list("note", flat=True),
        *Reception.objects.values_list("note", flat=True),
    ]
    assert not [note for note in notes if "UNTM" in note or "CSTM" in note]
    born = Migrant.objects.get(imported_rows__line=92)
    assert (born.birth_year, born.birth_precision) == (1990, "year")
    assert "31/02/1990" in born.note


def test_the_same_rows_again_create_nothing(tmp_path: Path) -> None:
    take_over(register(tmp_path, AWA))
    other_file = register(tmp_path, changed(AWA, given="Binta", phone=None), AWA, name="autre.xlsx")
    take_over(other_file)
    take_over(other_file)
    assert [row[2] for row in report(tmp_path / "autre.resultat.xlsx")] == ["déjà repris", "déjà repris"]
    assert Migrant.objects.count() == Reception.objects.count() == 2


def test_a_dry_run_tells_all_and_keeps_nothing(tmp_path: Path) -> None:
    said = take_over(register(tmp_path, AWA), "--dry-run")
    assert "rien n’a été enregistré" in said
    assert [row[2] for row in report(tmp_path / "registre.essai.xlsx")] == ["créé"]
    assert not Migrant.objects.exists()
    assert not JournalEntry.objects.exists()


def test_a_person_met_again_under_another_spelling(tmp_path: Path) -> None:
    again = changed(
        AWA, date=datetime.date(2025, 6, 1), family="Jallow", given="Hawa", birth="1990", place="Loulo"
    )
    take_over(register(tmp_path, AWA))
    take_over(register(tmp_path, again, name="suite.xlsx"))
    migrant = Migrant.objects.get()
    assert (migrant.family_name, migrant.given_names, migrant.other_names) == ("Diallo", "Awa", "Hawa Jallow")
    assert migrant.receptions.count() == 2
    assert [stay.site.code for stay in migrant.stays.order_by("since")] == ["sansanto", "loulo"]
    row = report(tmp_path / "suite.resultat.xlsx")[0]
    assert row[2:4] == ("rattaché", migrant.number)
    assert "même téléphone" in row[4]


def test_what_differs_is_written_down_and_what_lacks_is_filled(tmp_path: Path) -> None:
    first = changed(AWA, nationality=None, birth=None)
    take_over(register(tmp_path, first, changed(AWA, date=datetime.date(2025, 2, 1))))
    migrant = Migrant.objects.get()
    assert (migrant.nationality.code, migrant.birth_year) == ("sn", 1990)


def test_a_possible_double_is_created_and_noted(tmp_path: Path) -> None:
    take_over(
        register(
            tmp_path, AWA, changed(AWA, date=datetime.date(2025, 2, 1), phone=None, place="Loulo", birth=1990)
        )
    )
    first, second = Migrant.objects.order_by("number")
    assert f"Doublon possible avec {first.number}" in second.note


def test_a_row_without_sex_needs_a_sure_dossier(tmp_path: Path) -> None:
    take_over(register(tmp_path, AWA))
    later = datetime.date(2025, 2, 1)
    nameless = changed(AWA, family=None, given="?")
    sure, unsure = changed(AWA, sex=None, date=later), changed(AWA, sex=None, date=later, phone=None)
    take_over(register(tmp_path, sure, unsure, nameless, name="suite.xlsx"))
    rows = report(tmp_path / "suite.resultat.xlsx")
    assert [row[2] for row in rows] == ["rattaché", "rejeté", "rejeté"]
    assert "sexe" in rows[1][4]
    assert "ni nom" in rows[2][4]


def test_a_row_corrected_after_its_rejection_is_taken_over(tmp_path: Path) -> None:
    take_over(register(tmp_path, changed(AWA, sex=None)))
    take_over(register(tmp_path, AWA))
    assert Migrant.objects.count() == 1


def test_two_rows_of_one_day_are_one_visit(tmp_path: Path) -> None:
    take_over(register(tmp_path, AWA, changed(AWA, reason="cherche travail")))
    reception = Reception.objects.get()
    assert {reason.need.code for reason in reception.reasons.all()} == {"logement", "emploi"}


def test_nothing_is_half_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise OSError("full")

    monkeypatch.setattr("orientation.management.commands.import_register.write_report", refuse)
    with pytest.raises(CommandError, match="compte rendu"):
        take_over(register(tmp_path, AWA))
    assert not Migrant.objects.exists()


def test_the_report_names_nobody_and_cannot_calculate(tmp_path: Path) -> None:
    file = tmp_path / "registre.csv"
    file.write_text("Nom;Prénom;Sexe;N°;Nationalité\nDiallo;Awa;F;=1+1;=2+2\n", encoding="utf-8")
    take_over(file)
    sheet = load_workbook(tmp_path / "registre.resultat.xlsx").active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    said = " ".join(cell.value for cell in cells)
    assert "=1+1" in said
    assert "=2+2" in said
    assert "Diallo" not in said
    assert "Awa" not in said


def test_bad_input_is_said_in_french(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="n’existe pas"):
        take_over(tmp_path / "rien.xlsx")
    with pytest.raises(CommandError, match="compte"):
        take_over(register(tmp_path, AWA), "--by", "personne")


def test_reasons_are_needs_only_when_plainly_so() -> None:
    assert read_reasons("hébergement + nourriture") == (["logement", "alimentation"], "")
    assert read_reasons("conflit avec patron") == ([], "conflit avec patron")
    assert read_reasons("logement, papiers") == (["logement"], "papiers")
    known = set(Need.objects.values_list("code", flat=True))
    assert {row["code"] for row in read_rows(ALIASES)} <= known
