"""A plan evaluated over segments: which documents match, and how much they weigh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from index import plan as plans
from index.model import Kind, Schema
from index.plan import Between, Either, Every, Holds, Leaf, Plan, Starts, Term, Without
from index.ranking import LENGTH_SHARE, SATURATION, SCORE_DECIMALS, rarity
from index.whoosh_engine.columns import Codes, Column
from index.whoosh_engine.segment import Docs, Mask, Postings, Scores, Segment, Space

Weighed = Term | plans.Sequence
"""The conditions that are weighed by how often and how rarely they occur."""
_NONE = Postings(docs=np.empty(0, np.intp), counts=np.empty(0, np.int32))


@dataclass(frozen=True, kw_only=True, eq=False)
class Matches:
    """Matching documents of one segment: numbers, rising, and their scores."""

    docs: Docs
    scores: Scores


class Known:
    """What holds for all segments together: living documents, average lengths, and what lengths do to scores."""

    def __init__(self, segments: Sequence[Segment], schema: Schema) -> None:
        self.schema = schema
        self.documents = sum(int(np.count_nonzero(each.live)) for each in segments)
        self._averages = {field.name: _average(segments, field.name) for field in schema.of_kind(Kind.TEXT)}
        self._norms: dict[tuple[int, str], NDArray[np.float64]] = {}

    def norm(self, segment: Segment, field: str) -> NDArray[np.float64]:
        """By document: what BM25 adds to a term's count for the length of a text."""
        key = (id(segment), field)
        if key not in self._norms:
            share = segment.lengths(field) / (self._averages[field] or 1.0)
            self._norms[key] = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * share)
        return self._norms[key]


def _average(segments: Sequence[Segment], field: str) -> float:
    """Words in a text, documents without it left out."""
    lengths = [segment.lengths(field)[segment.live] for segment in segments]
    holding = sum(int(np.count_nonzero(each)) for each in lengths)
    return sum(int(each.sum(dtype=np.int64)) for each in lengths) / holding if holding else 0.0


def evaluate(plan: Plan, segments: Sequence[Segment], known: Known) -> list[Matches]:
    """The matches of a plan in each segment."""
    weighed = list(dict.fromkeys(leaf for leaf in plans.leaves(plan) if isinstance(leaf, Term | plans.Sequence)))
    found = [{leaf: _occurrences(leaf, segment) for leaf in weighed} for segment in segments]
    rarities = {leaf: rarity(known.documents, sum(len(each[leaf].docs) for each in found)) for leaf in weighed}
    return [
        _rounded(_Evaluator(segment, known, postings, rarities).matches(plan))
        for segment, postings in zip(segments, found, strict=True)
    ]


def _rounded(matches: Matches) -> Matches:
    return Matches(docs=matches.docs, scores=np.round(matches.scores, SCORE_DECIMALS, out=matches.scores))


def _occurrences(leaf: Weighed, segment: Segment) -> Postings:
    if isinstance(leaf, Term):
        found = segment.stems(leaf.field).postings(leaf.text)
    else:
        found = _row(leaf, segment.stems(leaf.field) if leaf.inflected else segment.words(leaf.field))
    if found is None:
        return _NONE
    if segment.is_whole:
        return found
    living = segment.live[found.docs]
    return Postings(docs=found.docs[living], counts=found.counts[living])


def _row(leaf: plans.Sequence, space: Space) -> Postings | None:
    """Documents that hold the words side by side: the places of each word, moved back by its step, in common."""
    steps = [(step, space.places(word)) for step, word in enumerate(leaf.words)]
    rows = [places - step for step, places in steps if places is not None]
    if len(rows) < len(steps):
        return None
    starts = reduce(_common, sorted(rows, key=len))
    docs, counts = np.unique(starts >> 32, return_counts=True)
    return Postings(docs=docs, counts=counts)


def _common(some: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.int64]:
    at = np.searchsorted(others, some)
    at[at == len(others)] = 0
    return np.asarray(some[others[at] == some], np.int64)


