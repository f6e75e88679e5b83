"""The exact score of a found document, from what the cluster tells of each leaf: the same numbers as every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from index.model import Kind, Schema
from index.opensearch_engine.translating import ScoredLeaf, Statistics
from index.plan import Between, Either, Every, Holds, Leaf, Plan, Sequence, Starts, Term, Without
from index.ranking import frequency_weight, rarity


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the cluster tells of one hit: how often each leaf that holds stands there, and the words of its texts."""

    counts: Mapping[Leaf, float]
    lengths: Mapping[str, int]


class Weigher:
    """Weighs hits of one search."""

    def __init__(self, schema: Schema, statistics: Statistics) -> None:
        self._schema = schema
        self._statistics = statistics

    def score(self, wanted: Plan, told: Told) -> float | None:
        """The document's score, None when it does not match."""
        match wanted:
            case Every(parts=parts):
                scores = [self.score(part, told) for part in parts]
                return None if None in scores else sum(score for score in scores if score is not None)
            case Either(parts=parts, least=least):
                found = [score for part in parts if (score := self.score(part, told)) is not None]
                return sum(found) if len(found) >= least else None
            case Without(part=part):
                return None if self.score(part, told) is not None else 0.0
            case Term() | Sequence():
                return self._weight(wanted, told) if wanted in told.counts else None
            case Starts(field=name):
                is_text = self._schema.field(name).kind is Kind.TEXT
                return (self._schema.field(name).weight if is_text else 0.0) if wanted in told.counts else None
            case Holds() | Between():
                return 0.0 if wanted in told.counts else None
            case _:
                assert_never(wanted)

    def _weight(self, leaf: ScoredLeaf, told: Told) -> float:
        known = self._statistics
        length, average = told.lengths.get(leaf.field, 0), known.averages.get(leaf.field, 0.0)
        weight = frequency_weight(told.counts[leaf], length, average)
        rare = rarity(known.documents, known.holding[leaf])
        return leaf.boost * self._schema.field(leaf.field).weight * rare * weight
