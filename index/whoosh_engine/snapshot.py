"""One committed state of an index, opened: what a search reads from beginning to end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any as Untyped
from weakref import finalize

import numpy as np
from whoosh.index import open_dir

from index.model import Count, Field, Query, Schema, Sort
from index.plan import Plan
from index.ranking import counts, page_slice
from index.whoosh_engine.evaluate import Matches, Statistics, evaluate, holding, statistics
from index.whoosh_engine.failures import reading
from index.whoosh_engine.fields import whoosh_schema
from index.whoosh_engine.plain import PlainSegment
from index.whoosh_engine.segment import Mask, Segment

Filters = Mapping[str, frozenset[str]]
Place = tuple[int, int]
"""A document: which segment, which number in it."""


class Snapshot:
    """The segments of one generation. Never changes; safe to share between threads."""

    def __init__(self, segments: Sequence[Segment], schema: Schema, generation: str) -> None:
        self.generation = generation
        self._segments = tuple(segments)
        self._schema = schema
        self._known: Statistics = statistics(segments, schema)

    def segment(self, place: Place) -> Segment:
        """The segment of a document."""
        return self._segments[place[0]]

    def id(self, place: Place) -> str:
        """The id of a document."""
        return self._segments[place[0]].ids[place[1]]

    def ids(self) -> list[str]:
        """Ids of the living documents, sorted."""
        return sorted(segment.ids[number] for segment in self._segments for number in np.flatnonzero(segment.live))

    def matches(self, plan: Plan) -> list[Matches]:
        """What a plan matches, by segment."""
        return evaluate(plan, self._segments, self._schema, self._known)

    def filtered(self, matches: Sequence[Matches], filters: Filters) -> list[Matches]:
        """The matches that hold a chosen value of every filter."""
        return [
            _masked(found, self._mask(segment, filters)) for segment, found in zip(self._segments, matches, strict=True)
        ]

    def facet(
        self, field: Field, matches: Sequence[Matches], filters: Mapping[str, frozenset[str]]
    ) -> tuple[Count, ...]:
        """Counts of a field's values over the matches, its own filter off."""
        others = {name: chosen for name, chosen in filters.items() if name != field.name}
        found: dict[str, int] = {}
        for segment, each in zip(self._segments, self.filtered(matches, others), strict=True):
            column = segment.column(field.name)
            mask = np.zeros(segment.size, np.bool_)
            mask[each.docs] = True
            numbers = np.bincount(column.codes[mask[column.docs]], minlength=len(column.values))
            for value, number in zip(column.values, numbers.tolist(), strict=True):
                found[value] = found.get(value, 0) + number
        return counts(found, filters.get(field.name, ()))

    def page(self, query: Query, matches: Sequence[Matches]) -> list[tuple[Place, float]]:
        """The documents of the asked page, in order, with their scores."""
        rows = [
            (place, number, float(score))
            for place, each in enumerate(matches)
            for number, score in zip(each.docs.tolist(), each.scores, strict=True)
        ]
        if query.sort is Sort.RELEVANCE and query.root:
            rows.sort(key=lambda row: (-row[2], self.id((row[0], row[1]))))
        else:
            rows = self._by_date(rows, oldest=query.sort is Sort.OLDEST)
        return [((place, number), score) for place, number, score in rows[page_slice(query)]]

    def _by_date(self, rows: list[tuple[int, int, float]], *, oldest: bool) -> list[tuple[int, int, float]]:
        days = [_days(segment, self._schema.date, oldest=oldest) for segment in self._segments]
        rows.sort(key=lambda row: self.id((row[0], row[1])))
        dated = [row for row in rows if days[row[0]][row[1]]]
        dated.sort(key=lambda row: days[row[0]][row[1]], reverse=not oldest)
        return dated + [row for row in rows if not days[row[0]][row[1]]]

    def _mask(self, segment: Segment, filters: Filters) -> Mask:
        mask = segment.live
        for name, chosen in filters.items():
            if chosen:
                column = segment.column(name)
                mask = mask & holding(
                    column, np.asarray([value in chosen for value in column.values], np.bool_), segment
                )
        return mask


def _masked(matches: Matches, mask: Mask) -> Matches:
    kept = mask[matches.docs]
    return Matches(docs=matches.docs[kept], scores=matches.scores[kept])


def _days(segment: Segment, field: str, *, oldest: bool) -> list[str]:
    """The earliest or latest day of every document, "" without one."""
    column = segment.column(field)
    pairs = list(zip(column.docs.tolist(), column.codes.tolist(), strict=True))
    days = [""] * segment.size
    for number, code in reversed(pairs) if oldest else pairs:
        days[number] = column.values[code]
    return days


_TOC = re.compile(r"_MAIN_([0-9]+)\.toc")


def newest_commit(folder: Path) -> str:
    """The generation of the newest commit in a Whoosh folder, as told by the names of its files."""
    numbers = [int(found[1]) for each in folder.iterdir() if (found := _TOC.fullmatch(each.name))]
    return f"{folder.name}.{max(numbers, default=-1)}"


def open_snapshot(folder: Path, schema: Schema) -> Snapshot:
    """Open the newest commit. Raises FileNotFoundError when a writer swept it meanwhile, IndexBroken."""
    generation = newest_commit(folder)
    with reading(folder):
        reader = open_dir(str(folder), schema=whoosh_schema(schema)).reader()
        leaves = [leaf for leaf, _ in reader.leaf_readers()] if reader.doc_count_all() else []
        snapshot = Snapshot([PlainSegment(leaf, schema) for leaf in leaves], schema, generation)
    finalize(snapshot, _close, leaves)
    return snapshot


def _close(readers: list[Untyped]) -> None:
    for reader in readers:
        reader.close()
