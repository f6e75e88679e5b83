"""A search index of which only some sources are to be found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from archive.errors import NotFound
from index.model import Batch, Query, Result, SearchIndex

SOURCE = "kalla"
"""The facet that tells the sources apart (archive.facets)."""
_NONE = frozenset({"\x00"})
"""No source is called so."""


class LimitedIndex:
    """The documents of some sources. It writes nothing: whoever brings an index up to date has the whole of it."""

    def __init__(self, whole: SearchIndex, names: Sequence[str]) -> None:
        self._whole = whole
        self._names = frozenset(names)

    @property
    def generation(self) -> str:
        """As that of the whole index."""
        return self._whole.generation

    @property
    def is_stale(self) -> bool:
        """As of the whole index."""
        return self._whole.is_stale

    def search(self, query: Query) -> Result:
        """The matches among the documents of these sources, counted among them alone."""
        asked = query.filters.get(SOURCE)
        filters = {**query.filters, SOURCE: (asked & self._names if asked else self._names) or _NONE}
        found = self._whole.search(replace(query, filters=filters))
        if SOURCE not in found.facets:
            return found
        # A facet is counted without its own filter.
        seen = tuple(count for count in found.facets[SOURCE] if count.value in self._names)
        return replace(found, facets={**found.facets, SOURCE: seen})

    def words(self, prefix: str) -> Iterable[tuple[str, int]]:
        """None: the index knows which words there are, not whose they are."""
        del prefix
        return ()

    def ids(self) -> Iterable[str]:
        """Raises NotFound: for `verify`, which looks at the whole."""
        raise NotFound("the ids of an index are for those who may see all of it")

    def batch(self) -> AbstractContextManager[Batch]:
        """Raises NotFound."""
        raise NotFound("a limited index is not written")

    def rebuild(self) -> AbstractContextManager[Batch]:
        """Raises NotFound."""
        raise NotFound("a limited index is not written")

    def close(self) -> None:
        """Nothing: the whole index is closed by who opened it."""
