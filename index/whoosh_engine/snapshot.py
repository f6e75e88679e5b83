"""One committed state of an index, opened: what a search reads from beginning to end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.model import Count, Document, Field, Freshness, Query, Schema, Sort
from index.plan import Plan
from index.ranking import SCORE_DECIMALS, counts, freshness_factor, page_slice
from index.versions import collapses, scope
from index.whoosh_engine.collapsing import Pages, read_pages
from index.whoosh_engine.columns import Column
from index.whoosh_engine.evaluate import Known, Matches, evaluate
from index.whoosh_engine.looking import Looks
from index.whoosh_engine.segment import Docs, Mask, Segment

Filters = Mapping[str, frozenset[str]]
Place = tuple[int, int]
"""A document: which segment, which number in it."""
_UNDATED = -1.0e9
_SCOPES = 16
"""Scopes whose documents are remembered."""


class Snapshot:
    """The segments of one generation. Never changes; safe to share between threads."""

    def __init__(self, segments: Sequence[Segment], schema: Schema, generation: str) -> None:
        self.generation = generation
        self._segments = tuple(segments)
        self._schema = schema
        self._known = Known(segments, schema)
        self._scopes: dict[Plan, list[Mask | None]] = {}
        self._fresh: dict[int, tuple[Freshness, NDArray[np.float64]]] = {}
        self._paged: Pages | None = None

    def document(self, place: Place) -> Document:
        """A document with all its values."""
        segment, number = self._segments[place[0]], place[1]
        return Document(id=segment.ids[number], values=segment.stored(number))

    def looks(self, plan: Plan) -> Looks:
        """Where to look for what a plan asks."""
        return Looks(self._segments, self._schema, plan)

    def ids(self) -> list[str]:
        """Ids of the living documents, sorted."""
        return sorted(
            segment.ids[number] for segment in self._segments for number in np.flatnonzero(segment.live).tolist()
        )

    def words(self, prefix: str) -> list[tuple[str, int]]:
        """The body's exact words that begin so, rising, with the documents that hold each."""
        found = [list(segment.words(self._schema.body).counted(prefix)) for segment in self._segments]
        if len(found) == 1:
            return found[0]
        held: Counter[str] = Counter()
        for each in found:
            held.update(dict(each))
        return sorted(held.items())

    def matches(self, plan: Plan, query: Query) -> list[Matches]:
        """What a plan matches among the versions that a query looks at, by segment."""
        found = evaluate(plan, self._segments, self._known)
        within = self._within(scope(query, self._schema))
        kept = [
            each if mask is None else _kept(each, [mask[each.docs]]) for each, mask in zip(found, within, strict=True)
        ]
        return [self._aged(*each, query) for each in zip(self._segments, kept, strict=True)]

    def _within(self, condition: Plan) -> Sequence[Mask | None]:
        """By segment: which documents meet a condition, None when all living ones do; kept, for it is asked often."""
        masks = self._scopes.get(condition)  # looked up once: another thread may clear them any time
        if masks is None:
            masks = [_mask(each, segment) for each, segment in zip(self._all(condition), self._segments, strict=True)]
            if len(self._scopes) >= _SCOPES:
                self._scopes.clear()
            self._scopes[condition] = masks
        return masks

    def _all(self, condition: Plan) -> list[Matches]:
        return evaluate(condition, self._segments, self._known)

    def _aged(self, segment: Segment, found: Matches, query: Query) -> Matches:
        """With what freshness adds to the scores."""
        if query.freshness is None or not len(found.docs):
            return found
        factors = self._factors(segment, query.freshness)[found.docs]
        return Matches(docs=found.docs, scores=np.round(found.scores * factors, SCORE_DECIMALS))

    def _factors(self, segment: Segment, wanted: Freshness) -> NDArray[np.float64]:
        """By document; the same for every search of a day, so those of the last day asked for are kept."""
        kept = self._fresh.get(id(segment))
        if kept is None or kept[0] != wanted:
            column = segment.column(self._schema.date)
            by_day = [freshness_factor(day, wanted) for day in column.values]
            kept = self._fresh[id(segment)] = wanted, column.by_last(by_day, missing=1.0)
        return kept[1]

    def filtered(self, matches: Sequence[Matches], filters: Filters) -> list[Matches]:
        """The matches that hold a chosen value of every filter."""
        return [
            _kept(found, list(_passing(segment, found, filters).values()))
            for segment, found in zip(self._segments, matches, strict=True)
        ]

    def facets(self, matches: Sequence[Matches], query: Query) -> dict[str, tuple[Count, ...]]:
        """Counts of every facet's values over the matches, each as if its own filter were off."""
        passing = [_passing(*each, query.filters) for each in zip(self._segments, matches, strict=True)]
        return {
            field.name: counts(self._counted(field, matches, passing, query), query.filters.get(field.name, ()))
            for field in self._schema.facets
        }

    def _counted(
        self, field: Field, matches: Sequence[Matches], passing: Sequence[Mapping[str, Mask]], query: Query
    ) -> dict[str, int]:
        kept = [
            _kept(found, [mask for name, mask in masks.items() if name != field.name])
            for found, masks in zip(matches, passing, strict=True)
        ]
        columns = [segment.column(field.name) for segment in self._segments]
        if collapses(query, self._schema):
            return self._pages().counts(kept, columns)
        found: dict[str, int] = {}
        for column, each in zip(columns, kept, strict=True):
            _count(column, each, found)
        return found

    def ranked(self, query: Query, matches: Sequence[Matches]) -> list[Matches]:
        """The matches that are hits: all, or of each page the first version."""
        if not collapses(query, self._schema) or not any(len(each.docs) for each in matches):
            return list(matches)
        keys = [self._keys(query, *each) for each in zip(self._segments, matches, strict=True)]
        return self._pages().first(matches, keys)

    def others(self, query: Query, matches: Sequence[Matches], known: Sequence[Matches]) -> list[Matches]:
        """The matches that are neither known nor versions of a page that is."""
        rows = [each.docs for each in known]
        if not collapses(query, self._schema):
            return [_kept(each, [~np.isin(each.docs, docs)]) for each, docs in zip(matches, rows, strict=True)]
        pages = self._pages().pages
        seen = np.concatenate([page[docs] for page, docs in zip(pages, rows, strict=True)])
        return [_kept(each, [~np.isin(page[each.docs], seen)]) for each, page in zip(matches, pages, strict=True)]

    def versions(self, query: Query, matches: Sequence[Matches], place: Place) -> int:
        """How many of the matches are versions of the same page as a hit."""
        return self._pages().versions(matches, place) if collapses(query, self._schema) else 1

    def _pages(self) -> Pages:
        if self._paged is None:
            versions = self._schema.versions
            self._paged = read_pages(self._segments, versions.page if versions else "")
        return self._paged

    def page(self, query: Query, matches: Sequence[Matches]) -> list[tuple[Place, float]]:
        """The documents of the asked page, in order, with their scores."""
        return self.run(query, matches, page_slice(query))

    def run(self, query: Query, matches: Sequence[Matches], wanted: slice) -> list[tuple[Place, float]]:
        """A run of the matches in their order."""
        if wanted.start >= min(wanted.stop, sum(len(each.docs) for each in matches)):
            return []
        rows = []
        for place, (segment, found) in enumerate(zip(self._segments, matches, strict=True)):
            keys = self._keys(query, segment, found)
            for row in _first(keys, found.docs, segment.ranks, wanted.stop).tolist():
                number = int(found.docs[row])
                rows.append((-float(keys[row]), segment.ids[number], (place, number), float(found.scores[row])))
        rows.sort()
        return [(place, score) for _, _, place, score in rows[wanted]]

    def _keys(self, query: Query, segment: Segment, found: Matches) -> NDArray[np.float64]:
        """What to sort by, largest first."""
        if query.sort is Sort.RELEVANCE and query.root:
            return found.scores
        is_oldest = query.sort is Sort.OLDEST
        column = segment.column(self._schema.date)
        days = (column.first_days if is_oldest else column.last_days)[found.docs].astype(np.float64)
        return np.where(days == 0, _UNDATED, -days if is_oldest else days)


