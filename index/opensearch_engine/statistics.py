"""What scores depend on beside the document, asked of the whole index and remembered until the next commit."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

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


class Census:
    """Counts documents by leaf, and words by field. Threads may share one."""

    def __init__(self, client: Client, schema: Schema) -> None:
        self._client = client
        self._schema = schema
        self._fields = [field.name for field in schema.of_kind(Kind.TEXT)]
        self._lock = Lock()
        self._generation = ""
        self._documents = 0
        self._averages: dict[str, float] = {}
        self._holding: OrderedDict[Key, int] = OrderedDict()

    def take(self, leaves: Iterable[ScoredLeaf], force: Force) -> Statistics:
        """The statistics for a plan's leaves."""
        wanted = tuple(leaves)
        with self._lock:
            if self._generation != force.generation:
                self._begin(force)
            unknown = {_key(leaf): leaf for leaf in wanted if _key(leaf) not in self._holding}
            keys = list(unknown)
            for start in range(0, len(keys), TOGETHER):
                self._count({key: unknown[key] for key in keys[start : start + TOGETHER]}, force)
            holding: dict[Leaf, int] = {leaf: self._holding[_key(leaf)] for leaf in wanted}
            while len(self._holding) > REMEMBERED:
                self._holding.popitem(last=False)
            return Statistics(documents=self._documents, averages=dict(self._averages), holding=holding)

    def _begin(self, force: Force) -> None:
        answer = self._client.search(
            force.index,
            {
                "size": 0,
                "track_total_hits": True,
                "aggs": {name: {"stats": {"field": f"l.{name}"}} for name in self._fields},
            },
        )
        self._holding.clear()
        self._documents = int(answer["hits"]["total"]["value"])
        self._averages = {name: _average(answer["aggregations"][name]) for name in self._fields}
        self._generation = force.generation

    def _count(self, leaves: dict[Key, ScoredLeaf], force: Force) -> None:
        filters = [matching(leaf, self._schema) for leaf in leaves.values()]
        body = {"size": 0, "track_total_hits": False, "aggs": {"leaves": {"filters": {"filters": filters}}}}
        buckets = self._client.search(force.index, body)["aggregations"]["leaves"]["buckets"]
        for key, bucket in zip(leaves, buckets, strict=True):
            self._holding[key] = int(bucket["doc_count"])


def _average(stats: Json) -> float:
    """Texts without words have no length and do not count."""
    return float(stats["sum"] / stats["count"]) if stats["count"] else 0.0


def _key(leaf: ScoredLeaf) -> Key:
    match leaf:
        case Term(field=field, text=text):
            return (field, (text,), True)
        case Sequence(field=field, words=words, inflected=inflected):
            return (field, (*words, ""), inflected)
