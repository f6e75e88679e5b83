"""Status, verify, reindex, backup and restore as an operator meets them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from archive.changes import document
from archive.wiring import open_archive
from tests.cli.running import Command
from tests.fakes.archives import news
from tests.fakes.storing import memento


@pytest.fixture
def own(filled: Command, tmp_path: Path) -> Command:
    """A copy of the filled archive that a test may damage."""
    shutil.copytree(filled.home, tmp_path / "own")
    return Command(tmp_path / "own")


def test_the_status_of_an_archive_has_its_sources_and_their_latest_run(filled: Command) -> None:
    said = filled.json("status", "--json")
    assert set(said) == {"home", "parts", "away", "cluster", "index_behind", "index_stale", "disk", "sources"}
    assert (said["parts"], said["away"], said["cluster"]) == ({}, {}, "")
    (source,) = said["sources"]
    assert (source["source"], source["pages"], source["mementos"], source["latest"]) == ("mellan", 3, 3, [])
    assert filled.text("status") == "mellan: 3 pages, 3 versions\nThe index is up to date.\n"


def test_an_index_that_is_behind_says_what_to_do(own: Command) -> None:
    with open_archive(own.home) as archive:
        archive.store.pages.save(memento())
    assert own.text("status").splitlines()[-1] == "The index is behind; run: kommunarkiv reindex"
    assert own.text("reindex") == "4 pages indexed.\n"
    assert own.text("status").splitlines()[-1] == "The index is up to date."


def test_an_index_that_is_gone_says_what_to_do_and_never_that_there_are_no_pages(own: Command) -> None:
    shutil.rmtree(own.home / "index")
    assert own.json("status", "--json")["index_stale"]
    assert own.text("status").splitlines()[-1] == "The index must be built anew; run: kommunarkiv reindex"
    assert "run: kommunarkiv reindex" in own.complaint("search", "kommunen")


def test_a_whole_archive_is_green(filled: Command) -> None:
    assert filled.json("verify", "--json") == {
        "captures": 3,
        "pages": 3,
        "documents": 3,
        "findings": [],
        "remarks": [],
        "parts": {},
        "ok": True,
    }
    assert filled.text("verify") == "3 captures, 3 pages, 3 documents.\n"


def test_leftovers_are_told_and_still_green(own: Command) -> None:
    with open_archive(own.home) as archive:
        archive.vault.add(news(0))
    said = own.json("verify", "--json")
    assert said["ok"]
    (remark,) = said["remarks"]
    assert set(remark) == {"where", "what", "advice"}
    assert "Harmless" in own.text("verify").splitlines()[1]


def test_damage_is_status_1_with_a_list_of_what_to_do(own: Command) -> None:
    with open_archive(own.home) as archive, archive.index.batch() as batch:
        batch.put(document(memento()))
    result = own("verify", status=1)
    assert "Run: kommunarkiv reindex" in result.stdout
    assert result.stderr == "kommunarkiv: 1 finding; the list is on standard output.\n"
    own("reindex")
    own("verify")


def test_a_lost_warc_file_is_found_by_verify_and_healed_by_the_backup(own: Command, tmp_path: Path) -> None:
    own("backup", tmp_path / "b.tar")
    for path in (own.home / "warc").iterdir():
        path.unlink()
    assert len(own("verify", status=1).stdout.splitlines()) == 4
    new = Command(tmp_path / "new")
    assert new.text("restore", tmp_path / "b.tar") == f"4 files restored to {new.home}.\n"
    assert new.json("verify", "--json")["ok"]
    assert new.json("search", "bygglov", "--json")["total"] == 1


def test_a_restore_without_the_list_of_removals_warns_of_what_may_be_back(filled: Command, tmp_path: Path) -> None:
    filled("backup", tmp_path / "b.tar")
    (tmp_path / "removals.jsonl").write_text(filled.text("weed", "export"), "utf-8")
    assert "are back in it" in Command(tmp_path / "one")("restore", tmp_path / "b.tar").stderr
    given = ("--removals", tmp_path / "removals.jsonl")
    assert Command(tmp_path / "two")("restore", tmp_path / "b.tar", *given).stderr == ""


def test_restoring_over_an_archive_is_refused(filled: Command, tmp_path: Path) -> None:
    assert filled.text("backup", tmp_path / "b.tar") == f"4 files in {tmp_path / 'b.tar'}.\n"
    assert filled.complaint("restore", tmp_path / "b.tar").endswith("a backup is restored into a new folder.")
    filled("verify")


@pytest.mark.parametrize("content", [b"", b"hej"])
def test_restoring_what_is_no_backup_leaves_nothing(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.tar").write_bytes(content)
    new = Command(tmp_path / "new")
    assert "is not a backup that can be read" in new.complaint("restore", tmp_path / "b.tar")
    assert [path.name for path in tmp_path.iterdir()] == ["b.tar"]


def test_a_backup_where_it_cannot_be_written_is_one_line(filled: Command, tmp_path: Path) -> None:
    complaint = filled.complaint("backup", tmp_path / "borta" / "b.tar")
    assert complaint.endswith("b.tar.part: No such file or directory")
    filled("backup", tmp_path, status=2)
    Command(tmp_path / "x")("restore", tmp_path / "borta.tar", status=2)


def test_the_database_is_said_to_be_broken_when_it_is(own: Command) -> None:
    for path in own.home.glob("archive.db*"):
        path.unlink()
    (own.home / "archive.db").write_bytes(b"hej" * 1_000)
    assert "is not an archive's database" in own.complaint("status")


def test_a_disk_that_is_nearly_full_is_said_and_keeps_crawls_waiting(own: Command) -> None:
    with (own.home / "kommunarkiv.toml").open("a") as settings:
        settings.write("free_megabytes = 1000000000\n")
    said = own.json("status", "--json")["disk"]
    assert (said["low"], said["kept_bytes"]) == (True, 10**15)
    assert own.text("status").splitlines()[-1].startswith("Crawling waits: only ")
    own("source", "add", "town", "https://www.mellankoping.example/")
    assert own.complaint("crawl", "town").startswith("crawling waits: only ")
    assert own.json("search", "bygglov", "--json")["total"] == 1
