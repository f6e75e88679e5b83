"""The arrays of a segment, made from the documents as they are written, or read back from Whoosh."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any as Untyped

import numpy as np
from numpy.typing import NDArray

from index.model import Kind, Schema
from index.whoosh_engine.arrays import Array, pack_texts
from index.whoosh_engine.columns import Column, make_column
from index.whoosh_engine.fields import ID, LENGTH, STEM, VALUE, VALUED, WORD, encoded
from index.whoosh_engine.plain import PlainSegment, PlainSpace, rank

_NARROW = 1 << 16


class Builder:
    """Gathers documents in the order in which Whoosh numbers them."""

    def __init__(self, schema: Schema) -> None:
        self._texts = [field.name for field in schema.of_kind(Kind.TEXT)]
        self._valued = [field.name for field in schema.of_kind(*VALUED)]
        self._ids: list[str] = []
        self._spaces = {space + name: _Gathered() for name in self._texts for space in (STEM, WORD)}
        self._lengths: dict[str, list[int]] = {name: [] for name in self._texts}
        self._rows: dict[str, list[Sequence[str]]] = {name: [] for name in self._valued}

    @property
    def is_any(self) -> bool:
        """A document was added."""
        return bool(self._ids)

    def add(self, kept: Mapping[str, Untyped]) -> None:
        """A document as Whoosh is given it."""
        self._ids.append(kept[ID][0])
        for name, space in self._spaces.items():
            space.add(kept[name])
        for name, lengths in self._lengths.items():
            lengths.append(kept[LENGTH + name])
        for name, rows in self._rows.items():
            rows.append(kept[VALUE + name])

    def arrays(self) -> dict[str, Array]:
        """Everything gathered, as the companion reads it."""
        made = _id_arrays(tuple(self._ids))
        for name, space in self._spaces.items():
            made |= _named(name, space.arrays())
        for name, lengths in self._lengths.items():
            made[LENGTH + name] = np.asarray(lengths, np.uint32)
        for name, rows in self._rows.items():
            made |= _named(VALUE + name, _column_arrays(make_column(rows)))
        return made


class _Gathered:
    """The postings of one space, by document."""

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._terms, self._counts, self._places, self._sizes = array("I"), array("I"), array("I"), array("I")

    def add(self, postings: Mapping[str, Sequence[int]]) -> None:
        numbers = self._numbers
        self._terms.extend([numbers[term] for term in postings])
        self._counts.extend(map(len, postings.values()))
        self._places.extend(chain.from_iterable(postings.values()))
        self._sizes.append(len(postings))

    def arrays(self) -> dict[str, Array]:
        texts = [encoded(term) for term in self._numbers]
        order = sorted(range(len(texts)), key=texts.__getitem__)
        ranks = np.empty(len(texts), np.int64)
        ranks[order] = np.arange(len(texts))
        by_term = ranks[np.frombuffer(self._terms, np.uint32)] if self._terms else np.empty(0, np.int64)
        sizes = np.frombuffer(self._sizes, np.uint32) if self._sizes else np.empty(0, np.uint32)
        return space_arrays(
            [texts[each] for each in order],
            by_term,
            np.repeat(np.arange(len(sizes), dtype=np.int32), sizes),
            np.asarray(self._counts, np.uint32),
            np.asarray(self._places, np.uint32),
        )


def space_arrays(
    texts: list[bytes], terms: Array, docs: NDArray[np.int32], counts: Array, places: Array
) -> dict[str, Array]:
    """The arrays of a space from postings by document: term, document, count of each; the places in the same order."""
    order = np.argsort(terms, kind="stable")
    old_starts = np.cumsum(counts) - counts
    moved = counts[order].astype(np.int64)
    new_starts = np.cumsum(moved) - moved
    taken = np.repeat(old_starts[order].astype(np.int64) - new_starts, moved) + np.arange(len(places))
    run, starts = pack_texts(texts)
    ends = np.searchsorted(terms[order], np.arange(len(texts) + 1))
    return {
        "terms": run,
        "terms.starts": starts,
        "postings": ends.astype(np.uint32),
        "docs": docs[order],
        "counts": _narrow(counts[order]),
        "place.starts": np.concatenate([new_starts, [len(places)]])[ends].astype(np.uint64),
        "places": _narrow(places[taken]),
    }


def _narrow(numbers: Array) -> Array:
    return numbers.astype(np.uint16 if not len(numbers) or numbers.max() < _NARROW else np.uint32)


def _id_arrays(ids: tuple[str, ...]) -> dict[str, Array]:
    run, starts = pack_texts(map(encoded, ids))
    return {"ids": run, "ids.starts": starts, "ranks": rank(ids)}


def _column_arrays(column: Column) -> dict[str, Array]:
    run, starts = pack_texts(map(encoded, column.values))
    return {"values": run, "values.starts": starts, "sets": column.sets, "starts": column.starts, "codes": column.codes}


def _named(name: str, arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {f"{name}.{part}": each for part, each in arrays.items()}


def read_back(segment: PlainSegment, schema: Schema) -> dict[str, Array]:
    """The arrays of a segment that lies in Whoosh already; documents deleted by now have no postings."""
    made = _id_arrays(segment.ids)
    for field in schema.of_kind(Kind.TEXT):
        made |= _named(STEM + field.name, _read_space(segment.stems(field.name)))
        made |= _named(WORD + field.name, _read_space(segment.words(field.name)))
        made[LENGTH + field.name] = segment.lengths(field.name).astype(np.uint32)
    for field in schema.of_kind(*VALUED):
        made |= _named(VALUE + field.name, _column_arrays(segment.column(field.name)))
    return made


def _read_space(space: PlainSpace) -> dict[str, Array]:
    texts: list[bytes] = []
    rows, places = [], []
    for term in space.terms():
        keys = space.places(term)
        if keys is not None:
            docs, counts = np.unique(keys >> 32, return_counts=True)
            rows.append((np.full(len(docs), len(texts)), docs.astype(np.int32), counts))
            places.append(keys & 0xFFFFFFFF)
            texts.append(encoded(term))
    joined = [np.concatenate(each) for each in zip(*rows, strict=True)] if rows else [np.empty(0, np.int32)] * 3
    return space_arrays(texts, joined[0], joined[1], joined[2], np.concatenate(places) if places else joined[2])
