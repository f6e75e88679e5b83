"""Versions of one page as one hit: which stands for it, how many there are, and counts by page instead of document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from index.whoosh_engine.columns import Column
from index.whoosh_engine.evaluate import Matches
from index.whoosh_engine.segment import Segment

_VALUE_BITS = 32


@dataclass(frozen=True, kw_only=True, eq=False)
class Pages:
    """Which page each document is a version of, numbered over all segments, and the order of document ids."""

    pages: tuple[NDArray[np.int64], ...]
    ranks: tuple[NDArray[np.int64], ...]

    def first(self, matches: Sequence[Matches], keys: Sequence[NDArray[np.float64]]) -> list[Matches]:
        """Of each page the match with the largest key, ties by id."""
        order = np.lexsort((_over(self.ranks, matches), -np.concatenate(keys)))
        _, at = np.unique(_over(self.pages, matches)[order], return_index=True)
        is_first = np.zeros(len(order), np.bool_)
        is_first[order[at]] = True
        parts = np.split(is_first, np.cumsum([len(each.docs) for each in matches])[:-1])
        return [
            Matches(docs=each.docs[part], scores=each.scores[part]) for each, part in zip(matches, parts, strict=True)
        ]

    def versions(self, matches: Sequence[Matches], place: tuple[int, int]) -> int:
        """How many of the matches are versions of the same page as this document."""
        return int(np.count_nonzero(_over(self.pages, matches) == self.pages[place[0]][place[1]]))

    def counts(self, matches: Sequence[Matches], columns: Sequence[Column]) -> dict[str, int]:
        """How many pages hold each value in one of the matches."""
        numbers: dict[str, int] = {}
        pairs = [np.empty(0, np.int64)]
        for pages, each, column in zip(self.pages, matches, columns, strict=True):
            numbered = np.asarray([numbers.setdefault(value, len(numbers)) for value in column.values], np.int64)
            holding, codes = _held(pages, each, column)
            pairs.append(holding << _VALUE_BITS | numbered[codes])
        held = np.unique(np.concatenate(pairs)) & ((1 << _VALUE_BITS) - 1)
        found = np.bincount(held, minlength=len(numbers)).tolist()
        return {value: found[number] for value, number in numbers.items() if found[number]}


def read_pages(segments: Sequence[Segment], field: str) -> Pages:
    """The pages that `field` names; a document that names none is a page of its own."""
    numbers: dict[str, int] = {}
    pages = [
        np.asarray([numbers.setdefault(name, len(numbers)) for name in _names(segment, field)], np.int64)
        for segment in segments
    ]
    ids = [each for segment in segments for each in segment.ids]
    ranks = np.empty(len(ids), np.int64)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    parts = np.split(ranks, np.cumsum([segment.size for segment in segments])[:-1])
    return Pages(pages=tuple(pages), ranks=tuple(parts))


def _names(segment: Segment, field: str) -> list[str]:
    column = segment.column(field)
    firsts = [column.values[column.codes[start]] if start < stop else None for start, stop in _spans(column)]
    return [firsts[each] or own for each, own in zip(column.sets.tolist(), segment.ids, strict=True)]


def _spans(column: Column) -> list[tuple[int, int]]:
    return list(pairwise(column.starts.tolist()))


def _over(rows: Sequence[NDArray[np.int64]], matches: Sequence[Matches]) -> NDArray[np.int64]:
    found = [row[each.docs] for row, each in zip(rows, matches, strict=True)]
    return np.concatenate(found) if found else np.empty(0, np.int64)


def _held(pages: NDArray[np.int64], found: Matches, column: Column) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Pages and codes of the matches, a pair a value."""
    sets = column.sets[found.docs]
    starts, sizes = column.starts[sets], column.starts[sets + 1] - column.starts[sets]
    ends = np.cumsum(sizes)
    at = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - sizes, sizes) + np.repeat(starts, sizes)
    return np.repeat(pages[found.docs], sizes), column.codes[at]
