"""An index that was never written says so while its store holds pages: "0 pages" would be a wrong answer.

A misspelt `search_name`, a folder or a cluster's index that somebody erased: the engine sees an empty place and answers
of it, and the next crawl would write its few pages there as if they were all.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager

from archive.store import Store
from index.errors import IndexStale
from index.model import UNWRITTEN, Batch, Clustered, Query, Result, SearchIndex

MISSING = "the index was never written, or is gone, and the archive holds pages; run: kommunarkiv reindex"


def told_apart(index: SearchIndex, store: Store) -> SearchIndex:
    """The index of a store; it tells "nothing found" and "not there" apart."""
    return ToldCluster(index, store, index) if isinstance(index, Clustered) else ToldIndex(index, store)


class ToldIndex:
    """An index that is stale, too, while it was never written and not all pages of its store wait to be."""

    def __init__(self, index: SearchIndex, store: Store) -> None:
        self._index = index
        self._store = store

    @property
    def generation(self) -> str:
        """As the engine's."""
        return self._index.generation

    @property
    def is_stale(self) -> bool:
        """Whether it must be built anew, for whatever reason."""
        return self._index.is_stale or self._is_missing()

    def _is_missing(self) -> bool:
        """What waits is counted before the index is looked at: a change is forgotten only when it was written."""
        if self._index.generation != UNWRITTEN:
            return False
        pages = sum(count for _, count, _ in self._store.pages.counts())
        return self._store.changes.count() < pages and self._index.generation == UNWRITTEN

    def search(self, query: Query) -> Result:
        """The matches. Raises IndexStale."""
        found = self._index.search(query)
        if not found.total:
            self._check()
        return found

    def _check(self) -> None:
        if self._is_missing():
            raise IndexStale(MISSING)

    def ids(self) -> Iterable[str]:
        """Of all documents."""
        return self._index.ids()

    def words(self, prefix: str) -> Iterable[tuple[str, int]]:
        """As the engine knows them."""
        return self._index.words(prefix)

    def batch(self) -> AbstractContextManager[Batch]:
        """Raises IndexStale: the changes that wait are not all that is to be written."""
        self._check()
        return self._index.batch()

    def rebuild(self) -> AbstractContextManager[Batch]:
        """What mends it."""
        return self._index.rebuild()

    def close(self) -> None:
        """Close the engine."""
        self._index.close()


class ToldCluster(ToldIndex):
    """The same of an index in a cluster."""

    def __init__(self, index: SearchIndex, store: Store, cluster: Clustered) -> None:
        super().__init__(index, store)
        self._cluster = cluster

    def condition(self) -> str:
        """How the cluster says it is. Raises IndexAway."""
        return self._cluster.condition()
