"""What scores depend on beside the document, asked of the whole index and remembered until the next commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index.model import Kind, Schema
from index.opensearch_engine.client import Client, Json
from index.opensearch_engine.state import Force
from index.opensearch_engine.translating import ScoredLeaf, Statistics, matching
from index.plan import Leaf, Sequence, Term

REMEMBERED = 20_000
"""Leaves whose counts are kept."""
TOGETHER = 200
"""Leaves counted in one request."""
Key = tuple[str, tuple[str, ...], bool]


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What was counted of one commit; `holding` grows."""

    generation: str = ""
    documents: int = 0
    averages: Mapping[str, float] = field(default_factory=dict)
    holding: dict[Key, int] = field(default_factory=dict)


class Census:
    """Counts documents by leaf, and words by field. Threads may share one: at worst two count the same."""

    def __init__(self, client: Client, schema: Schema) -> None:
        self._client = client
        self._schema = schema
        self._fields = [field.name for field in schema.of_kind(Kind.TEXT)]
        self._known = _Known()

    def take(self, leaves: Iterable[ScoredLeaf], force: Force) -> Statistics:
        """The statistics for a plan's leaves."""
        wanted = tuple(leaves)
        known = self._known
        if known.generation != force.generation or len(known.holding) > REMEMBERED:
            known = self._known = self._begin(force)
        unknown = {_key(leaf): leaf for leaf in wanted if _key(leaf) not in known.holding}
        keys = list(unknown)
        for start in range(0, len(keys), TOGETHER):
            known.holding.update(self._count({key: unknown[key] for key in keys[start : start + TOGETHER]}, force))
        most = known.documents  # what was written since they were counted may be counted with a leaf
        holding: dict[Leaf, int] = {leaf: min(most, known.holding[_key(leaf)]) for leaf in wanted}
        return Statistics(documents=most, averages=known.averages, holding=holding)

    def _begin(self, force: Force) -> _Known:
        averages = {name: {"stats": {"field": f"l.{name}"}} for name in self._fields}
        answer = self._client.search(force.index, {"size": 0, "track_total_hits": True, "aggs": averages})
        return _Known(
            generation=force.generation,
            documents=int(answer["hits"]["total"]["value"]),
            averages={name: _average(answer["aggregations"][name]) for name in self._fields},
        )

    def _count(self, leaves: dict[Key, ScoredLeaf], force: Force) -> dict[Key, int]:
        filters = [matching(leaf, self._schema) for leaf in leaves.values()]
        body = {"size": 0, "track_total_hits": False, "aggs": {"leaves": {"filters": {"filters": filters}}}}
        buckets = self._client.search(force.index, body)["aggregations"]["leaves"]["buckets"]
        return {key: int(bucket["doc_count"]) for key, bucket in zip(leaves, buckets, strict=True)}


def _average(stats: Json) -> float:
    """Texts without words have no length and do not count."""
    return float(stats["sum"] / stats["count"]) if stats["count"] else 0.0


def _key(leaf: ScoredLeaf) -> Key:
    match leaf:
        case Term(field=field, text=text):
            return (field, (text,), True)
        case Sequence(field=field, words=words, inflected=inflected):
            return (field, (*words, ""), inflected)
