"""The array companion: it holds what Whoosh holds, it heals, and nobody ever sees half of one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import PlainAnalyzer
from index.model import Document, Field, Kind, Query, Schema
from index.swedish import SwedishAnalyzer
from index.tree import Word
from index.whoosh_engine import WhooshIndex
from index.whoosh_engine.arrays import Texts, find_text, pack_texts, read_arrays, write_arrays
from index.whoosh_engine.building import Builder, read_back
from index.whoosh_engine.columns import make_column
from index.whoosh_engine.companion import CompanionSegment, is_companion
from index.whoosh_engine.plain import PlainSegment
from index.whoosh_engine.postings import Places, text_arrays
from index.whoosh_engine.segment import Space

SCHEMA = Schema(
    fields=(
        Field(name="body", kind=Kind.TEXT),
        Field(name="unit", kind=Kind.KEYWORD, facet=True),
        Field(name="amount", kind=Kind.NUMBER),
        Field(name="day", kind=Kind.DATE),
    ),
    body="body",
    date="day",
)
WORDS = st.sampled_from(["å", "a", "aa", "ab", "b", "ö", "zz", "\ud800x"])
DOCUMENTS = st.lists(
    st.builds(
        lambda words, units, amounts: Document(
            id="", values={"body": " ".join(words), "unit": tuple(units), "amount": tuple(amounts)}
        ),
        st.lists(WORDS, max_size=8),
        st.lists(st.sampled_from(["X", "y", "z"]), max_size=3),
        st.lists(st.integers(-5, 10**30), max_size=2),
    ),
    min_size=1,
    max_size=6,
)


def make(path: Path, *, companions: bool = True) -> WhooshIndex:
    return WhooshIndex(path, SCHEMA, PlainAnalyzer(), patience=0.05, companions=companions)


def put(index: WhooshIndex, *names: str) -> None:
    with index.batch() as batch:
        for name in names:
            batch.put(Document(id=name, values={"body": f"text {name}", "unit": name[0]}))


def companions(path: Path) -> list[Path]:
    return sorted(each for each in path.rglob("*") if is_companion(each.name))


def kinds(index: WhooshIndex) -> set[type]:
    return {type(segment) for segment in index._fresh()._segments}


def total(index: WhooshIndex) -> int:
    return index.search(Query(root=Word(text="text"))).total


@given(documents=DOCUMENTS)
@settings(max_examples=30, deadline=None)
def test_arrays_made_while_writing_are_those_read_back_from_whoosh(
    tmp_path_factory: pytest.TempPathFactory, documents: list[Document]
) -> None:
    index, builder = make(tmp_path_factory.mktemp("x"), companions=False), Builder(SCHEMA, PlainAnalyzer())
    named = [Document(id=f"é{number}", values=each.values) for number, each in enumerate(documents)]
    with index.batch() as batch:
        for each in named:
            batch.put(each)
            builder.add(each)
    (segment,) = index._fresh()._segments
    assert isinstance(segment, PlainSegment)
    written, read = builder.arrays(), read_back(segment, SCHEMA)
    assert written.keys() == read.keys()
    for name, array in written.items():
        assert array.tolist() == read[name].tolist(), name


def test_every_segment_has_its_companion_and_merged_ones_leave_none_behind(tmp_path: Path) -> None:
    index = make(tmp_path)
    for number in range(30):
        put(index, f"n{number:02}")
    assert kinds(index) == {CompanionSegment}
    assert len(companions(tmp_path)) == len(index._fresh()._segments) < 12
    assert total(index) == 30


@pytest.mark.parametrize("damage", [b"", b"KAARRAY1", b"KAARRAY1\x05\x00\x00\x00{bad}", None])
def test_without_its_companion_a_segment_is_read_through_whoosh_until_the_next_commit_makes_one(
    tmp_path: Path, damage: bytes | None
) -> None:
    put(make(tmp_path), "a", "b")
    (file,) = companions(tmp_path)
    file.unlink()
    if damage is not None:
        file.write_bytes(damage)
    index = make(tmp_path)
    assert (total(index), kinds(index)) == (2, {PlainSegment})
    put(index, "c")
    assert (total(index), kinds(index)) == (3, {CompanionSegment})


def test_a_companion_of_another_segment_is_not_believed(tmp_path: Path) -> None:
    put(make(tmp_path / "one"), "a", "b")
    put(make(tmp_path / "two"), "c")
    (one,), (two,) = companions(tmp_path / "one"), companions(tmp_path / "two")
    one.write_bytes(two.read_bytes())
    assert kinds(make(tmp_path / "one")) == {PlainSegment}


def test_a_companion_that_comes_later_is_taken_up_at_the_next_search(tmp_path: Path) -> None:
    put(make(tmp_path), "a")
    (file,) = companions(tmp_path)
    content = file.read_bytes()
    file.unlink()
    index = make(tmp_path)
    assert kinds(index) == {PlainSegment}
    file.write_bytes(content)
    assert kinds(index) == {CompanionSegment}


def test_deleted_documents_are_masked(tmp_path: Path) -> None:
    index = make(tmp_path)
    put(index, "a", "b", "c")
    with index.batch() as batch:
        batch.drop("b")
    assert (total(index), kinds(index), list(index.ids())) == (2, {CompanionSegment}, ["a", "c"])


def test_arrays_come_back_as_they_were_written(tmp_path: Path) -> None:
    arrays = {"a": np.arange(3, dtype=np.uint16), "empty": np.empty(0, np.int32), "b": np.asarray([2**40])}
    write_arrays(tmp_path / "x", arrays, "stamp")
    read = read_arrays(tmp_path / "x", "stamp")
    assert read is not None
    assert {name: (each.tolist(), each.dtype) for name, each in read.items()} == {
        name: (each.tolist(), each.dtype) for name, each in arrays.items()
    }
    assert read_arrays(tmp_path / "x", "other") is None
    (tmp_path / "x").write_bytes((tmp_path / "x").read_bytes()[:-8])
    assert read_arrays(tmp_path / "x", "stamp") is None


@given(texts=st.sets(st.text()), asked=st.text())
def test_texts_are_found_by_bisection(texts: set[str], asked: str) -> None:
    rising = sorted(text.encode(errors="replace") for text in texts)
    packed = Texts(*pack_texts(rising))
    assert list(packed) == [text.decode() for text in rising]
    assert packed[:2] == tuple(text.decode() for text in rising[:2])
    at = find_text(packed, asked.encode(errors="replace"))
    assert all(text < asked.encode(errors="replace") for text in rising[:at])
    assert all(text >= asked.encode(errors="replace") for text in rising[at:])


def test_long_texts_have_wide_positions() -> None:
    once = np.zeros(1, np.int32)
    arrays = text_arrays([b"a\x1fa"], Places(readings=once, docs=once, positions=once + 70_000), 1)
    assert (arrays["places"].tolist(), arrays["places"].dtype) == ([70_000], np.uint32)


def test_a_column_counts_filters_and_ranges() -> None:
    column = make_column([["1", "5"], [], ["5"], ["10"]])
    assert column.values == ("1", "10", "5")
    docs = np.asarray([0, 1, 2], np.int32)
    assert column.counts(docs).tolist() == [1, 0, 2]
    assert column.holding(column.coded(["5", "x", "00"]))[column.sets].tolist() == [True, False, True, False]
    assert column.numbers_between(2, None).tolist() == [1, 2]
    assert column.numbers_between(None, 5).tolist() == [0, 2]
    assert column.texts_between("10", "5").tolist() == [1, 2]
    assert column.texts_between("9", "1").tolist() == []
    assert column.beginning("1").tolist() == [0, 1]


def test_a_merged_segment_has_the_arrays_that_whoosh_gives_back(tmp_path: Path) -> None:
    index = make(tmp_path)
    for number in range(12):
        put(index, f"n{number:02}", "again", f"é{number % 3}")
    segment = max(index._fresh()._segments, key=lambda each: each.size)
    assert isinstance(segment, CompanionSegment)
    assert segment.size > 3
    read = read_back(PlainSegment(segment._reader, SCHEMA), SCHEMA)
    assert segment.arrays.keys() == read.keys()
    if segment.is_whole:
        assert {name: each.tolist() for name, each in segment.arrays.items()} == {
            name: each.tolist() for name, each in read.items()
        }


def test_one_posting_space_holds_words_and_stems(tmp_path: Path) -> None:
    """ "LOV" and "lov" are one exact word with other stems; a sum is a stem without a word."""
    for companions in (True, False):
        index = WhooshIndex(tmp_path / str(companions), SCHEMA, SwedishAnalyzer(), companions=companions)
        with index.batch() as batch:
            batch.put(Document(id="a", values={"body": "LOV gäller lov och 1,1 mnkr LOV"}))
            batch.put(Document(id="b", values={"body": "lov"}))
        (segment,) = index._fresh()._segments
        stems, words = segment.stems("body"), segment.words("body")
        assert [each.tolist() for each in places(words, "lov")] == [[0, 0, 0, 1], [0, 2, 6, 0]]
        assert [each.tolist() for each in places(stems, "LOV")] == [[0, 0], [0, 6]]
        assert [each.tolist() for each in places(stems, "sek:1100000")] == [[0], [4]]
        assert words.places("sek:1100000") is None
        assert not any(word.startswith("sek") or not word for word, _ in words.counted(""))


def places(space: Space, term: str) -> tuple[np.ndarray, np.ndarray]:
    found, postings = space.places(term), space.postings(term)
    assert found is not None
    assert postings is not None
    assert np.unique(found >> 32).tolist() == postings.docs.tolist()
    assert np.unique(found >> 32, return_counts=True)[1].tolist() == postings.counts.tolist()
    return found >> 32, found & 0xFFFFFFFF
