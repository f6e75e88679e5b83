"""What only an engine on disk can get wrong: several processes, crashes, damage, other schemas."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index.analysis import Cut, PlainAnalyzer
from index.errors import IndexBroken, IndexBusy, IndexStale, SearchIndexError
from index.model import Document, Field, Kind, Query, Schema
from index.plan import Term
from index.tree import Word
from index.whoosh_engine import WhooshIndex, open_index
from index.whoosh_engine.folders import Home
from index.whoosh_engine.opening import open_snapshot
from index.whoosh_engine.writing import WhooshBatch, make_index

SCHEMA = Schema(
    fields=(
        Field(name="title", kind=Kind.TEXT),
        Field(name="body", kind=Kind.TEXT),
        Field(name="unit", kind=Kind.KEYWORD, facet=True),
        Field(name="day", kind=Kind.DATE),
    ),
    body="body",
    date="day",
)
DYING = """
import os, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from index.analysis import PlainAnalyzer
from index.model import Document
from index.whoosh_engine import WhooshIndex
from tests.index.test_whoosh_engine import SCHEMA

class Dying(PlainAnalyzer):
    texts = 0
    def cut(self, text):
        self.texts += 1
        if self.texts == 5:
            os._exit(9)
        return super().cut(text)

index = WhooshIndex(Path({path!r}), SCHEMA, Dying())
with getattr(index, {method!r})() as batch:
    for number in range(9):
        batch.put(Document(id=f"dead{{number}}", values={{"title": "t", "body": "b"}}))
