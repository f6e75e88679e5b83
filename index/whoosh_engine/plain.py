"""A segment read through Whoosh itself: slower than the companion's arrays, and the judge of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from threading import RLock
from typing import Any as Untyped

import numpy as np
from numpy.typing import NDArray

from index.model import Kind, Schema, Value
from index.whoosh_engine.columns import Column, make_column
from index.whoosh_engine.fields import ID, LENGTH, STEM, STORED, VALUE, WORD
from index.whoosh_engine.segment import Docs, Mask, Postings


class PlainSegment:
    """One Whoosh segment. Whoosh's readers are not made for threads, so reading is locked."""

    def __init__(self, reader: Untyped, schema: Schema) -> None:
        self._reader = reader
        self._lock = RLock()
        self.size: int = reader.doc_count_all()
        self.live: Mask = read_live(reader)
        self.is_whole = bool(self.live.all())
        self.ids = self._read_ids()
        self.ranks = rank(self.ids)
        self._lengths = {field.name: self._read_lengths(field.name) for field in schema.of_kind(Kind.TEXT)}
        self.column = cache(self._read_column)

    def stems(self, field: str) -> PlainSpace:
        """See Segment.stems."""
        return PlainSpace(self._reader, STEM + field, self._lock)

    def words(self, field: str) -> PlainSpace:
        """See Segment.words."""
        return PlainSpace(self._reader, WORD + field, self._lock)

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
        space = PlainSpace(self._reader, VALUE + field, self._lock)
        for value in space.terms():
            if found := space.postings(value):
                for number in found.docs.tolist():
                    rows[number].append(value)
        return make_column(rows)


class PlainSpace:
    """The terms of one Whoosh field."""

    def __init__(self, reader: Untyped, name: str, lock: RLock) -> None:
        self._reader = reader
        self._name = name
        self._lock = lock

    def terms(self) -> list[str]:
        """Every term, rising."""
        with self._lock:
            return [text.decode() for text in self._reader.lexicon(self._name)]

    def postings(self, term: str) -> Postings | None:
        """See Space.postings."""
        rows = [(matcher.id(), int(matcher.weight())) for matcher in self._matchers(term)]
        if not rows:
            return None
        docs, counts = zip(*rows, strict=True)
        return Postings(docs=np.asarray(docs, np.int32), counts=np.asarray(counts, np.int32))

    def places(self, term: str) -> NDArray[np.int64] | None:
        """See Space.places."""
        keys = [(each.id() << 32) + each.value_as("positions").astype(np.int64) for each in self._matchers(term)]
        return np.concatenate(keys) if keys else None

    def starting(self, prefix: str) -> Iterator[Docs]:
        """See Space.starting."""
        for term in self._beginning(prefix):
            if found := self.postings(term):
                yield found.docs

    def counted(self, prefix: str) -> Iterator[tuple[str, int]]:
        """See Space.counted."""
        for term in self._beginning(prefix):
            yield term, self._reader.doc_frequency(self._name, term)

    def _beginning(self, prefix: str) -> list[str]:
        with self._lock:
            return [text.decode() for text in self._reader.expand_prefix(self._name, prefix)]

    def _matchers(self, term: str) -> Iterator[Untyped]:
        """The matcher at each of its postings, deleted documents left out."""
        with self._lock:
            if (self._name, term) not in self._reader:
                return
            matcher = self._reader.postings(self._name, term)
            while matcher.is_active():
                yield matcher
                matcher.next()


def read_live(reader: Untyped) -> Mask:
    """Which documents of a Whoosh segment are not deleted."""
    live = np.zeros(reader.doc_count_all(), np.bool_)
    live[list(reader.all_doc_ids())] = True
    return live


def read_stored(reader: Untyped, number: int) -> Mapping[str, Value]:
    """All values of a document."""
    values: Mapping[str, Value] = reader.stored_fields(number)[STORED]
    return values


def rank(ids: tuple[str, ...]) -> NDArray[np.int32]:
    """By document: its place when ids are sorted."""
    ranks = np.empty(len(ids), np.int32)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids), dtype=np.int32)
    return ranks
