"""Rebuilding: search goes on meanwhile; killed at any moment, the next rebuild goes on where it was."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.analysis import Cut, PlainAnalyzer
from index.errors import SearchIndexError
from index.model import Document, Query
from index.tree import Word
from index.whoosh_engine import WhooshIndex
from tests.index.test_whoosh_engine import SCHEMA, make, put, total

ROOT = str(Path(__file__).parents[2])
CHILD = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.index.test_rebuilding import {task}
{task}(Path(sys.argv[1]))
"""
COUNT = 60


class Small(WhooshIndex):
    """Writes a few documents at a time."""

    flush = 10


class Counting(PlainAnalyzer):
    def __init__(self, die_at: int = -1) -> None:
        self.texts = 0
        self._die_at = die_at

    def cut(self, text: str) -> Cut:
        self.texts += 1
        if self.texts == self._die_at:
            raise SystemExit(9)
        time.sleep(0.001)
        return super().cut(text)


def documents(count: int, *, changed: int = 0) -> list[Document]:
    return [
        Document(
            id=f"n{number:03}", values={"title": "ny" if number < changed else "t", "body": "rebuilt", "unit": "R"}
        )
        for number in range(count)
    ]


def rebuild(path: Path, *, analyzer: Counting | None = None, changed: int = 0, count: int = COUNT) -> Counting:
    read = analyzer or Counting()
    with Small(path, SCHEMA, read, patience=5).rebuild() as batch:
        for each in documents(count, changed=changed):
            batch.put(each)
    return read


def start(task: str, path: Path) -> subprocess.Popen[str]:
    code = CHILD.format(root=ROOT, task=task)
    return subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)


def interrupted(path: Path) -> None:
    """A rebuild that ends after its third commit, as abruptly as a signal ends it."""
    with pytest.raises(SystemExit):
        rebuild(path, analyzer=Counting(die_at=2 * 35))


def test_a_rebuild_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    put(make(tmp_path), "old")
    interrupted(tmp_path)
    assert total(make(tmp_path)) == 1
    assert rebuild(tmp_path).texts == 2 * (COUNT - 30)
    index = make(tmp_path)
    assert list(index.ids()) == [each.id for each in documents(COUNT)]
    assert [each.name for each in tmp_path.iterdir() if each.is_dir()] == ["2"]


def test_what_has_changed_since_is_written_again_and_what_is_gone_is_dropped(tmp_path: Path) -> None:
    put(make(tmp_path), "old")
    interrupted(tmp_path)
    assert rebuild(tmp_path, changed=5, count=20).texts == 2 * 5
    index = make(tmp_path)
    assert list(index.ids()) == [each.id for each in documents(20)]
    assert (total(index, "ny"), total(index, "rebuilt")) == (5, 20)


def test_a_folder_begun_with_another_analyzer_or_left_half_made_is_begun_anew(tmp_path: Path) -> None:
    put(make(tmp_path), "old")
    interrupted(tmp_path)
    (tmp_path / "2" / "STAMP").write_text("of old")
    assert rebuild(tmp_path).texts == 2 * COUNT
    interrupted(tmp_path)
    (half_made,) = (each for each in tmp_path.iterdir() if each.is_dir() and each.name > "2")
    for toc in half_made.glob("*.toc"):
        toc.unlink()
    assert rebuild(tmp_path).texts == 2 * COUNT
    assert total(make(tmp_path), "rebuilt") == COUNT


def test_a_rebuild_that_fails_leaves_the_index_and_no_folder(tmp_path: Path) -> None:
    put(make(tmp_path), "old")
    with pytest.raises(SearchIndexError), make(tmp_path).rebuild() as batch:
        batch.put(Document(id="", values={}))
    assert (total(make(tmp_path)), [each.name for each in tmp_path.iterdir() if each.is_dir()]) == (1, ["1"])


def test_a_document_put_as_it_stands_makes_no_commit(tmp_path: Path) -> None:
    index = make(tmp_path)
    put(index, "a", "b")
    before = index.generation
    put(index, "b", "a")
    assert index.generation == before
    with index.batch() as batch:
        batch.put(Document(id="a", values={"title": "a", "body": "annat", "unit": "a"}))
        batch.put(Document(id="b", values={"title": "b", "body": "text", "unit": "b"}))
        batch.drop("c")
    assert (index.generation != before, total(index), total(index, "annat")) == (True, 1, 1)


