"""Whoosh's own codec, handed whole terms: a segment's postings are written from its arrays, a block at a time.

What lies on disk is Whoosh's format, read by Whoosh's own codec.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from operator import sub
from typing import Any as Untyped
from typing import NamedTuple

import numpy as np
from whoosh.codec import default_codec
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3PostingsWriter, W3Segment

from index.whoosh_engine.arrays import Array, Texts
from index.whoosh_engine.fields import ID, LETTERS, TEXT, VALUE
from index.whoosh_engine.postings import spread
from index.whoosh_engine.readings import encoded

Arrays = Mapping[str, Array]
_BLOCK = 128
_COMPRESSION = 3
_WORTH_IT = 6
"""Postings of a block that is compressed: shorter ones only grow."""
_POSITION = 4


class Row(NamedTuple):
    """A term and its postings: documents rising, how often in each, what is kept of each."""

    term: bytes
    docs: array[int]
    weights: array[float]
    values: list[str]


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Writes one segment; `finish` is asked for its arrays once all documents are known.

    Lengths of texts are not looked up for each posting: we keep them in a column.
    """

    length_stats = False

    def __init__(self, finish: Callable[[], Arrays]) -> None:
        super().__init__(blocklimit=_BLOCK, compression=_COMPRESSION)
        self._finish = finish

    def new_segment(self, storage: Untyped, indexname: str) -> Untyped:  # noqa: ARG002 - Whoosh's
        """A segment that is read by Whoosh's codec: it is pickled into the list of segments."""
        return W3Segment(default_codec(), indexname)

    def field_writer(self, storage: Untyped, segment: Untyped) -> Untyped:
        """See the class."""
        return _FieldWriter(self, storage, segment, self._finish)

    def postings_writer(self, dbfile: Untyped, byteids: bool = False) -> Untyped:  # noqa: FBT001, FBT002 - Whoosh's
        """See the class."""
        return _PostingsWriter(dbfile, _BLOCK, byteids=byteids, compression=_COMPRESSION)


class _FieldWriter(W3FieldWriter):  # type: ignore[misc]
    def __init__(self, codec: Untyped, storage: Untyped, segment: Untyped, finish: Callable[[], Arrays]) -> None:
        super().__init__(codec, storage, segment)
        self._finish = finish

    def add_postings(self, schema: Untyped, lengths: Untyped, items: Untyped) -> None:  # noqa: ARG002 - Whoosh's
        """Write the arrays; Whoosh's own pool of postings (`items`) is empty."""
        arrays = self._finish()
        for name in sorted(schema.names()):
            if rows := _rows(arrays, name):
                self.start_field(name, schema[name])
                for row in rows:
                    self.start_term(row.term)
                    self._postwriter.add_row(row)
                    self.finish_term()
                self.finish_field()


class _PostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    def add_row(self, row: Row) -> None:
        """All postings of a term; the last block is left for `finish_postings`."""
        for start in range(0, len(row.docs), self._blocklimit):
            if start:
                self._write_block()
            block = slice(start, start + self._blocklimit)
            self._ids, self._weights, self._values = row.docs[block], row.weights[block], row.values[block]
            self._maxweight = max(self._weights)
            self._compression = _COMPRESSION if len(self._ids) >= _WORTH_IT else 0

    def _mini_ids(self) -> tuple[int, ...]:
        return (self._ids[0], *map(sub, self._ids[1:], self._ids))

    def _mini_weights(self) -> tuple[float, ...] | None:
        return None if self._maxweight == 1.0 else tuple(self._weights)


def _rows(arrays: Arrays, name: str) -> Iterable[Row] | None:
    """The terms of a Whoosh field, rising; None for one without postings."""
    if name == ID:
        return _exact_rows(Texts(arrays["ids"], arrays["ids.starts"]), np.arange(len(arrays["ranks"])))
    if name.startswith(TEXT):
        return _text_rows(arrays, name)
    return _value_rows(arrays, name) if name.startswith(VALUE) else None


def _text_rows(arrays: Arrays, name: str) -> Iterator[Row]:
    docs, counts = arrays[f"{name}.docs"].astype(np.uint32), arrays[f"{name}.counts"]
    places = arrays[f"{name}.places"].astype(np.uint32).tobytes().decode(LETTERS)
    starts = (arrays[f"{name}.place.starts"].astype(np.int64) * _POSITION).tolist()
    bounds = arrays[f"{name}.postings"].tolist()
    texts = Texts(arrays[f"{name}.terms"], arrays[f"{name}.terms.starts"])
    for number in range(len(texts)):
        taken = slice(bounds[number], bounds[number + 1])
        ends = _ends(counts[taken], starts[number], starts[number + 1])
        yield Row(
            texts.raw(number),
            array("I", docs[taken].tobytes()),
            array("f", counts[taken].astype(np.float32).tobytes()),
            [places[low:high] for low, high in pairwise(ends)],
        )


def _ends(counts: Array, first: int, last: int) -> list[int]:
    """Where the places of each document begin, and the end of all."""
    if len(counts) == 1:
        return [first, last]
    return [first, *(np.cumsum(counts, dtype=np.int64) * _POSITION + first).tolist()]


def _value_rows(arrays: Arrays, name: str) -> Iterator[Row]:
    sets = arrays[f"{name}.sets"]
    sizes = np.diff(arrays[f"{name}.starts"])[sets]
    codes = arrays[f"{name}.codes"][spread(arrays[f"{name}.starts"][sets], sizes)]
    by_code = np.argsort(codes, kind="stable")
    docs = np.repeat(np.arange(len(sets)), sizes)[by_code]
    values = Texts(arrays[f"{name}.values"], arrays[f"{name}.values.starts"])
    return _exact_rows([values[code] for code in codes[by_code].tolist()], docs)


def _exact_rows(values: Iterable[str], docs: Array) -> Iterator[Row]:
    """Terms without further values, from the value of each document."""
    by_term: dict[bytes, array[int]] = {}
    for value, number in zip(values, docs.tolist(), strict=True):
        by_term.setdefault(encoded(value), array("I")).append(number)
    for term in sorted(by_term):
        numbers = by_term[term]
        yield Row(term, numbers, array("f", [1.0]) * len(numbers), [])
