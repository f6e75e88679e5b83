"""Handing out on the command line: a ZIP, a line in the log, and refusals that leave nothing."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.cli.running import Command

WHO = ("--who", "Åsa Öberg")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "ut.zip"


@pytest.fixture
def own(empty: Command, tmp_path: Path) -> Command:
    """Two pages of its own, so that the log is too."""
    folder = tmp_path / "sidor"
    folder.mkdir()
    for name, text in (("badhus", "Badhuset byggs om till hösten."), ("skola", "Skolan får ett nytt tak.")):
        (folder / f"{name}.html").write_text(f"<title>{name}</title><main><h1>{name}</h1><p>{text}</p></main>", "utf-8")
    empty("import", folder, "--base-url", "https://stad.example/")
    return empty


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as package:
        return package.namelist()


def test_a_search_becomes_a_zip_and_a_line_in_the_log(own: Command, out: Path) -> None:
    said = own.text("handout", "badhuset", "--out", out, *WHO, "--to", "Bo", "--reference", "KS 2024/17", "--captures")
    assert said.startswith("1 page, ")
    assert "hamtningar.warc.gz" in names(out)
    (logged,) = own.lines("handouts", "--json")
    expected = {
        "who": "Åsa Öberg",
        "to_whom": "Bo",
        "reference": "KS 2024/17",
        "question": "badhuset",
        "captures": True,
    }
    assert {name: logged[name] for name in expected} == expected
    assert logged["digest"] in said
    assert len(logged["versions"]) == 1


def test_pages_are_taken_from_a_list_and_the_log_is_a_table(own: Command, out: Path, tmp_path: Path) -> None:
    listed = tmp_path / "sidor.txt"
    listed.write_text("https://stad.example/skola.html\n\nhttps://stad.example/badhus.html\n", "utf-8")
    own("handout", "--pages-from", listed, "--out", out, *WHO)
    assert [name for name in names(out) if name.endswith(".txt") and name.startswith("sidor/001")]
    said = own.text("handouts", "--csv")
    assert said.startswith("\ufeffNr;Tid (UTC);Utlämnat av;")
    assert "2 angivna sidor" in said


def test_numbers_written_into_the_log_are_hidden_where_it_is_listed(own: Command, out: Path) -> None:
    own("handout", "badhuset", "--out", out, *WHO, "--to", "Personnummer 811218-9876")
    assert "811218" not in own.text("handouts") + own.text("handouts", "--csv")


def test_what_cannot_be_handed_out_leaves_neither_file_nor_line(own: Command, out: Path, tmp_path: Path) -> None:
    listed = tmp_path / "sidor.txt"
    listed.write_text("https://annan.example/\n", "utf-8")
    assert "Inga sidor" in own.complaint("handout", "finnsinte", "--out", out, *WHO)
    assert "ingen sida" in own.complaint("handout", "--pages-from", listed, "--out", out, *WHO)
    assert "ingen sida 1999-01-01" in own.complaint(
        "handout", "--pages-from", listed, "--as-of", "1999-01-01", "--out", out, *WHO
    )
    listed.write_bytes(b"\xff\xfe\xff")
    assert "not UTF-8" in own.complaint("handout", "--pages-from", listed, "--out", out, *WHO)
    assert not out.exists()
    assert own.text("handouts") == ""


def test_a_query_or_a_list_is_needed_and_not_both(own: Command, out: Path, tmp_path: Path) -> None:
    listed = tmp_path / "sidor.txt"
    listed.write_text("x", "utf-8")
    assert own("handout", "--out", out, *WHO, status=2)
    assert own("handout", "badhuset", "--pages-from", listed, "--out", out, *WHO, status=2)
    assert own("handout", "badhuset", "--out", out, status=2)