def test_a_document_dropped_and_put_again_in_one_batch_stands(tmp_path: Path) -> None:
    index = make(tmp_path)
    put(index, "a")
    with index.batch() as batch:
        batch.drop("a")
        batch.put(Document(id="a", values={"title": "a", "body": "text", "unit": "a"}))
    assert total(index) == 1


def search_often(path: Path) -> None:
    """Search until the file "done" appears; tell every answer once: how many, and how many the facets count."""
    index, seen = make(path), set()
    while not (path / "done").exists():
        result = index.search(Query(root=Word(text="text"), size=2))
        units = {each.value: each.count for each in result.facets["unit"]}
        seen.add((result.total, len(result.hits), units.get("a", 0), units.get("b", 0)))
        (path / f"looking-{os.getpid()}").touch()
    sys.stdout.write(json.dumps(sorted(seen)))


@pytest.mark.slow
def test_processes_that_search_see_whole_commits_while_another_writes_and_rebuilds(tmp_path: Path) -> None:
    put(make(tmp_path), "a0", "b0")
    children = [start("search_often", tmp_path) for _ in range(2)]
    until = time.monotonic() + 60
    while len(list(tmp_path.glob("looking-*"))) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    for number in range(1, 25):
        put(make(tmp_path), f"a{number}", f"b{number}")
    with make(tmp_path).rebuild() as batch:
        for name in ("a0", "b0", "a1", "b1"):
            batch.put(Document(id=name, values={"title": name, "body": "text", "unit": name[0]}))
    time.sleep(0.2)
    (tmp_path / "done").touch()
    seen = [tuple(each) for child in children for each in json.loads(child.communicate(timeout=60)[0])]
    assert [child.returncode for child in children] == [0, 0]
    assert all(count == a + b and a == b and hits == 2 for count, hits, a, b in seen)
    assert len(set(seen)) > 2


@pytest.mark.slow
def test_killed_again_and_again_a_rebuild_ends_and_search_goes_on(tmp_path: Path) -> None:
    put(make(tmp_path), "old")
    moments, kills = random.Random(7), 0
    for _ in range(6):
        with start("rebuild", tmp_path) as child:
            time.sleep(moments.uniform(0.3, 0.9))
            child.kill()
        kills += child.returncode == -signal.SIGKILL
        index = make(tmp_path)
        assert total(index) + total(index, "rebuilt") in {1, COUNT}
    rebuild(tmp_path, changed=3)
    index = make(tmp_path)
    assert kills
    assert list(index.ids()) == [each.id for each in documents(COUNT)]
    assert (total(index, "rebuilt"), total(index, "ny")) == (COUNT, 3)
    (folder,) = (each for each in tmp_path.iterdir() if each.is_dir())
    assert not [each.name for each in folder.iterdir() if each.name.startswith("draft-") or each.name.endswith(".tmp")]


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path: Path) -> None:
    put(make(tmp_path), "a")
    folder = tmp_path / "1"
    (folder / "abc.tmp").mkdir()
    for name in ("abc.tmp/x", "draft-x", "_MAIN_7.toc.1764000000.5", "arrays-MAIN_gone", "MAIN_zzzzzzzzzzzzzzzz.pst"):
        (folder / name).write_bytes(b"half")
    assert total(make(tmp_path)) == 1
    put(make(tmp_path), "b")
    assert total(make(tmp_path)) == 2
    known = ("_MAIN_2.toc", "MAIN_WRITELOCK", "STAMP")
    left = [each.name for each in folder.iterdir() if each.name not in known]
    assert not [
        name for name in left if "tmp" in name or "draft" in name or "gone" in name or "zz" in name or "_7" in name
    ]


def test_a_folder_that_was_damaged_meanwhile_is_begun_anew(tmp_path: Path) -> None:
    put(make(tmp_path), "old")
    interrupted(tmp_path)
    for terms in (tmp_path / "2").glob("*.trm"):
        terms.write_bytes(bytes(terms.stat().st_size))
    assert rebuild(tmp_path).texts == 2 * COUNT
    assert total(make(tmp_path), "rebuilt") == COUNT


def test_a_search_over_damaged_terms_says_to_rebuild(tmp_path: Path) -> None:
    put(make(tmp_path), "old")
    for terms in tmp_path.glob("*/*.trm"):
        terms.write_bytes(bytes(terms.stat().st_size))
    with pytest.raises(SearchIndexError, match="rebuild"):
        total(make(tmp_path))
