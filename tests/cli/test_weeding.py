"""Gallring on the command line: two named people, what goes shown before it goes, proof, older backups."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from archive.config import FILE
from archive.facets import SCHEMA
from archive.store.pages import page_id
from index.memory import MemoryIndex
from index.model import UNWRITTEN
from tests.cli.running import Command

DECISION = ("--reference", "KS 2026/17", "--reason", "fel person", "--ground", "planen 4.2")
PAGE = page_id("https://stad.example/badhus.html")


@pytest.fixture
def own(empty: Command, tmp_path: Path) -> Command:
    """Two pages of its own."""
    folder = tmp_path / "sidor"
    folder.mkdir()
    for name, text in (("badhus", "Badhuset byggs om till hösten."), ("skola", "Skolan får ett nytt tak.")):
        (folder / f"{name}.html").write_text(f"<title>{name}</title><main><h1>{name}</h1><p>{text}</p></main>", "utf-8")
    empty("import", folder, "--base-url", "https://stad.example/")
    return empty


def weeded(own: Command) -> None:
    asked = own.json("weed", "request", "badhuset", "--who", "Åsa Öberg", *DECISION)
    own("weed", "confirm", asked["id"], "--who", "Bo Ek", "--seen", asked["seen"])


def test_asking_shows_what_would_go_and_takes_nothing(own: Command) -> None:
    asked = own.json("weed", "request", "badhuset", "--who", "Åsa Öberg", *DECISION)
    assert (asked["state"], len(asked["versions"]), len(asked["captures"])) == ("asked", 1, 1)
    assert own.json("weed", "show", asked["id"]) == asked
    assert own.json("search", "badhuset", "--json")["total"] == 1


def test_another_one_confirms_and_it_is_gone_and_proved(own: Command, tmp_path: Path) -> None:
    weeded(own)
    assert own.json("search", "badhuset", "--json")["total"] == 0
    assert own.json("search", "skolan", "--json")["total"] == 1
    proof = own.json("weed", "report", 1)
    assert {each["found"] for each in proof["proof"]["checks"] if "found" in each} <= {0}
    assert proof["versions"][0]["page"] == PAGE
    assert "Gallringsbevis nr 1" in own.text("weed", "report", 1, "--html")
    own("weed", "report", 1, "--pdf", tmp_path / "bevis.pdf")
    assert (tmp_path / "bevis.pdf").read_bytes().startswith(b"%PDF")
    own("verify")


def test_the_same_person_or_another_plan_is_refused(own: Command) -> None:
    asked = own.json("weed", "request", "badhuset", "--who", "Åsa Öberg", *DECISION)
    assert "Be en annan person" in own.complaint(
        "weed", "confirm", asked["id"], "--who", "åsa  öberg", "--seen", asked["seen"]
    )
    assert "har ändrats" in own.complaint("weed", "confirm", asked["id"], "--who", "Bo", "--seen", "0")
    own("weed", "decline", asked["id"], "--who", "Bo", "--comment", "fel sida")
    assert own.json("weed", "list")["state"] == "declined"
    assert own.json("weed", "show", asked["id"])["comment"] == "fel sida"


def test_pages_are_named_in_a_file_or_found_not_both_and_not_neither(own: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"/sida/{PAGE}\n", "utf-8")
    own("weed", "request", "--who", "Åsa", *DECISION, status=2)
    own("weed", "request", "badhuset", "--pages-from", tmp_path / "a.txt", "--who", "Åsa", *DECISION, status=2)
    asked = own.json("weed", "request", "--pages-from", tmp_path / "a.txt", "--who", "Åsa", *DECISION)
    assert [each["page"] for each in asked["versions"]] == [PAGE]
    assert "ingen sida" in own.complaint("weed", "request", "--pages-from", __file__, "--who", "Åsa", *DECISION)


def test_there_is_no_proof_of_what_was_not_carried_out(own: Command) -> None:
    own("weed", "request", "badhuset", "--who", "Åsa", *DECISION)
    assert "inget bevis" in own.complaint("weed", "report", 1)
    assert "no removal 7" in own.complaint("weed", "show", 7)
    assert own.text("weed", "finish") == "0 removals finished, 0 left.\n"


def test_an_older_backup_is_restored_without_what_was_removed_since(own: Command, tmp_path: Path) -> None:
    own("backup", tmp_path / "old.tar")
    weeded(own)
    (tmp_path / "gallrat.jsonl").write_text(own.text("weed", "export"), "utf-8")
    new = Command(tmp_path / "new")
    new("restore", tmp_path / "old.tar", "--removals", tmp_path / "gallrat.jsonl")
    assert new.json("search", "badhuset", "--json")["total"] == 0
    assert new.json("weed", "report", 1)["key"] == own.json("weed", "report", 1)["key"]
    new("verify")


def test_a_restore_writes_nothing_into_an_index_in_a_cluster_which_others_may_use(
    own: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = MemoryIndex(SCHEMA)
    engine = SimpleNamespace(open_index=lambda *_, **__: live, Cluster=lambda **_: None)
    monkeypatch.setitem(sys.modules, "index.opensearch_engine", engine)
    settings = (own.home / FILE).read_text("utf-8")
    (own.home / FILE).write_text(f'{settings}\nsearch = "https://search.example:9200"\n', "utf-8")
    own("backup", tmp_path / "old.tar")
    (own.home / FILE).write_text(settings, "utf-8")
    weeded(own)
    (tmp_path / "gallrat.jsonl").write_text(own.text("weed", "export"), "utf-8")
    new = Command(tmp_path / "new")
    new("restore", tmp_path / "old.tar", "--removals", tmp_path / "gallrat.jsonl")
    assert live.generation == UNWRITTEN
    assert new.json("weed", "report", 1)["state"] == "done"
    new("reindex")
    assert [new.json("search", word, "--json")["total"] for word in ("badhuset", "skolan")] == [0, 1]


def test_a_list_of_removals_that_is_none_is_refused_before_anything_is_restored(own: Command, tmp_path: Path) -> None:
    own("backup", tmp_path / "old.tar")
    (tmp_path / "fel.jsonl").write_text(json.dumps({"a": 1}), "utf-8")
    new = Command(tmp_path / "new")
    assert "no list of removals" in new.complaint("restore", tmp_path / "old.tar", "--removals", tmp_path / "fel.jsonl")
    assert not (tmp_path / "new").exists()
