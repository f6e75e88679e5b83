"""One committed state of an index, opened: what a search reads from beginning to end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.model import Count, Document, Field, Query, Schema, Sort
from index.plan import Plan
from index.ranking import counts, page_slice
from index.whoosh_engine.evaluate import Known, Matches, evaluate
from index.whoosh_engine.looking import Looks
from index.whoosh_engine.segment import Mask, Segment

Filters = Mapping[str, frozenset[str]]
Place = tuple[int, int]
"""A document: which segment, which number in it."""
_UNDATED = -1.0e9


class Snapshot:
    """The segments of one generation. Never changes; safe to share between threads."""

    def __init__(self, segments: Sequence[Segment], schema: Schema, generation: str) -> None:
        self.generation = generation
        self._segments = tuple(segments)
        self._schema = schema
        self._known = Known(segments, schema)

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
        held: Counter[str] = Counter()
        for segment in self._segments:
            for word, count in segment.words(self._schema.body).counted(prefix):
                held[word] += count
        return sorted(held.items())

    def matches(self, plan: Plan) -> list[Matches]:
        """What a plan matches, by segment."""
        return evaluate(plan, self._segments, self._known)

    def filtered(self, matches: Sequence[Matches], filters: Filters) -> list[Matches]:
        """The matches that hold a chosen value of every filter."""
        return [
            _kept(found, list(_passing(segment, found, filters).values()))
            for segment, found in zip(self._segments, matches, strict=True)
        ]

    def facets(self, matches: Sequence[Matches], filters: Filters) -> dict[str, tuple[Count, ...]]:
        """Counts of every facet's values over the matches, each as if its own filter were off."""
        found: dict[str, dict[str, int]] = {field.name: {} for field in self._schema.facets}
        for segment, each in zip(self._segments, matches, strict=True):
            passing = _passing(segment, each, filters)
            for field in self._schema.facets:
                others = [mask for name, mask in passing.items() if name != field.name]
                _count(segment, field, _kept(each, others), found[field.name])
        return {name: counts(values, filters.get(name, ())) for name, values in found.items()}

    def page(self, query: Query, matches: Sequence[Matches]) -> list[tuple[Place, float]]:
        """The documents of the asked page, in order, with their scores."""
        wanted = page_slice(query)
        if wanted.start >= min(wanted.stop, sum(len(each.docs) for each in matches)):
            return []
        rows = []
        for place, (segment, found) in enumerate(zip(self._segments, matches, strict=True)):
            keys = self._keys(query, segment, found)
            for row in _first(keys, segment.ranks[found.docs], wanted.stop).tolist():
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


def _count(segment: Segment, field: Field, found: Matches, into: dict[str, int]) -> None:
    column = segment.column(field.name)
    numbers = column.counts(found.docs)
    for code in np.flatnonzero(numbers).tolist():
        value = column.values[code]
        into[value] = into.get(value, 0) + int(numbers[code])


def _first(keys: NDArray[np.float64], ranks: NDArray[np.int32], count: int) -> NDArray[np.intp]:
    """The rows with the largest keys, ties by rank; in no order."""
    if len(keys) <= count:
        return np.arange(len(keys))
    edge = np.partition(keys, len(keys) - count)[len(keys) - count]
    above = np.flatnonzero(keys > edge)
    ties = np.flatnonzero(keys == edge)
    needed = count - len(above)
    if len(ties) > needed:
        ties = ties[np.argpartition(ranks[ties], needed - 1)[:needed]]
    return np.concatenate([above, ties])
