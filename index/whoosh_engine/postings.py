"""The postings of one TEXT field as arrays: by reading with every place, by stem with counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.arrays import Array, pack_texts
from index.whoosh_engine.readings import MARK

_NARROW = 1 << 16
_MARK = MARK.encode()
_PORTION = 1 << 20


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Every place of a field, in no order but that the places of each reading rise by document and position."""

    readings: NDArray[np.int32]
    docs: NDArray[np.int32]
    positions: NDArray[np.int32]


def text_arrays(texts: Sequence[bytes], places: Places, size: int) -> dict[str, Array]:
    """The arrays of a field of `size` documents; `texts` are the readings by number, each once."""
    order = sorted(range(len(texts)), key=texts.__getitem__)
    ranks = np.empty(len(texts), np.int32)
    ranks[order] = np.arange(len(texts), dtype=np.int32)
    rising = [texts[each] for each in order]
    by_place = ranks[places.readings]
    by_reading = np.argsort(by_place, kind="stable")
    terms, docs = by_place[by_reading], places.docs[by_reading]
    edges = _edges(terms, docs)
    terms, docs, counts = terms[edges[:-1]], docs[edges[:-1]], np.diff(edges)
    ends = np.searchsorted(terms, np.arange(len(texts) + 1))
    run, starts = pack_texts(rising)
    made = {
        "terms": run,
        "terms.starts": starts,
        "postings": ends.astype(np.uint32),
        "docs": docs,
        "counts": _narrow(counts),
        "place.starts": edges[ends].astype(np.uint64),
        "places": _narrow(places.positions[by_reading]),
    }
    del by_reading
    return made | _running(by_place, places, rising, size) | _stem_arrays(rising, made)


def _running(readings: Array, places: Places, texts: Sequence[bytes], size: int) -> dict[str, Array]:
    """The reading of each word, text by text, as they follow each other; typed values are no words."""
    are_words = np.asarray([not text.startswith(_MARK) for text in texts], np.bool_)
    chosen = are_words[readings]
    docs = places.docs[chosen]
    starts = np.zeros(size + 1, np.uint64)
    np.cumsum(np.bincount(docs, minlength=size), out=starts[1:])
    order = np.argsort(docs.astype(np.int64) << 32 | places.positions[chosen], kind="stable")
    return {"running": _narrow(readings[chosen][order]), "running.starts": starts}


def _stem_arrays(texts: Sequence[bytes], made: Mapping[str, Array]) -> dict[str, Array]:
    """What the stems of readings add up to."""
    pairs = sorted((stem, number) for number, text in enumerate(texts) for stem in text.split(_MARK)[1:])
    numbers: dict[bytes, int] = {}
    by_pair = np.asarray([numbers.setdefault(stem, len(numbers)) for stem, _ in pairs], np.int32)
    readings = np.asarray([number for _, number in pairs], np.uint32)
    run, starts = pack_texts(numbers)
    bounds = np.searchsorted(by_pair, np.arange(len(numbers) + 1))
    parts = [_added(by_pair[part], readings[part], made) for part in _portions(bounds, readings, made)]
    terms, docs, counts = (np.concatenate(each) for each in zip(*parts, strict=True))
    return {
        "stems": run,
        "stems.starts": starts,
        "stem.postings": np.searchsorted(terms, np.arange(len(numbers) + 1)).astype(np.uint32),
        "stem.docs": docs,
        "stem.counts": _narrow(counts),
        "stem.starts": bounds.astype(np.uint32),
        "stem.readings": readings,
    }


def _portions(bounds: Array, readings: Array, made: Mapping[str, Array]) -> Iterator[slice]:
    """Pairs in portions of whole stems, so that only so many postings are laid out at a time."""
    sizes = np.cumsum(np.diff(made["postings"].astype(np.int64))[readings])
    before = np.concatenate([[0], sizes])[bounds]
    first = 0
    while first < len(bounds) - 1:
        last = max(first + 1, int(np.searchsorted(before, before[first] + _PORTION, "right")) - 1)
        yield slice(bounds[first], bounds[last])
        first = last
    yield slice(0, 0)


def _added(stems: Array, readings: Array, made: Mapping[str, Array]) -> tuple[Array, Array, Array]:
    """The stem, document and count of each posting of some stems."""
    starts, sizes = made["postings"][readings], np.diff(made["postings"])[readings]
    taken = spread(starts, sizes)
    keys = np.repeat(stems, sizes).astype(np.int64) << 32 | made["docs"][taken]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    edges = _edges(keys)
    found = keys[edges[:-1]]
    counts = np.add.reduceat(made["counts"][taken][order], edges[:-1], dtype=np.int64) if len(found) else found
    return (found >> 32).astype(np.int32), (found & 0xFFFFFFFF).astype(np.int32), counts


def spread(starts: Array, sizes: Array) -> NDArray[np.int64]:
    """The numbers of several runs, one after another: each from its start, so many."""
    wide = sizes.astype(np.int64)
    begun = np.cumsum(wide) - wide
    return np.repeat(starts.astype(np.int64) - begun, wide) + np.arange(int(wide.sum()))


def _edges(*keys: Array) -> NDArray[np.intp]:
    """Where each run of equal keys begins, and the end."""
    if not len(keys[0]):
        return np.zeros(1, np.intp)
    differs = np.logical_or.reduce([each[1:] != each[:-1] for each in keys])
    return np.concatenate([[0], np.flatnonzero(differs) + 1, [len(keys[0])]])


def _narrow(numbers: Array) -> Array:
    return numbers.astype(np.uint16 if not len(numbers) or numbers.max() < _NARROW else np.uint32)
