"""The postings of one TEXT field as arrays: by reading with every place, by stem with counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.arrays import Array, pack_texts
from index.whoosh_engine.readings import MARK

_NARROW = 1 << 16
_MARK = MARK.encode()


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """Every place of a field, in no order but that the places of each reading rise by document and position."""

    readings: NDArray[np.integer]
    docs: NDArray[np.integer]
    positions: NDArray[np.integer]


def text_arrays(texts: Sequence[bytes], places: Places, size: int) -> dict[str, Array]:
    """The arrays of a field of `size` documents; `texts` are the readings by number, each once."""
    order = sorted(range(len(texts)), key=texts.__getitem__)
    ranks = np.empty(len(texts), np.int64)
    ranks[order] = np.arange(len(texts))
    by_place = ranks[places.readings]
    by_reading = np.argsort(by_place, kind="stable")
    keys = (by_place << 32 | places.docs)[by_reading]
    edges = _edges(keys)
    postings, counts = keys[edges[:-1]], np.diff(edges)
    docs = (postings & 0xFFFFFFFF).astype(np.int32)
    ends = np.searchsorted(postings, np.arange(len(texts) + 1) << 32)
    sorted_texts = [texts[each] for each in order]
    run, starts = pack_texts(sorted_texts)
    words = np.asarray([not text.startswith(_MARK) for text in sorted_texts], np.bool_)
    return (
        {
            "terms": run,
            "terms.starts": starts,
            "postings": ends.astype(np.uint32),
            "docs": docs,
            "counts": _narrow(counts),
            "place.starts": edges[ends].astype(np.uint64),
            "places": _narrow(places.positions[by_reading]),
        }
        | _running(by_place, places, words, size)
        | _stem_arrays(sorted_texts, ends, docs, counts)
    )


def _running(readings: Array, places: Places, words: Array, size: int) -> dict[str, Array]:
    """The reading of each word, text by text, as they follow each other; typed values are no words."""
    chosen = words[readings]
    keys = (places.docs.astype(np.int64) << 32 | places.positions)[chosen]
    starts = np.zeros(size + 1, np.uint64)
    np.cumsum(np.bincount(places.docs[chosen], minlength=size), out=starts[1:])
    return {
        "running": _narrow(readings[chosen][np.argsort(keys, kind="stable")]),
        "running.starts": starts,
    }


def _stem_arrays(texts: Sequence[bytes], ends: Array, docs: Array, counts: Array) -> dict[str, Array]:
    """What the stems of readings add up to."""
    pairs = sorted((stem, number) for number, text in enumerate(texts) for stem in text.split(_MARK)[1:])
    stems = list(dict.fromkeys(stem for stem, _ in pairs))
    numbers = {stem: number for number, stem in enumerate(stems)}
    by_pair = np.asarray([numbers[stem] for stem, _ in pairs], np.int64)
    readings = np.asarray([number for _, number in pairs], np.int64)
    taken = spread(ends[:-1][readings], np.diff(ends)[readings])
    keys = np.repeat(by_pair, np.diff(ends)[readings]) << 32 | docs[taken]
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    edges = _edges(keys)
    postings = keys[edges[:-1]]
    run, starts = pack_texts(stems)
    bounds = np.arange(len(stems) + 1)
    return {
        "stems": run,
        "stems.starts": starts,
        "stem.postings": np.searchsorted(postings, bounds << 32).astype(np.uint32),
        "stem.docs": (postings & 0xFFFFFFFF).astype(np.int32),
        "stem.counts": _narrow(np.add.reduceat(counts[taken][order], edges[:-1]) if len(postings) else counts),
        "stem.starts": np.searchsorted(by_pair, bounds).astype(np.uint32),
        "stem.readings": readings.astype(np.uint32),
    }


def spread(starts: Array, sizes: Array) -> NDArray[np.int64]:
    """The numbers of several runs, one after another: each from its start, so many."""
    begun = np.cumsum(sizes) - sizes
    return np.repeat(starts.astype(np.int64) - begun, sizes) + np.arange(int(sizes.sum()))


def _edges(keys: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where each run of equal keys begins, and the end."""
    if not len(keys):
        return np.zeros(1, np.intp)
    return np.concatenate([[0], np.flatnonzero(keys[1:] != keys[:-1]) + 1, [len(keys)]])


def _narrow(numbers: Array) -> Array:
    return numbers.astype(np.uint16 if not len(numbers) or numbers.max() < _NARROW else np.uint32)
