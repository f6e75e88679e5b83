"""The engine of a cluster: OpenSearch keeps the index, our analyzer reads the texts, our ranking weighs them.

Any number of processes on any number of machines may search while one writes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from threading import Lock
from time import time_ns
from typing import TypeVar
from uuid import uuid4

from index.analysis import Analyzer
from index.documents import check_filters
from index.errors import IndexBroken, IndexStale
from index.model import UNWRITTEN, Batch, Query, Result, Schema
from index.opensearch_engine.client import SLOW, Client, Json, NotFoundError
from index.opensearch_engine.cluster import Cluster
from index.opensearch_engine.mapping import index_body, stamp
from index.opensearch_engine.reading import all_ids, held_words
from index.opensearch_engine.searching import Searcher
from index.opensearch_engine.state import Force, Lease, State
from index.opensearch_engine.terms import Splitter
from index.opensearch_engine.writing import IN_MEMORY, ClusterBatch
from index.swedish import SwedishAnalyzer
from index.synonyms import Group, Synonyms

_ATTEMPTS = 3
PATIENCE = 30.0
Answer = TypeVar("Answer")


class OpenSearchIndex:
    """A SearchIndex in a cluster. Threads may share one.

    `synonyms` widen what is asked; they are read at the first search. `patience` is how many seconds a writer waits for
    another.
    """

    piece = IN_MEMORY
    """Bytes of documents that a rebuild gathers before it sends them."""

    def __init__(
        self,
        cluster: Cluster,
        schema: Schema,
        analyzer: Analyzer | None = None,
        *,
        synonyms: Iterable[Group] = (),
        patience: float = PATIENCE,
    ) -> None:
        self._cluster = cluster
        self._schema = schema
        self._analyzer = analyzer or SwedishAnalyzer()
        self._groups = synonyms
        self._widened: Synonyms | None = None
        self._widening = Lock()
        self._patience = patience
        self._stamp = stamp(schema, self._analyzer)
        self._client = Client(cluster)
        self._state = State(self._client, cluster.name, replicas=cluster.replicas)
        self._searcher = Searcher(self._client, schema, self._analyzer)
        self._splitter = Splitter(self._analyzer)
        self._fresh: str | None = None

    @property
    def _synonyms(self) -> Synonyms:
        """Made when first asked: reading words opens the analyzer's tables."""
        with self._widening:
            if self._widened is None:
                self._widened = Synonyms(self._groups, self._analyzer)
            return self._widened

    @property
    def generation(self) -> str:
        """Index and commit number; "0" before the first."""
        force = self._state.in_force()
        return force.generation if force else UNWRITTEN

    @property
    def is_stale(self) -> bool:
        """See SearchIndex.is_stale."""
        index = self._state.index()
        return index is not None and not self._fits(index)

    def _fits(self, index: str) -> bool:
        """Whether an index was made with this schema and analyzer; once true it stays so."""
        if self._fresh == index:
            return True
        mapped = self._client.get(f"/{index}/_mapping")
        if mapped is None:
            return True
        made_with = mapped[index]["mappings"].get("_meta", {}).get("stamp")
        if made_with == self._stamp:
            self._fresh = index
        return bool(made_with == self._stamp)

    def condition(self) -> str:
        """See Clustered.condition. Raises IndexAway."""
        return str(self._client.ask("GET", "/_cluster/health")["status"])

    def close(self) -> None:
        """See SearchIndex.close."""
        self._client.close()

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """See SearchIndex.batch. Raises IndexBusy, IndexStale, IndexAway."""
        with self._state.writing(self._patience) as lease:
            index = self._state.index() or self._first_index()
            self._check_stamp(index)
            if lease.took_over:
                self._client.refresh(index)
            with closing(ClusterBatch(self._client, index, self._schema, self._splitter)) as batch:
                yield batch
                lease.check()
                batch.flush()
            self._commit(index, lease)

    def _commit(self, index: str, lease: Lease) -> None:
        lease.check()
        self._client.refresh(index)
        self._state.count(index)

    @contextmanager
    def rebuild(self) -> Iterator[Batch]:
        """See SearchIndex.rebuild. Killed halfway, the next removes what was begun.

        Raises IndexBusy, IndexAway.
        """
        with self._state.writing(self._patience) as lease:
            self._sweep()
            index = self._make_index(replicas=0)
            try:
                with closing(
                    ClusterBatch(self._client, index, self._schema, self._splitter, limit=self.piece)
                ) as batch:
                    yield batch
                    batch.flush()
                self._copy(index)
                self._commit(index, lease)
                self._put_in_force(index)
            except BaseException:
                with suppress(Exception):
                    self._abandon(index)
                raise

    def _abandon(self, index: str) -> None:
        """Remove what was begun, unless it came into force and only its answer was lost."""
        if self._state.index() != index:
            self._delete(index)

    def _copy(self, index: str) -> None:
        """Make the copies that the index is to have, and wait until those stand for which there are nodes."""
        if not self._cluster.replicas:
            return
        settings = {"index": {"number_of_replicas": self._cluster.replicas}}
        self._client.ask("PUT", f"/{index}/_settings", settings, timeout=SLOW)
        wait = {"wait_for_no_initializing_shards": "true", "timeout": f"{SLOW / 2:.0f}s"}
        self._client.ask("GET", f"/_cluster/health/{index}", params=wait, timeout=SLOW)

    def _first_index(self) -> str:
        index = self._make_index(replicas=self._cluster.replicas)
        self._put_in_force(index)
        return index

    def _make_index(self, *, replicas: int) -> str:
        index = f"{self._cluster.name}-{time_ns() // 1_000_000}-{uuid4().hex[:6]}"
        body = index_body(self._cluster, self._schema, self._stamp, replicas=replicas)
        self._client.ask("PUT", f"/{index}", body, timeout=SLOW)
        return index

    def _put_in_force(self, index: str) -> None:
        """Point at an index and remove the one before, at once."""
        before = self._state.index()
        actions: list[Json] = [{"add": {"index": index, "alias": self._cluster.name}}]
        if before is not None:
            actions.append({"remove_index": {"index": before}})
        try:
            self._client.ask("POST", "/_aliases", {"actions": actions}, timeout=SLOW)
        except NotFoundError:
            if self._state.index() != index:
                raise
        if before is not None:
            self._state.forget(before)

    def _sweep(self) -> None:
        """Remove what killed rebuilds left."""
        kept = self._state.index()
        known = self._client.get(f"/{self._cluster.name}-*/_settings", expand_wildcards="all") or {}
        for each in known:
            if each != kept and _is_ours(each, self._cluster.name):
                self._delete(each)

    def _delete(self, index: str) -> None:
        with suppress(NotFoundError):
            self._client.ask("DELETE", f"/{index}", timeout=SLOW)
        self._state.forget(index)

    def _check_stamp(self, index: str) -> None:
        if not self._fits(index):
            raise IndexStale("the index was made with another schema or analyzer; rebuild it")

    def search(self, query: Query) -> Result:
        """See SearchIndex.search. Raises IndexAway."""
        check_filters(query, self._schema)
        synonyms = self._synonyms
        return self._looking(
            lambda force: self._searcher.search(query, synonyms, force),
            lambda: self._searcher.nothing(query),
        )

    def ids(self) -> Iterable[str]:
        """Sorted."""
        return self._looking(lambda force: all_ids(self._client, force.index), list)

    def words(self, prefix: str) -> Iterable[tuple[str, int]]:
        """See SearchIndex.words. Of more than 50,000 words the most common 50,000."""
        return self._looking(lambda force: held_words(self._client, force.index, prefix, self._schema.body), list)

    def _looking(self, look: Callable[[Force], Answer], nothing: Callable[[], Answer]) -> Answer:
        """What a look at the index in force finds; one that was swapped meanwhile is looked for again."""
        for _ in range(_ATTEMPTS):
            force = self._state.in_force()
            if force is None:
                return nothing()
            self._check_stamp(force.index)
            with suppress(NotFoundError):
                return look(force)
        raise IndexBroken("the index is not in the search cluster any more; rebuild it")


def _is_ours(index: str, name: str) -> bool:
    """Whether a name is one that `_make_index` gives."""
    return re.fullmatch(rf"{re.escape(name)}-\d+-[0-9a-f]{{6}}", index) is not None
