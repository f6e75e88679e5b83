"""A plan evaluated over segments: which documents match, and how much they weigh."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import assert_never

import numpy as np

from index import plan as plans
from index.model import Kind, Schema
from index.plan import Between, Either, Every, Holds, Leaf, Plan, Starts, Term, Without, value_form
from index.ranking import LENGTH_SHARE, SATURATION, SCORE_DECIMALS, rarity
from index.whoosh_engine.segment import Column, Docs, Mask, Postings, Scores, Segment, Space

Weighed = Term | plans.Sequence
"""The conditions that are weighed by how often and how rarely they occur."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Matches:
    """Matching documents of one segment: numbers, rising, and their scores."""

    docs: Docs
    scores: Scores


@dataclass(frozen=True, kw_only=True)
class Statistics:
    """What is known of all segments together: living documents, and the average length of each TEXT field."""

    documents: int
    averages: Mapping[str, float]


def statistics(segments: Sequence[Segment], schema: Schema) -> Statistics:
    """Count over all segments. An average leaves out documents that lack the field."""
    averages = {}
    for field in schema.of_kind(Kind.TEXT):
        lengths = [segment.lengths(field.name)[segment.live] for segment in segments]
        words = sum(int(each.sum()) for each in lengths)
        holding = sum(int(np.count_nonzero(each)) for each in lengths)
        averages[field.name] = words / holding if holding else 0.0
    return Statistics(documents=sum(int(np.count_nonzero(each.live)) for each in segments), averages=averages)


def evaluate(plan: Plan, segments: Sequence[Segment], schema: Schema, known: Statistics) -> list[Matches]:
    """The matches of a plan in each segment."""
    weighed = list(dict.fromkeys(leaf for leaf in plans.leaves(plan) if isinstance(leaf, Term | plans.Sequence)))
    found = [{leaf: _occurrences(leaf, segment) for leaf in weighed} for segment in segments]
    rarities = {leaf: rarity(known.documents, sum(len(each[leaf].docs) for each in found)) for leaf in weighed}
    return [
        _rounded(_Evaluator(segment, schema, known, postings, rarities).matches(plan))
        for segment, postings in zip(segments, found, strict=True)
    ]


def _rounded(matches: Matches) -> Matches:
    return Matches(docs=matches.docs, scores=np.round(matches.scores, SCORE_DECIMALS))


def _occurrences(leaf: Weighed, segment: Segment) -> Postings:
    if isinstance(leaf, Term):
        found = segment.stems(leaf.field).postings(leaf.text)
    else:
        found = _row(leaf, segment.stems(leaf.field) if leaf.inflected else segment.words(leaf.field))
    if found is None:
        return Postings(docs=np.empty(0, np.int32), counts=np.empty(0, np.int32))
    living = segment.live[found.docs]
    return found if living.all() else Postings(docs=found.docs[living], counts=found.counts[living])


def _row(leaf: plans.Sequence, space: Space) -> Postings | None:
    """Documents that hold the words side by side: the places of each word, moved back by its step, in common."""
    starts = None
    for step, word in enumerate(leaf.words):
        places = space.places(word)
        if places is None:
            return None
        back = places.keys - step
        starts = back if starts is None else starts[_among(starts, back)]
    if starts is None:
        return None
    docs, counts = np.unique(starts >> 32, return_counts=True)
    return Postings(docs=docs.astype(np.int32), counts=counts.astype(np.int32))


def _among(some: np.ndarray, others: np.ndarray) -> Mask:
    """Which of `some` stand in `others`; both rising."""
    if not len(others):
        return np.zeros(len(some), np.bool_)
    at = np.searchsorted(others, some)
    at[at == len(others)] = 0
    return np.asarray(others[at] == some)


