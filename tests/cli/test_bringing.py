"""Crawl, import, extract, reprocess and work: their summaries, and what they say when something is in the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.parts import system_clock
from archive.wiring import open_archive
from tests.cli.conftest import PAGES
from tests.cli.running import Command
from tests.fakes.archives import NEWS, html
from tests.fakes.sites import SmallSite, small_site, stories

SUMMARY = {"fetched", "new", "changed", "unchanged", "gone", "failed", "excluded", "waiting", "discovered", "seconds"}


@pytest.fixture
def site() -> Iterator[SmallSite]:
    with small_site(stories()) as running:
        yield running


def add(empty: Command, site: SmallSite, name: str = "town", *words: str) -> None:
    empty("source", "add", name, site.url, "--delay", "0", "--allow-private", *words)


def test_a_crawl_prints_a_summary_for_people_and_one_for_scripts(empty: Command, site: SmallSite) -> None:
    add(empty, site)
    assert empty.text("crawl", "town").startswith("town: 8 fetched, 6 new, 0 changed, ")
    said = empty.json("crawl", "town", "--json")
    assert set(said) == SUMMARY | {"source", "state", "error", "alerts", "rested"}
    assert (said["source"], said["state"], said["new"], said["error"]) == ("town", "done", 0, None)


def test_a_crawl_without_names_takes_what_is_due(empty: Command, site: SmallSite) -> None:
    add(empty, site, "a")
    add(empty, site, "b", "--schedule", "0 2 * * *")
    assert [line["source"] for line in empty.lines("crawl", "--json")] == ["a", "b"]
    assert [line["source"] for line in empty.lines("crawl", "--json")] == ["a"]


def test_what_is_limited_goes_on_next_time(empty: Command, site: SmallSite) -> None:
    add(empty, site)
    first = empty.json("crawl", "--json", "--limit", 2)
    assert first["state"] == "stopped"
    assert first["waiting"] > 0
    assert empty.json("crawl", "--json")["state"] == "done"
    assert empty.json("search", "--json")["total"] == 6


def test_a_source_that_fails_is_named_on_one_line_and_the_others_are_crawled(empty: Command, site: SmallSite) -> None:
    with small_site({}) as gone:
        add(empty, gone, "borta")
    add(empty, site, "town")
    result = empty("crawl", "--json", status=1)
    assert [json.loads(line)["state"] for line in result.stdout.splitlines()] == ["failed", "done"]
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"kommunarkiv: borta: Nothing could be fetched from {gone.url}")


def test_a_source_that_is_busy_is_named_and_the_others_are_crawled(empty: Command, site: SmallSite) -> None:
    add(empty, site, "a")
    add(empty, site, "b")
    with open_archive(empty.home) as archive:
        archive.store.runs.start("a", worker="annan-maskin:1", now=system_clock())
    result = empty("crawl", status=1)
    assert result.stdout.startswith("b: 8 fetched")
    assert result.stderr == "kommunarkiv: another process is already crawling a\n"


def test_the_worker_says_what_it_did_and_when_it_has_nothing_to_do(empty: Command, site: SmallSite) -> None:
    add(empty, site)
    assert "No source has a schedule" in empty.text("work", "--once")
    add(empty, site, "town", "--schedule", "0 2 * * *")
    assert empty.text("work", "--once").startswith("town: 8 fetched")
    assert empty.text("work", "--once") == ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five stories and two files that cannot be taken."""
    folder = tmp_path / "sidor"
    folder.mkdir()
    for number, story in enumerate(NEWS):
        (folder / f"{number}.html").write_bytes(html(story, title=f"Nyhet {number}"))
    (folder / "tom.pdf").write_bytes(b"")
    (folder / "rader.jsonl").write_text('{"url": "https://a.example/", "title": "T", "text": "Text."}\n{\n', "utf-8")
    return folder


def test_an_import_takes_what_it_can_and_names_the_rest(empty: Command, folder: Path) -> None:
    result = empty("import", folder, "--json")
    assert json.loads(result.stdout) == {"taken": 6, "new": 6, "changed": 0, "unchanged": 0, "refused": 2}
    assert [line.partition(": ")[2].partition(": ")[0] for line in result.stderr.splitlines()] == [
        f"{folder}/rader.jsonl:2",
        f"{folder}/tom.pdf",
    ]
    assert empty.text("import", folder) == "6 taken: 0 new, 0 changed, 6 unchanged, 2 refused.\n"


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("tom.pdf", b"", "tom.pdf: the file is empty"),
        ("bild.jpg", b"\xff\xd8", "not a kind of file that can be imported (HTML, PDF,"),
        ("x.warc.gz", b"hej", "x.warc.gz: record 1 is damaged"),
        ("borta.html", None, "borta.html does not exist."),
    ],
)
def test_a_file_that_is_all_there_was_and_cannot_be_taken_is_one_line(
    empty: Command, tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert complaint in empty.complaint("import", tmp_path / name)


def test_when_nothing_at_all_could_be_taken_the_last_line_says_so(empty: Command, tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"")
    result = empty("import", tmp_path / "a.pdf", tmp_path / "b.pdf", status=1)
    assert result.stderr.splitlines()[-1] == "kommunarkiv: Nothing was imported: 2 files could not be read."


def test_a_folder_of_photos_says_what_could_be_imported(empty: Command, tmp_path: Path) -> None:
    (tmp_path / "foton").mkdir()
    (tmp_path / "foton" / "semester.jpg").write_bytes(b"\xff\xd8\xff")
    assert "no file is HTML, PDF, DOCX" in empty.complaint("import", tmp_path / "foton")


def test_a_base_url_that_is_none_is_refused_before_anything_is_taken(empty: Command, folder: Path) -> None:
    assert "not an address" in empty.complaint("import", folder, "--base-url", "nyheter")
    assert empty.json("status", "--json")["sources"] == []


def test_extracting_stores_nothing_and_needs_no_archive(tmp_path: Path, folder: Path) -> None:
    nowhere = Command(tmp_path / "borta")
    (folder / "tom.pdf").unlink()
    (folder / "rader.jsonl").unlink()
    lines = nowhere.lines("extract", folder, "--json", "--register", "mellankoping")
    assert [line["text"] for line in lines] == list(NEWS)
    assert not nowhere.home.exists()


def test_what_cannot_be_extracted_is_named_and_the_rest_is_printed(tmp_path: Path, folder: Path) -> None:
    result = Command(tmp_path / "h")("extract", folder, "--base-url", "https://a.example/", status=1)
    assert len(result.stdout.splitlines()) == 6
    assert result.stderr.splitlines()[-1] == "kommunarkiv: Not everything was read: 2 files could not be read."


def test_reprocessing_changes_nothing_when_nothing_is_new(empty: Command, tmp_path: Path) -> None:
    for name, body in PAGES.items():
        (tmp_path / name).write_bytes(body)
    empty("import", *(tmp_path / name for name in PAGES))
    assert empty.text("reprocess") == "import: 0 versions changed.\n"
    assert empty.text("reprocess", "import") == "import: 0 versions changed.\n"
    (empty.home / "kommunarkiv.toml").write_text('register = "mellankoping"\n', "utf-8")
    assert empty.text("reprocess") == "import: 2 versions changed.\n"
    assert empty.json("search", "--json", "--filter", "namnd=Socialnämnden")["total"] == 2