def _mask(found: Matches, segment: Segment) -> Mask | None:
    if len(found.docs) == np.count_nonzero(segment.live):
        return None
    mask = np.zeros(segment.size, np.bool_)
    mask[found.docs] = True
    return mask


def _passing(segment: Segment, found: Matches, filters: Filters) -> dict[str, Mask]:
    """By filter: which of the matches hold a chosen value. A filter without values filters nothing."""
    masks = {}
    for name, chosen in filters.items():
        if chosen:
            column = segment.column(name)
            masks[name] = column.holding(column.coded(chosen))[column.sets[found.docs]]
    return masks


def _kept(found: Matches, masks: list[Mask]) -> Matches:
    if not masks:
        return found
    mask = np.logical_and.reduce(masks)
    return Matches(docs=found.docs[mask], scores=found.scores[mask])


def _count(column: Column, found: Matches, into: dict[str, int]) -> None:
    numbers = column.counts(found.docs)
    for code in np.flatnonzero(numbers).tolist():
        value = column.values[code]
        into[value] = into.get(value, 0) + int(numbers[code])


def _first(keys: NDArray[np.float64], docs: Docs, ranks: NDArray[np.int32], count: int) -> NDArray[np.intp]:
    """The rows with the largest keys, ties by the rank of their documents; in no order."""
    if len(keys) <= count:
        return np.arange(len(keys))
    edge = np.partition(keys, len(keys) - count)[len(keys) - count]
    above = np.flatnonzero(keys > edge)
    ties = np.flatnonzero(keys == edge)
    needed = count - len(above)
    if len(ties) > needed:
        ties = ties[np.argpartition(ranks[docs[ties]], needed - 1)[:needed]]
    return np.concatenate([above, ties])