class _Evaluator:
    def __init__(
        self,
        segment: Segment,
        schema: Schema,
        known: Statistics,
        postings: Mapping[Weighed, Postings],
        rarities: Mapping[Weighed, float],
    ) -> None:
        self._segment = segment
        self._schema = schema
        self._known = known
        self._postings = postings
        self._rarities = rarities

    def matches(self, plan: Plan) -> Matches:
        match plan:
            case Every(parts=parts):
                return reduce(_both, map(self.matches, parts)) if parts else self._unscored(self._segment.live)
            case Either(parts=parts, least=least):
                return self._either([self.matches(part) for part in parts], least)
            case Without(part=part):
                return self._unscored(self._rest(part))
            case _:
                return self._leaf(plan)

    def _rest(self, hidden_part: Plan) -> Mask:
        rest = self._segment.live.copy()
        hidden = evaluate(hidden_part, [self._segment], self._schema, self._known)[0]
        rest[hidden.docs] = False
        return rest

    def _either(self, several: list[Matches], least: int) -> Matches:
        held = np.zeros(self._segment.size, np.uint8)
        scores = np.zeros(self._segment.size, np.float64)
        for each in several:
            held[each.docs] += 1
            scores[each.docs] += each.scores
        docs = np.flatnonzero(held >= least).astype(np.int32)
        return Matches(docs=docs, scores=scores[docs])

    def _leaf(self, leaf: Leaf) -> Matches:
        match leaf:
            case Term() | plans.Sequence():
                return self._weighed(leaf)
            case Starts(field=field, prefix=prefix):
                return self._starting(field, prefix)
            case Holds(field=field, value=value):
                column = self._segment.column(field)
                return self._unscored(self._holding(column, [value_form(each) == value for each in column.values]))
            case Between(field=field):
                column = self._segment.column(field)
                return self._unscored(self._holding(column, [self._is_between(each, leaf) for each in column.values]))
            case _:
                assert_never(leaf)

    def _weighed(self, leaf: Weighed) -> Matches:
        found = self._postings[leaf]
        average = self._known.averages[leaf.field] or 1.0
        share = self._segment.lengths(leaf.field)[found.docs] / average
        counts = found.counts.astype(np.float64)
        weights = counts * (SATURATION + 1) / (counts + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * share))
        boost = leaf.boost if isinstance(leaf, Term) else 1.0
        factor = boost * self._schema.field(leaf.field).weight * self._rarities[leaf]
        return Matches(docs=found.docs, scores=weights * factor)

    def _starting(self, name: str, prefix: str) -> Matches:
        field = self._schema.field(name)
        if field.kind is not Kind.TEXT:
            column = self._segment.column(name)
            return self._unscored(
                self._holding(column, [value_form(each).startswith(prefix) for each in column.values])
            )
        mask = np.zeros(self._segment.size, np.bool_)
        for docs in self._segment.words(name).starting(prefix):
            mask[docs] = True
        found = self._unscored(mask & self._segment.live)
        return Matches(docs=found.docs, scores=np.full(len(found.docs), field.weight))

    def _holding(self, column: Column, chosen: list[bool]) -> Mask:
        return holding(column, np.asarray(chosen, np.bool_), self._segment)

    def _is_between(self, value: str, wanted: Between) -> bool:
        own = int(value) if self._schema.field(wanted.field).kind is Kind.NUMBER else value
        return (wanted.low is None or wanted.low <= own) and (wanted.high is None or own <= wanted.high)  # type: ignore[operator]

    def _unscored(self, mask: Mask) -> Matches:
        docs = np.flatnonzero(mask).astype(np.int32)
        return Matches(docs=docs, scores=np.zeros(len(docs), np.float64))


def holding(column: Column, chosen: Mask, segment: Segment) -> Mask:
    """The living documents that hold a chosen code."""
    mask = np.zeros(segment.size, np.bool_)
    if len(chosen):
        mask[column.docs[chosen[column.codes]]] = True
    return mask & segment.live


def _both(one: Matches, other: Matches) -> Matches:
    small, large = (one, other) if len(one.docs) <= len(other.docs) else (other, one)
    if not len(small.docs):
        return small
    at = np.searchsorted(large.docs, small.docs)
    at[at == len(large.docs)] = 0
    common = large.docs[at] == small.docs
    return Matches(docs=small.docs[common], scores=small.scores[common] + large.scores[at[common]])
