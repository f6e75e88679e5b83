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
STROLLS = 2
"""Questions of versions whose walks are remembered: each holds the names of the pages it passed."""
Mark = tuple[int, list[Untyped]]
"""How many hits come before, and the order values of the last of them."""


@dataclass(frozen=True, kw_only=True)
class Stroll:
    """How far a walk has come where versions of a page are one hit: the pages passed, the order values of the last."""

    seen: frozenset[str] = frozenset()
    after: tuple[Untyped, ...] = ()


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
        self._strolls: OrderedDict[Hashable, Stroll] = OrderedDict()

    def run(self, ordered: Ordered, start: int, size: int) -> list[Json]:
        """The hits from `start` on, at most `size`."""
        if start + size <= WINDOW:
            return self._hits(ordered, {"from": start, "size": size})
        if "collapse" in ordered.body:
            return self._pages(ordered, start, size)
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

    def _pages(self, ordered: Ordered, start: int, size: int) -> list[Json]:
        """The same where a page's first version stands for it: we leave the others out ourselves."""
        with self._lock:
            stroll = self._strolls.get(ordered.key, Stroll())
        stroll = stroll if len(stroll.seen) <= start else Stroll()
        seen, after, wanted = set(stroll.seen), list(stroll.after), list[str]()
        body = {name: each for name, each in ordered.body.items() if name != "collapse"} | {"_source": False}
        walked = Ordered(index=ordered.index, body=body, key=None)
        while len(seen) < start + size and (hits := self._beyond(walked, after, WINDOW, {})):
            for hit in hits:
                if len(seen) == start + size:
                    break
                after, page = hit["sort"], hit["fields"]["page"][0]
                wanted += [hit["_id"]] if page not in seen and len(seen) >= start else []
                seen.add(page)
        self._stroll(ordered.key, Stroll(seen=frozenset(seen), after=tuple(after)))
        return self._named(ordered, wanted)

    def _stroll(self, key: Hashable, stroll: Stroll) -> None:
        with self._lock:
            self._strolls[key] = stroll
            self._strolls.move_to_end(key)
            while len(self._strolls) > STROLLS:
                self._strolls.popitem(last=False)

    def _named(self, ordered: Ordered, ids: list[str]) -> list[Json]:
        """The hits of these ids, in their order."""
        found: dict[str, Json] = {}
        for start in range(0, len(ids), WINDOW):
            some = ids[start : start + WINDOW]
            chosen = {"bool": {"filter": [ordered.body["post_filter"], {"terms": {"id": some}}]}}
            found |= {hit["_id"]: hit for hit in self._hits(ordered, {"size": len(some), "post_filter": chosen})}
        return [found[each] for each in ids if each in found]