class _Evaluator:
    """Evaluates on one segment."""

    def __init__(
        self, segment: Segment, known: Known, postings: Mapping[Weighed, Postings], rarities: Mapping[Weighed, float]
    ) -> None:
        self._segment = segment
        self._known = known
        self._postings = postings
        self._rarities = rarities

    def matches(self, plan: Plan) -> Matches:
        match plan:
            case Every(parts=parts):
                return self._every(parts)
            case Either(parts=parts, least=least):
                return self._either(parts, least)
            case Without(part=part):
                return self._unscored(self._rest(part))
            case _:
                return self._leaf(plan)

    def _every(self, parts: tuple[Plan, ...]) -> Matches:
        """The demanded parts in common; then what the wished ones add."""
        demanded = [part for part in parts if not _is_wish(part)]
        found = self._common([self.matches(part) for part in demanded]) if demanded else self._all()
        for part in parts:
            if isinstance(part, Either) and _is_wish(part):
                found = _with(found, self.matches(part.parts[0]))
        return found

    def _common(self, several: list[Matches]) -> Matches:
        return reduce(lambda one, other: _both(one, other, self._segment.size), several)

    def _all(self) -> Matches:
        return self._unscored(self._segment.live)

    def _either(self, parts: tuple[Plan, ...], least: int) -> Matches:
        several = [found for part in _flat(parts, least) if len((found := self.matches(part)).docs)]
        if len(several) < least:
            return Matches(docs=_NONE.docs, scores=np.empty(0, np.float64))
        if len(several) == 1:
            return several[0]
        docs = np.concatenate([each.docs for each in several])
        scores = np.concatenate([each.scores for each in several])
        if len(docs) < self._segment.size // _SPARSE:
            return _sparse_union(docs, scores, least)
        return self._dense_union(docs, scores, least)

    def _dense_union(self, docs: Docs, scores: Scores, least: int) -> Matches:
        """By document; where all weigh something, the weights tell which are held."""
        added = np.bincount(docs, weights=scores, minlength=self._segment.size)
        tells = least == 1 and scores.min() > 0
        held = added > 0 if tells else np.bincount(docs, minlength=self._segment.size) >= least
        found = np.flatnonzero(held)
        return Matches(docs=found, scores=added[found].astype(np.float64, copy=False))

    def _rest(self, hidden_part: Plan) -> Mask:
        rest = self._segment.live.copy()
        hidden = evaluate(hidden_part, [self._segment], self._known)[0]
        rest[hidden.docs] = False
        return rest

    def _leaf(self, leaf: Leaf) -> Matches:
        match leaf:
            case Term() | plans.Sequence():
                return self._weighed(leaf)
            case Starts(field=field, prefix=prefix):
                return self._starting(field, prefix)
            case Holds(field=field, value=value):
                column = self._segment.column(field)
                return self._holding(column, column.alike(value))
            case Between(field=field):
                column = self._segment.column(field)
                return self._holding(column, _between(column, leaf))
            case _:
                assert_never(leaf)

    def _weighed(self, leaf: Weighed) -> Matches:
        found = self._postings[leaf]
        norm = self._known.norm(self._segment, leaf.field).take(found.docs)
        factor = leaf.boost * self._known.schema.field(leaf.field).weight * self._rarities[leaf] * (SATURATION + 1)
        counts = found.counts.astype(np.float64)
        norm += counts
        counts *= factor
        counts /= norm
        return Matches(docs=found.docs, scores=counts)

    def _starting(self, name: str, prefix: str) -> Matches:
        field = self._known.schema.field(name)
        if field.kind is not Kind.TEXT:
            column = self._segment.column(name)
            return self._holding(column, column.beginning(prefix))
        mask = np.zeros(self._segment.size, np.bool_)
        for docs in self._segment.words(name).starting(prefix):
            mask[docs] = True
        found = self._unscored(mask & self._segment.live)
        return Matches(docs=found.docs, scores=np.full(len(found.docs), field.weight))

    def _holding(self, column: Column, codes: Codes) -> Matches:
        return self._unscored(column.holding(codes)[column.sets] & self._segment.live)

    def _unscored(self, mask: Mask) -> Matches:
        docs = np.flatnonzero(mask)
        return Matches(docs=docs, scores=np.zeros(len(docs), np.float64))


_SPARSE = 16
"""A union of fewer than a segment's size by this many is cheaper sorted than laid out by document."""


def _is_wish(part: Plan) -> bool:
    """`Either` of something and everything: it adds to scores and excludes nothing."""
    return isinstance(part, Either) and part.parts[1:] == (Every(parts=()),) and part.least == 1


def _between(column: Column, wanted: Between) -> Codes:
    low, high = wanted.low, wanted.high
    if isinstance(low, str) or isinstance(high, str):
        return column.texts_between(low, high)  # type: ignore[arg-type] # both ends are of one type
    return column.numbers_between(low, high)


def _flat(parts: tuple[Plan, ...], least: int) -> Iterator[Plan]:
    """Alternatives of alternatives are alternatives."""
    for part in parts:
        if least == 1 and isinstance(part, Either) and part.least == 1 and not _is_wish(part):
            yield from _flat(part.parts, least)
        else:
            yield part


def _sparse_union(all_docs: Docs, weights: Scores, least: int) -> Matches:
    docs, places = np.unique(all_docs, return_inverse=True)
    scores = np.bincount(places, weights=weights, minlength=len(docs)).astype(np.float64, copy=False)
    if least == 1:
        return Matches(docs=docs, scores=scores)
    enough = np.bincount(places, minlength=len(docs)) >= least
    return Matches(docs=docs[enough], scores=scores[enough])


def _both(one: Matches, other: Matches, size: int) -> Matches:
    """What two have in common, of `size` documents."""
    small, large = (one, other) if len(one.docs) <= len(other.docs) else (other, one)
    if not len(small.docs):
        return small
    if len(small.docs) * _SPARSE > size:
        return _laid_out(small, large, size)
    at, common = _located(small.docs, large.docs)
    return Matches(docs=small.docs[common], scores=small.scores[common] + large.scores[at[common]])


def _laid_out(small: Matches, large: Matches, size: int) -> Matches:
    """The same by document, where documents are many: a missing one is no number."""
    added = np.full(size, np.nan)
    added[large.docs] = large.scores
    scores = small.scores + added[small.docs]
    common = ~np.isnan(scores)
    return Matches(docs=small.docs[common], scores=scores[common])


def _with(found: Matches, wished: Matches) -> Matches:
    if not len(wished.docs):
        return found
    at, common = _located(found.docs, wished.docs)
    scores = found.scores.copy()
    scores[common] += wished.scores[at[common]]
    return Matches(docs=found.docs, scores=scores)


def _located(some: Docs, others: Docs) -> tuple[NDArray[np.intp], Mask]:
    """Where each of `some` stands in `others`, and whether it does; both rise, `others` is not empty."""
    at = np.searchsorted(others, some)
    at[at == len(others)] = 0
    return at, others[at] == some
