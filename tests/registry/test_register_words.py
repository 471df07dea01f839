import pytest

from registry.enums import Direction
from registry.reference_files import read_reference
from registry.register_import.unions import speaks_of_a_union
from registry.register_import.vocabulary import (
    read_documents,
    read_nationality,
    read_place,
    read_profession,
)


@pytest.mark.parametrize(
    ("writing", "code"),
    [
        ("NIGER", "ne"),
        ("Nigérienne", "ne"),
        ("nigerien", "ne"),
        ("Nigeria", "ng"),
        ("Nigériane", "ng"),
        ("nigerian", "ng"),
        ("burkinabè", "bf"),
        ("Burkinabé", "bf"),
        ("BURKINA FASO", "bf"),
        ("Cote d'ivoire", "ci"),
        ("RCI", "ci"),
        ("RIM", "mr"),
        ("Guinée Conakry", "gn"),
        ("Guinée-Bissau", "gw"),
        ("Sn", "sn"),
        ("Sénégalaisse", "sn"),
    ],
)
def test_nationalities(writing: str, code: str) -> None:
    assert read_nationality(writing).code == code


def test_a_returning_malian() -> None:
    found = read_nationality("MALI (retour)")
    assert (found.code, found.direction, found.remark) == ("ml", Direction.RETURNING, None)


@pytest.mark.parametrize("writing", ["Martien", "Nig", "nigerin", "Mali/Sénégal", None])
def test_an_unsure_nationality_is_undeclared_and_said(writing: str | None) -> None:
    found = read_nationality(writing)
    assert found.code == "zz"
    assert found.remark is not None
    assert writing is None or f"«\u00a0{writing}\u00a0»" in found.remark.kept
    assert str(writing) not in found.remark.told


@pytest.mark.parametrize(
    ("writing", "code"),
    [
        ("creuseur", "orpailleur"),
        ("Orpailleur", "orpailleur"),
        ("Macon", "macon"),
        ("laveuse de minerai", "laveuse_minerai"),
        ("moto taxi", "moto_taxi"),
        ("acheteur d’or", "acheteur_or"),
        ("cuisinniere", "cuisinier"),
    ],
)
def test_professions(writing: str, code: str) -> None:
    assert read_profession(writing).code == code


def test_an_unknown_profession_is_quoted_in_the_dossier_only() -> None:
    found = read_profession("astronaute")
    assert found.code == ""
    assert found.remark is not None
    assert found.remark.kept == "Profession «\u00a0astronaute\u00a0»\u00a0: absente de la liste."
    assert found.remark.told == "Profession\u00a0: absente de la liste."


def test_papers() -> None:
    assert read_documents("CNI + laissez passer") == (["cni", "laissez_passer"], [])
    assert read_documents("aucun") == ([], [])
    assert read_documents(None) == ([], [])


def test_a_paper_number_is_not_copied_into_a_note() -> None:
    codes, remarks = read_documents("passeport n° AB1234567")
    assert codes == ["passeport"]
    assert remarks
    assert "1234567" not in " ".join(remark.kept + remark.told for remark in remarks)


def test_a_union_card_is_left_out() -> None:
    codes, remarks = read_documents("carte syndicale")
    assert codes == []
    assert "accord écrit" in remarks[0].told
    assert [remark.kept for remark in remarks] == [""]


def test_beside_a_union_card_only_listed_papers_are_read() -> None:
    codes, remarks = read_documents("CNI + carte d’adhérent CSTM, délégué de section")
    assert codes == ["cni"]
    assert [remark.kept for remark in remarks] == [""]


@pytest.mark.parametrize(
    "text",
    [
        "UNTM",
        "membre de la CSTM",
        "Syndiqué",
        "adhérent",
        "venu de l’UNTM",
        "U.N.T.M.",
        "carte d'adhérente",
        "date d’adhésion",
    ],
)
def test_texts_that_tell_a_membership(text: str) -> None:
    assert speaks_of_a_union(text)


def test_places() -> None:
    assert read_place("Sansanto").site == "sansanto"
    assert read_place("Yatela").site == "yatela"
    assert read_place("Kayes ville").commune == "kayes"
    assert read_place("Kenieba").commune == "kenieba"
    assert read_place("Diboli").commune == "faleme"
    diboli = read_place("Diboli").remark
    assert diboli is not None
    assert "Diboli" in diboli.kept
    assert read_place(None).key == ""


@pytest.mark.parametrize("homonym", ["Djidian", "Ségala", "Falémé"])
def test_a_name_of_distant_places_is_kept_as_written(homonym: str) -> None:
    found = read_place(homonym)
    assert (found.site, found.commune, found.text) == ("", "", homonym)
    assert found.remark is not None
    assert "plusieurs lieux" in found.remark.told
    assert homonym not in found.remark.told


def test_a_place_without_end_is_cut_and_kept_whole_in_the_note() -> None:
    found = read_place("chez la tante " * 12)
    assert len(found.text) == 120
    assert found.remark is not None
    assert found.remark.kept.count("tante") == 12


def test_a_site_named_as_its_commune_is_the_site_and_the_report_says_so() -> None:
    found = read_place("Sadiola")
    assert found.site == "sadiola"
    assert found.remark is not None
    assert (found.remark.kept, "commune" in found.remark.told) == ("", True)


@pytest.mark.parametrize(
    ("aliases", "entries"),
    [
        ("nationalites_alias.csv", "nationalites.csv"),
        ("professions_alias.csv", "professions.csv"),
        ("documents_alias.csv", "documents.csv"),
    ],
)
def test_every_alias_leads_to_an_entry(aliases: str, entries: str) -> None:
    codes = {row["code"] for row in read_reference(entries)}
    assert {row["code"] for row in read_reference(aliases)} <= codes


def test_every_alias_of_a_place_leads_to_one() -> None:
    files = {"site": "sites_miniers.csv", "commune": "communes.csv"}
    known = {(kind, row["code"]) for kind, file in files.items() for row in read_reference(file)}
    assert {(row["genre"], row["code"]) for row in read_reference("lieux_alias.csv")} <= known
