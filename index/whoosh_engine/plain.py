"""A segment read through Whoosh itself: slower than the companion's arrays, and the judge of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from threading import RLock
from typing import Any as Untyped

import numpy as np
from numpy.typing import NDArray

from index.model import Kind, Schema, Value
from index.whoosh_engine.fields import ID, LENGTH, STEM, STORED, VALUE, WORD
from index.whoosh_engine.segment import Column, Docs, Mask, Places, Postings


class PlainSegment:
    """One Whoosh segment. Whoosh's readers are not made for threads, so reading is locked."""

    def __init__(self, reader: Untyped, schema: Schema) -> None:
        self._reader = reader
        self._lock = RLock()
        self.size: int = reader.doc_count_all()
        self.live: Mask = np.zeros(self.size, np.bool_)
        self.live[list(reader.all_doc_ids())] = True
        self.ids = self._read_ids()
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
            values: Mapping[str, Value] = self._reader.stored_fields(number)[STORED]
        return values

    def _read_ids(self) -> tuple[str, ...]:
        ids = [""] * self.size
        for text, info in self._reader.iter_field(ID):
            ids[info.min_id()] = text.decode()
        return tuple(ids)

    def _read_lengths(self, field: str) -> NDArray[np.int32]:
        column = self._reader.column_reader(LENGTH + field, translate=False)
        return np.fromiter((column[number] for number in range(self.size)), np.int32, self.size)

    def _read_column(self, field: str) -> Column:
        with self._lock:
            texts = [text.decode() for text in self._reader.lexicon(VALUE + field)]
            space = PlainSpace(self._reader, VALUE + field, self._lock)
            rows = [(text, found.docs) for text in texts if (found := space.postings(text))]
        return Column(
            values=tuple(text for text, _ in rows),
            docs=_joined([docs for _, docs in rows]),
            codes=np.repeat(np.arange(len(rows), dtype=np.int32), [len(docs) for _, docs in rows]),
        )


class PlainSpace:
    """The terms of one Whoosh field."""

    def __init__(self, reader: Untyped, name: str, lock: RLock) -> None:
        self._reader = reader
        self._name = name
        self._lock = lock

    def postings(self, term: str) -> Postings | None:
        """See Space.postings."""
        docs, counts = [], []
        for matcher in self._matchers(term):
            docs.append(matcher.id())
            counts.append(int(matcher.weight()))
        if not docs:
            return None
        return Postings(docs=np.asarray(docs, np.int32), counts=np.asarray(counts, np.int32))

    def places(self, term: str) -> Places | None:
        """See Space.places."""
        keys = [
            (matcher.id() << 32) + matcher.value_as("positions").astype(np.int64) for matcher in self._matchers(term)
        ]
        return Places(keys=np.concatenate(keys)) if keys else None

    def starting(self, prefix: str) -> Iterator[Docs]:
        """See Space.starting."""
        with self._lock:
            terms = [text.decode() for text in self._reader.expand_prefix(self._name, prefix)]
        for term in terms:
            if found := self.postings(term):
                yield found.docs

    def _matchers(self, term: str) -> Iterator[Untyped]:
        """The matcher at each of its postings, deleted documents left out."""
        with self._lock:
            if (self._name, term) not in self._reader:
                return
            matcher = self._reader.postings(self._name, term)
            while matcher.is_active():
                yield matcher
                matcher.next()


def _joined(several: list[Docs]) -> Docs:
    return np.concatenate(several) if several else np.empty(0, np.int32)
