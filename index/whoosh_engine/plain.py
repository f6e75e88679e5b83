"""A segment read through Whoosh itself: slower than the companion's arrays, and the judge of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from threading import RLock
from typing import Any as Untyped

import numpy as np
from numpy.typing import NDArray

from index.model import Kind, Schema, Value
from index.plan import Leaf
from index.whoosh_engine.columns import Column, make_column
from index.whoosh_engine.fields import ID, LENGTH, STORED, TEXT, VALUE
from index.whoosh_engine.readings import MARK, exact_of, stems_of
from index.whoosh_engine.segment import Docs, Mask, Postings


class PlainSegment:
    """One Whoosh segment. Whoosh's readers are not made for threads, so reading is locked."""

    def __init__(self, reader: Untyped, schema: Schema) -> None:
        self._reader = reader
        self._lock = RLock()
        self.size: int = reader.doc_count_all()
        self.live: Mask = read_live(reader)
        hold_stored(reader)
        self.is_whole = bool(self.live.all())
        self.ids = self._read_ids()
        self.ranks = rank(self.ids)
        self._lengths = {field.name: self._read_lengths(field.name) for field in schema.of_kind(Kind.TEXT)}
        self.column = cache(self._read_column)
        self._text = cache(lambda field: PlainText(reader, TEXT + field, self._lock))

    def stems(self, field: str) -> PlainStems:
        """See Segment.stems."""
        return PlainStems(self.text(field))

    def words(self, field: str) -> PlainWords:
        """See Segment.words."""
        return PlainWords(self.text(field))

    def text(self, field: str) -> PlainText:
        """The readings of a TEXT field."""
        return self._text(field)

    def standing(self, wanted: Sequence[Leaf], field: str) -> None:
        """See Segment.standing."""

    def lengths(self, field: str) -> NDArray[np.int32]:
        """See Segment.lengths."""
        return self._lengths[field]

    def stored(self, number: int) -> Mapping[str, Value]:
        """See Segment.stored."""
        with self._lock:
            return read_stored(self._reader, number)

    def _read_ids(self) -> tuple[str, ...]:
        ids = [""] * self.size
        for text, info in self._reader.iter_field(ID):
            ids[info.min_id()] = text.decode()
        return tuple(ids)

    def _read_lengths(self, field: str) -> NDArray[np.int32]:
        column = self._reader.column_reader(LENGTH + field, translate=False)
        return np.fromiter((column[number] for number in range(self.size)), np.int32, self.size)

    def _read_column(self, field: str) -> Column:
        rows: list[list[str]] = [[] for _ in range(self.size)]
        values = PlainText(self._reader, VALUE + field, self._lock)
        for value in values.terms():
            for number in values.docs(value):
                rows[number].append(value)
        return make_column(rows)


class PlainText:
    """The terms of one Whoosh field; deleted documents are left out."""

    def __init__(self, reader: Untyped, name: str, lock: RLock) -> None:
        self._reader = reader
        self._name = name
        self._lock = lock

    def terms(self, prefix: str = "") -> list[str]:
        """The terms that begin so, rising."""
        with self._lock:
            return [text.decode() for text in self._reader.expand_prefix(self._name, prefix)]

    def docs(self, term: str) -> list[int]:
        """The documents of a term, rising."""
        return [matcher.id() for matcher in self._matchers(term)]

    def places(self, term: str) -> NDArray[np.int64]:
        """Every place of a reading, document << 32 | position, rising."""
        keys = [(each.id() << 32) + each.value_as("positions").astype(np.int64) for each in self._matchers(term)]
        return np.concatenate(keys) if keys else np.empty(0, np.int64)

    def all_places(self, terms: list[str]) -> NDArray[np.int64] | None:
        """Every place of several readings, rising; None when there is none."""
        keys = [self.places(each) for each in terms]
        places = np.sort(np.concatenate(keys)) if keys else np.empty(0, np.int64)
        return places if len(places) else None

    def frequency(self, term: str) -> int:
        """Documents that hold a term, deleted ones included."""
        return int(self._reader.doc_frequency(self._name, term))

    @cached_property
    def by_stem(self) -> dict[str, list[str]]:
        """The readings that hold each stem."""
        found: dict[str, list[str]] = {}
        for term in self.terms():
            for stem in stems_of(term):
                found.setdefault(stem, []).append(term)
        return found

    def _matchers(self, term: str) -> Iterator[Untyped]:
        """The matcher at each of its postings."""
        with self._lock:
            if (self._name, term) not in self._reader:
                return
            matcher = self._reader.postings(self._name, term)
            while matcher.is_active():
                yield matcher
                matcher.next()


class PlainStems:
    """The stems of a field: a stem stands wherever a reading that holds it stands."""

    def __init__(self, text: PlainText) -> None:
        self._text = text

    def postings(self, term: str) -> Postings | None:
        """See Space.postings."""
        return _postings(self.places(term))

    def places(self, term: str) -> NDArray[np.int64] | None:
        """See Space.places."""
        return self._text.all_places(self._text.by_stem.get(term, []))


class PlainWords:
    """The exact words of a field: a word may have several readings ("LOV", "lov")."""

    def __init__(self, text: PlainText) -> None:
        self._text = text

    def postings(self, term: str) -> Postings | None:
        """See Space.postings."""
        return _postings(self.places(term))

    def places(self, term: str) -> NDArray[np.int64] | None:
        """See Space.places."""
        return self._text.all_places(self._text.terms(term + MARK))

    def starting(self, prefix: str) -> Iterator[Docs]:
        """See WordSpace.starting."""
        for term in self._beginning(prefix):
            yield np.asarray(self._text.docs(term), np.intp)

    def counted(self, prefix: str) -> Iterator[tuple[str, int]]:
        """See WordSpace.counted."""
        for term in self._beginning(prefix):
            yield exact_of(term), self._text.frequency(term)

    def _beginning(self, prefix: str) -> list[str]:
        return [term for term in self._text.terms(prefix) if not term.startswith(MARK)]


def _postings(places: NDArray[np.int64] | None) -> Postings | None:
    if places is None:
        return None
    docs, counts = np.unique(places >> 32, return_counts=True)
    return Postings(docs=docs, counts=counts)


def read_live(reader: Untyped) -> Mask:
    """Which documents of a Whoosh segment are not deleted."""
    live = np.ones(reader.doc_count_all(), np.bool_)
    live[list(reader.segment().deleted_docs())] = False
    return live


def hold_stored(reader: Untyped) -> None:
    """Open what is kept by document now: a later commit may remove the file. Raises FileNotFoundError."""
    try:
        if reader.doc_count_all():
            reader.stored_fields(0)
    except TypeError:  # what Whoosh makes of a missing file
        raise FileNotFoundError(reader.segment().segment_id()) from None


def find_document(reader: Untyped, id: str) -> int | None:
    """The number of a living document of a Whoosh reader; None when there is none."""
    if (ID, id) not in reader:
        return None
    matcher = reader.postings(ID, id)
    return int(matcher.id()) if matcher.is_active() else None


def read_stored(reader: Untyped, number: int) -> Mapping[str, Value]:
    """All values of a document."""
    values: Mapping[str, Value] = reader.stored_fields(number)[STORED]
    return values


def rank(ids: tuple[str, ...]) -> NDArray[np.int32]:
    """By document: its place when ids are sorted."""
    ranks = np.empty(len(ids), np.int32)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids), dtype=np.int32)
    return ranks
