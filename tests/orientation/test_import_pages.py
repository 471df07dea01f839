"""The import of a file through its pages: refused calmly, reviewed, confirmed once, undone as a whole."""

import io
import uuid
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from ciom.accounts.models import User
from orientation.models import Reception
from orientation.register_visits import record_paper_visit
from registry.enums import ImportOutcome, ImportState, JournalAction
from registry.models import (
    ImportedRow,
    ImportLine,
    JournalEntry,
    Migrant,
    PossibleDuplicate,
    RegisterImport,
    Stay,
)
from registry.register_import.confirming import confirm
from tests.factories import make_migrant

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

# Another layout than that of the register of Kayes: other titles, other order, names in one column, no number.
OTHER = (
    "Portable;Prénoms et NOM;Sexe (H/F);Origine;Reçu(e) le;Demande\n"
    "76 10 54 32;Awa DIALLO;F;Sénégal;07/01/2025;logement\n"
    "66 10 69 34;Moussa Traoré;H;Mali;08/01/2025;\n"
    ";Fanta KEÏTA;;Mali;09/01/2025;\n"
)
COLUMNS = {
    "column_0": "phone",
    "column_1": "full_name",
    "column_2": "sex",
    "column_3": "nationality",
    "column_4": "visit_date",
    "column_5": "reason",
}


@pytest.fixture
def centre(facilitator: User, signed_in: SignIn) -> Client:
    return signed_in(facilitator)


def page(name: str, register: RegisterImport) -> str:
    return reverse(f"orientation:{name}", args=[register.pk])


def upload(centre: Client, content: str | bytes, name: str = "liste.csv") -> str:
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    return centre.post(reverse("orientation:imports"), {"file": file}, follow=True).content.decode()


def read(centre: Client, content: str | bytes = OTHER, columns: dict[str, str] = COLUMNS) -> RegisterImport:
    upload(centre, content)
    register = RegisterImport.objects.unfinished().get()
    centre.post(page("import_columns", register), columns)
    centre.post(page("import_reading", register))
    register.refresh_from_db()
    assert register.state == ImportState.READY
    return register


def act(centre: Client, name: str, register: RegisterImport, **data: str) -> str:
    return centre.post(page(name, register), data, follow=True).content.decode()


def outcomes(register: RegisterImport) -> list[str]:
    return list(register.lines.values_list("outcome", flat=True))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("r.xlsx", b"bonjour", "n’est pas un classeur"),
        ("r.csv", b"x" * (5 * 1024 * 1024 + 1), "5\u00a0Mo"),
        ("r.csv", b"", "vide"),
        ("r.csv", b"Nom;Sexe\n", "vide"),
        ("r.xlsx", b"PK\x05\x06" + b"\xff" * 18, "abîmé"),
    ],
)
def test_a_hostile_file_is_refused_in_plain_words(
    centre: Client, name: str, content: bytes, said: str
) -> None:
    shown = upload(centre, content, name)
    assert "Il y a un problème" in shown
    assert said in shown
    assert not RegisterImport.objects.exists()


