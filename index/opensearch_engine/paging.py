"""Hits in their order, however far down: near ones by their number, far ones by walking on from where we were."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Any as Untyped

from index.opensearch_engine.client import Client, Json
from index.opensearch_engine.mapping import WINDOW

WALKS, MARKS = 32, 256
"""Questions whose places are remembered, and places of one."""
Mark = tuple[int, list[Untyped]]
"""How many hits come before, and the order values of the last of them."""


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """A question with its order: `key` tells it from others, and from the same one after a commit."""

    index: str
    body: Json
    key: Hashable


class Pager:
    """Reads runs of hits. Threads may share one."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = Lock()
        self._walks: OrderedDict[Hashable, list[Mark]] = OrderedDict()

    def run(self, ordered: Ordered, start: int, size: int) -> list[Json]:
        """The hits from `start` on, at most `size`."""
        if start + size <= WINDOW:
            return self._hits(ordered, {"from": start, "size": size})
        found: list[Json] = []
        at, after = self._nearest(ordered.key, start)
        while at < start and (skipped := self._beyond(ordered, after, min(WINDOW, start - at), {"_source": False})):
            at, after = at + len(skipped), skipped[-1]["sort"]
        while at == start + len(found) and len(found) < size:
            more = self._beyond(ordered, after, min(WINDOW, size - len(found)), {})
            if not more:
                break
            found += more
            at, after = at + len(more), more[-1]["sort"]
        self._remember(ordered.key, (at, after))
        return found

    def _beyond(self, ordered: Ordered, after: list[Untyped], size: int, options: Json) -> list[Json]:
        return self._hits(ordered, {"size": size, **({"search_after": after} if after else {}), **options})

    def _hits(self, ordered: Ordered, options: Json) -> list[Json]:
        hits: list[Json] = self._client.search(ordered.index, ordered.body | options)["hits"]["hits"]
        return hits

    def _nearest(self, key: Hashable, start: int) -> Mark:
        with self._lock:
            marks = self._walks.get(key, [])
            place = bisect_right(marks, start, key=lambda mark: mark[0])
            return marks[place - 1] if place else (0, [])

    def _remember(self, key: Hashable, mark: Mark) -> None:
        if not mark[1]:
            return
        with self._lock:
            marks = {each[0]: each for each in (*self._walks.pop(key, []), mark)}
            self._walks[key] = [marks[each] for each in sorted(marks)][-MARKS:]
            while len(self._walks) > WALKS:
                self._walks.popitem(last=False)
