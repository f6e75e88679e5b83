"""The array companion: a segment read from the arrays beside it. Whoosh is asked for stored values and deletions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any as Untyped

import numpy as np
from numpy.typing import NDArray

from index.model import Schema, Value
from index.whoosh_engine.arrays import Array, Texts, find_text, read_arrays
from index.whoosh_engine.columns import Column
from index.whoosh_engine.fields import LENGTH, STEM, VALUE, WORD, encoded
from index.whoosh_engine.plain import read_live, read_stored
from index.whoosh_engine.segment import Docs, Mask, Postings

_PREFIX = "arrays-"
_LAYOUT = "layout-1"
_REMEMBERED = 20_000


def companion_path(folder: Path, segment_id: str) -> Path:
    """Where the companion of a Whoosh segment lies."""
    return folder / f"{_PREFIX}{segment_id}"


def is_companion(name: str) -> bool:
    """Whether a file's name is that of a companion."""
    return name.startswith(_PREFIX)


def companion_stamp(segment_id: str, schema: Schema) -> str:
    """What a companion belongs to: its layout, the segment and the fields."""
    fields = " ".join(f"{field.name}:{field.kind}" for field in schema.fields)
    return f"{_LAYOUT} {segment_id} {fields}"


class CompanionSegment:
    """A Segment. Reads arrays without locks."""

    def __init__(self, arrays: Mapping[str, Array], reader: Untyped) -> None:
        self._arrays = arrays
        self._reader = reader
        self._lock = Lock()
        self.size = len(arrays["ranks"])
        self.is_whole = not reader.has_deletions()
        self.live: Mask = np.ones(self.size, np.bool_) if self.is_whole else read_live(reader)
        self.ids = Texts(arrays["ids"], arrays["ids.starts"])
        self.ranks: NDArray[np.int32] = arrays["ranks"]
        self.stems = cache(lambda field: ArraySpace(arrays, STEM + field))
        self.words = cache(lambda field: ArraySpace(arrays, WORD + field))
        self.column = cache(self._column)

    def lengths(self, field: str) -> NDArray[np.uint32]:
        """See Segment.lengths."""
        return self._arrays[LENGTH + field]

    def stored(self, number: int) -> Mapping[str, Value]:
        """See Segment.stored."""
        with self._lock:
            return read_stored(self._reader, number)

    def _column(self, field: str) -> Column:
        name = VALUE + field
        return Column(
            values=tuple(Texts(self._arrays[f"{name}.values"], self._arrays[f"{name}.values.starts"])),
            sets=self._arrays[f"{name}.sets"],
            starts=self._arrays[f"{name}.starts"],
            codes=self._arrays[f"{name}.codes"],
        )


class ArraySpace:
    """The terms of one space."""

    def __init__(self, arrays: Mapping[str, Array], name: str) -> None:
        self._terms = Texts(arrays[f"{name}.terms"], arrays[f"{name}.terms.starts"])
        self._postings = arrays[f"{name}.postings"].data
        self._docs = arrays[f"{name}.docs"]
        self._counts = arrays[f"{name}.counts"]
        self._place_starts = arrays[f"{name}.place.starts"].data
        self._places = arrays[f"{name}.places"]
        self._find = lru_cache(maxsize=_REMEMBERED)(self._search)

    def postings(self, term: str) -> Postings | None:
        """See Space.postings."""
        number = self._find(term)
        if number is None:
            return None
        taken = slice(self._postings[number], self._postings[number + 1])
        return Postings(docs=self._docs[taken], counts=self._counts[taken])

    def places(self, term: str) -> NDArray[np.int64] | None:
        """See Space.places."""
        number, found = self._find(term), self.postings(term)
        if number is None or found is None:
            return None
        places = self._places[self._place_starts[number] : self._place_starts[number + 1]]
        return np.repeat(found.docs.astype(np.int64) << 32, found.counts) + places

    def starting(self, prefix: str) -> Iterator[Docs]:
        """See Space.starting. Terms that begin alike stand together, and so do their postings."""
        terms = self._beginning(prefix)
        yield self._docs[self._postings[terms.start] : self._postings[terms.stop]]

    def counted(self, prefix: str) -> Iterator[tuple[str, int]]:
        """See Space.counted."""
        terms = self._beginning(prefix)
        ends = self._postings[terms.start : terms.stop + 1].tolist()
        documents = (end - start for start, end in pairwise(ends))
        return zip(self._terms.between(terms.start, terms.stop), documents, strict=True)

    def _beginning(self, prefix: str) -> range:
        text = encoded(prefix)
        return range(find_text(self._terms, text), find_text(self._terms, text + b"\xff"))

    def _search(self, term: str) -> int | None:
        text = encoded(term)
        number = find_text(self._terms, text)
        return number if number < len(self._terms) and self._terms.raw(number) == text else None


def open_companion(folder: Path, schema: Schema, reader: Untyped) -> CompanionSegment | None:
    """The companion of a Whoosh segment; None when it is absent, damaged or made with another schema."""
    segment_id = reader.segment().segment_id()
    arrays = read_arrays(companion_path(folder, segment_id), companion_stamp(segment_id, schema))
    if arrays is None or len(arrays["ranks"]) != reader.doc_count_all():
        return None
    return CompanionSegment(arrays, reader)