def test_another_layout_is_matched_reviewed_and_imported_once(centre: Client, facilitator: User) -> None:
    shown = upload(centre, OTHER)
    assert "Awa DIALLO" in shown
    assert "Prénoms et NOM" in shown
    register = read(centre)
    shown = centre.get(page("register_import", register)).content.decode()
    assert "Importer 2 personnes" in shown
    assert "Sexe absent" in shown
    assert not Migrant.objects.exists()
    act(centre, "import_confirmation", register)
    act(centre, "import_confirmation", register)
    names = set(Migrant.objects.values_list("family_name", "given_names"))
    assert names == {("DIALLO", "Awa"), ("Traoré", "Moussa")}
    moussa = Migrant.objects.get(given_names="Moussa")
    assert "séparés d’après les noms de famille connus" in moussa.note
    assert Reception.objects.count() == ImportedRow.objects.count() == 2
    register.refresh_from_db()
    assert (register.state, register.file_name, register.titles) == (ImportState.DONE, "", [])
    assert not ImportLine.objects.filter(cells__isnull=False).exists()
    assert JournalEntry.objects.filter(action=JournalAction.IMPORTED, actor=facilitator).count() == 1
    sheet = load_workbook(io.BytesIO(centre.get(page("import_report", register)).content)).active
    assert [row[2] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["créé", "créé", "rejeté"]
    # What was said of the columns is proposed for the next file.
    assert 'value="nationality" selected' in upload(centre, OTHER.replace("logement", "papiers"))


def test_the_register_of_kayes_goes_through_with_what_its_titles_say(centre: Client) -> None:
    content = (settings.BASE_DIR / "ciom" / "demonstration" / "registre_2025.xlsx").read_bytes()
    shown = upload(centre, content, "registre_2025.xlsx")
    assert "demande un accord écrit" in shown
    register = RegisterImport.objects.get()
    proposed = centre.get(page("import_columns", register)).context["form"]
    centre.post(
        page("import_columns", register), {name: field.initial for name, field in proposed.fields.items()}
    )
    while register.state in (ImportState.MATCHING, ImportState.READING):
        act(centre, "import_reading", register)
        register.refresh_from_db()
    assert len(outcomes(register)) == 420
    assert outcomes(register).count(ImportOutcome.REJECTED) <= 0.05 * 420
    act(centre, "import_confirmation", register)
    assert ImportedRow.objects.count() + outcomes(register).count(ImportOutcome.REJECTED) == 420
    assert "UNTM" not in "".join(Migrant.objects.values_list("note", flat=True))
    people = Migrant.objects.count()
    assert people > 200
    act(centre, "import_undoing", register)
    assert not Migrant.objects.exists()
    assert not Reception.objects.exists()
    assert not ImportedRow.objects.exists()


KNOWN = {"family_name": "Diallo", "given_names": "Awa", "sex": "F", "nationality": "sn"}


def test_a_double_is_proposed_and_the_answer_counts(centre: Client) -> None:
    known = make_migrant(**KNOWN, birth_precision="year", birth_year=1990)
    text = "Nom;Prénom;Sexe;Naissance;Pays\nDiallo;Awa;F;1990;Sénégal\nJallow;Awa;F;1990;Sénégal\n"
    columns = {
        f"column_{n}": f for n, f in enumerate(["family_name", "given_names", "sex", "birth", "nationality"])
    }
    register = read(centre, text, columns)
    shown = centre.get(page("register_import", register)).content.decode()
    assert known.number in shown
    assert JournalEntry.objects.filter(action=JournalAction.LISTED, people__contains=[known.pk]).exists()
    first, second = register.lines.all()
    act(centre, "import_decision", register, decision=f"{first.pk}:{known.pk}")
    act(centre, "import_decision", register, decision=str(second.pk))
    act(centre, "import_decision", register, decision=f"{second.pk}:{uuid.uuid4()}")
    act(centre, "import_confirmation", register)
    assert outcomes(register) == [ImportOutcome.ATTACHED, ImportOutcome.CREATED]
    assert Migrant.objects.count() == 2
    assert set(PossibleDuplicate.objects.values_list("decision", flat=True)) == {"not_same"}


def test_the_undoing_gives_back_what_the_import_changed(centre: Client) -> None:
    known = make_migrant(**KNOWN, phone="76 10 54 32", birth_precision="year", birth_year=1990)
    before = Migrant.objects.values().get(pk=known.pk)
    text = (
        OTHER.replace("Origine", "Naissance").replace(";Sénégal;", ";10/05/1990;").replace(";Mali;", ";1980;")
    )
    register = read(centre, text, COLUMNS | {"column_3": "birth"})
    act(centre, "import_confirmation", register)
    known.refresh_from_db()
    assert known.birth_day == 10
    assert Reception.objects.filter(migrant=known).exists()
    act(centre, "import_undoing", register)
    after = Migrant.objects.values().get(pk=known.pk)
    assert {**after, "updated_at": None} == {**before, "updated_at": None}
    assert not Reception.objects.exists()
    assert Stay.objects.count() == 1
    # The same file may come again.
    again = read(centre, text, COLUMNS | {"column_3": "birth"})
    assert ImportOutcome.ALREADY not in outcomes(again)


@pytest.mark.parametrize("use", ["changed", "leaned on"])
def test_a_dossier_used_since_stops_the_whole_undoing(centre: Client, facilitator: User, use: str) -> None:
    register = read(centre)
    act(centre, "import_confirmation", register)
    awa = Migrant.objects.get(given_names="Awa")
    if use == "changed":
        awa.other_names = "Petite"
        awa.save()
    else:
        Reception.objects.create(migrant=awa, created_by=facilitator)
    shown = act(centre, "import_undoing", register)
    assert awa.number in shown
    assert Migrant.objects.count() == 2
    register.refresh_from_db()
    assert register.state == ImportState.DONE


def test_an_import_meanwhile_makes_the_rows_be_compared_again(centre: Client) -> None:
    register = read(centre)
    other = read_other(centre, register)
    act(centre, "import_confirmation", other)
    assert "comparées de nouveau" in act(centre, "import_confirmation", register)
    act(centre, "import_reading", register)
    assert outcomes(register)[0] == ImportOutcome.ATTACHED
    act(centre, "import_confirmation", register)
    assert Migrant.objects.filter(phone="76 10 54 32").count() == 1


def read_other(centre: Client, first: RegisterImport) -> RegisterImport:
    upload(centre, OTHER.replace("07/01/2025", "01/02/2025"))
    other = RegisterImport.objects.exclude(pk=first.pk).get()
    centre.post(page("import_columns", other), COLUMNS)
    centre.post(page("import_reading", other))
    return other


def test_a_broken_write_keeps_nothing(
    centre: Client, facilitator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = read(centre)

    def break_down(**details: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        confirm(register.pk, record_visit=break_down, by=facilitator)  # type: ignore[arg-type]
    assert not Migrant.objects.exists()
    confirm(register.pk, record_visit=record_paper_visit, by=facilitator)
    assert Migrant.objects.count() == 2


def test_an_abandoned_file_is_forgotten(centre: Client) -> None:
    register = read(centre)
    act(centre, "import_abandonment", register)
    register.refresh_from_db()
    assert (register.state, register.file_name) == (ImportState.ABANDONED, "")
    assert not ImportLine.objects.exists()
    assert "oublié" in centre.get(page("register_import", register)).content.decode()