"""


def make(path: Path, schema: Schema = SCHEMA) -> WhooshIndex:
    return WhooshIndex(path, schema, PlainAnalyzer(), patience=0.05)


def put(index: WhooshIndex, *names: str) -> None:
    with index.batch() as batch:
        for name in names:
            batch.put(Document(id=name, values={"title": name, "body": "text", "unit": name[0]}))


def total(index: WhooshIndex, word: str = "text") -> int:
    return index.search(Query(root=Word(text=word))).total


def die(path: Path, method: str) -> None:
    root = str(Path(__file__).parents[2])
    code = DYING.format(root=root, path=str(path), method=method)
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=root).returncode == 9


def test_an_index_is_found_again_by_another_process(tmp_path: Path) -> None:
    put(make(tmp_path), "a", "b")
    other = make(tmp_path)
    assert (total(other), list(other.ids()), other.is_stale) == (2, ["a", "b"], False)


def test_a_reader_sees_a_commit_of_another_process_at_its_next_search(tmp_path: Path) -> None:
    reader, writer = make(tmp_path), make(tmp_path)
    put(writer, "a")
    assert total(reader) == 1
    put(writer, "b")
    assert total(reader) == 2
    assert reader.generation == writer.generation


def test_a_second_writer_is_told_that_the_index_is_busy(tmp_path: Path) -> None:
    first, second = make(tmp_path), make(tmp_path)
    with first.batch() as batch:
        batch.put(Document(id="a", values={"body": "text"}))
        with pytest.raises(IndexBusy):
            put(second, "b")
        with pytest.raises(IndexBusy), second.rebuild():
            pass
    put(second, "b")
    assert list(first.ids()) == ["a", "b"]


def test_a_second_writer_waits_its_turn(tmp_path: Path) -> None:
    patient = WhooshIndex(tmp_path, SCHEMA, PlainAnalyzer(), patience=5)
    with make(tmp_path).batch():
        thread = threading.Thread(target=put, args=(patient, "b"))
        thread.start()
    thread.join()
    assert list(patient.ids()) == ["b"]


@pytest.mark.parametrize("method", ["batch", "rebuild"])
def test_a_writer_killed_in_the_middle_leaves_the_index_as_it_was(tmp_path: Path, method: str) -> None:
    index = make(tmp_path)
    put(index, "a", "b")
    die(tmp_path, method)
    assert (total(index), list(index.ids())) == (2, ["a", "b"])
    put(index, "c")
    assert list(make(tmp_path).ids()) == ["a", "b", "c"]
    with index.rebuild() as batch:
        batch.put(Document(id="z", values={"body": "text"}))
    assert list(index.ids()) == ["z"]
    assert len([each for each in tmp_path.iterdir() if each.name.isdigit()]) == 1


def test_a_writer_killed_before_the_first_commit_leaves_nothing(tmp_path: Path) -> None:
    die(tmp_path, "batch")
    index = make(tmp_path)
    assert (total(index), list(index.ids())) == (0, [])
    put(index, "a")
    assert list(index.ids()) == ["a"]


def test_another_schema_or_analyzer_makes_an_index_stale_until_it_is_rebuilt(tmp_path: Path) -> None:
    put(make(tmp_path), "a")
    wider = replace(SCHEMA, fields=(*SCHEMA.fields, Field(name="topic", kind=Kind.KEYWORD)))
    index = make(tmp_path, wider)
    assert index.is_stale
    with pytest.raises(IndexStale):
        total(index)
    with pytest.raises(IndexStale):
        put(index, "b")
    with index.rebuild() as batch:
        batch.put(Document(id="b", values={"body": "text", "topic": "x"}))
    assert (index.is_stale, total(index)) == (False, 1)
    assert open_index(tmp_path, wider).is_stale


def test_labels_and_weights_may_change_without_a_rebuild(tmp_path: Path) -> None:
    put(make(tmp_path), "a")
    relabelled = replace(SCHEMA, fields=tuple(replace(each, label="Ny", weight=2.0) for each in SCHEMA.fields))
    assert not make(tmp_path, relabelled).is_stale


def test_an_old_snapshot_goes_on_answering_after_a_swap(tmp_path: Path) -> None:
    index = make(tmp_path)
    put(index, "a", "b")
    old = index._fresh()
    with index.rebuild() as batch:
        batch.put(Document(id="z", values={"body": "annat"}))
    assert old.ids() == ["a", "b"]
    assert old.document((0, 0)).values["body"] == "text"
    assert list(index.ids()) == ["z"]


def test_many_small_commits_are_merged_and_nothing_is_lost(tmp_path: Path) -> None:
    index = make(tmp_path)
    for number in range(24):
        put(index, f"n{number:02}", "same")
    assert total(index) == 25
    assert len(index._fresh()._segments) <= 10
    assert {each.value: each.count for each in index.search(Query()).facets["unit"]} == {"n": 24, "s": 1}


def test_a_limited_batch_writes_in_steps_and_the_last_word_on_an_id_counts(tmp_path: Path) -> None:
    make_index(tmp_path, SCHEMA)
    batch = WhooshBatch(tmp_path, SCHEMA, PlainAnalyzer(), limit=4)
    for number in range(10):
        batch.put(Document(id=f"{number % 7}", values={"body": f"text v{number}"}))
    batch.drop("6")
    batch.flush()
    batch.flush()
    snapshot = open_snapshot(tmp_path, SCHEMA)
    assert snapshot.ids() == ["0", "1", "2", "3", "4", "5"]
    assert len(snapshot._segments) > 1
    assert sum(len(each.docs) for each in snapshot.matches(Term(field="body", text="v7", asked="v7"), Query())) == 1
    assert sum(len(each.docs) for each in snapshot.matches(Term(field="body", text="v0", asked="v0"), Query())) == 0


def test_searching_threads_see_whole_commits_while_another_writes(tmp_path: Path) -> None:
    index, seen = make(tmp_path), []
    put(index, "a0", "b0")
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            result = index.search(Query(root=Word(text="text"), size=1))
            seen.append((result.total, sum(each.count for each in result.facets["unit"])))

    threads = [threading.Thread(target=read) for _ in range(3)]
    for each in threads:
        each.start()
    writer = make(tmp_path)
    for number in range(1, 8):
        put(writer, f"a{number}", f"b{number}")
    with writer.rebuild() as batch:
        batch.put(Document(id="x", values={"body": "text", "unit": "x"}))
        batch.put(Document(id="y", values={"body": "text", "unit": "y"}))
    done.set()
    for each in threads:
        each.join()
    assert seen
    assert all(count == facets and count % 2 == 0 for count, facets in seen)


class Overtaken(Home):
    """A home whose index is rebuilt and swept right after a reader has looked up its name."""

    overtaken = False

    def _named(self) -> str | None:
        name = super()._named()
        if not self.overtaken:
            self.overtaken = True
            other = Home(self._path)
            other.put_in_force(other.make_folder("new"))
        return name


def test_a_reader_overtaken_by_a_rebuild_finds_the_new_index(tmp_path: Path) -> None:
    put(make(tmp_path), "a")
    assert Overtaken(tmp_path).current() == tmp_path / "2"
    assert Overtaken(tmp_path).stamp() == "new"


def test_a_damaged_index_says_so_and_a_rebuild_heals_it(tmp_path: Path) -> None:
    put(make(tmp_path), "a")
    for file in (tmp_path / "1").glob("*.toc"):
        file.write_bytes(b"damaged")
    index = make(tmp_path)
    with pytest.raises(IndexBroken):
        total(index)
    with index.rebuild() as batch:
        batch.put(Document(id="b", values={"body": "text"}))
    assert total(index) == 1


@pytest.mark.parametrize("named", ["7", "../elsewhere", ""])
def test_a_pointer_that_leads_nowhere_is_damage(tmp_path: Path, named: str) -> None:
    put(make(tmp_path), "a")
    (tmp_path / "CURRENT").write_text(named)
    with pytest.raises(IndexBroken):
        total(make(tmp_path))


def test_missing_files_are_damage_not_an_empty_answer(tmp_path: Path) -> None:
    put(make(tmp_path), "a")
    for file in (tmp_path / "1").glob("*.trm"):
        file.unlink()
    with pytest.raises(IndexBroken):
        total(make(tmp_path))


def test_a_folder_without_a_stamp_is_stale(tmp_path: Path) -> None:
    put(make(tmp_path), "a")
    (tmp_path / "1" / "STAMP").unlink()
    assert make(tmp_path).is_stale


def test_a_disk_that_refuses_is_one_clear_error(tmp_path: Path) -> None:
    index = make(tmp_path)
    put(index, "a")
    for file in (tmp_path / "1").glob("*_WRITELOCK"):
        file.unlink()
        file.mkdir()
    with pytest.raises(SearchIndexError, match="cannot be written"):
        put(index, "b")
    assert list(index.ids()) == ["a"]


def test_a_commit_onto_damaged_files_is_damage(tmp_path: Path) -> None:
    index = make(tmp_path)
    put(index, "a")
    for file in (tmp_path / "1").glob("*.toc"):
        file.unlink()
    with pytest.raises(IndexBroken, match="rebuild"):
        put(index, "b")


class Failing(PlainAnalyzer):
    def cut(self, text: str) -> Cut:
        raise ZeroDivisionError(text)


def test_an_analyzer_that_fails_in_the_middle_of_writing_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    put(make(tmp_path), "a")
    with pytest.raises(ZeroDivisionError):
        put(WhooshIndex(tmp_path, SCHEMA, Failing(), patience=0.05), "b")
    index = make(tmp_path)
    put(index, "c")
    assert list(index.ids()) == ["a", "c"]


def test_a_home_makes_its_folder_only_when_something_is_written(tmp_path: Path) -> None:
    index = make(tmp_path / "deep" / "index")
    assert (total(index), index.generation) == (0, "0")
    assert not (tmp_path / "deep").exists()
    assert Home(tmp_path / "deep").stamp() is None
