"""An archive as one municipality's: its sources, rows and hits, and nothing of the others'.

Pages are asked for by id and address; those are the same for all, so they are not looked at here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime
from heapq import merge
from typing import Any, cast

from archive.config import Config
from archive.errors import ConfigError, UnknownSource
from archive.facets import MUNICIPALITY
from archive.model import Decided, Decision, Listed, Page, Procurement
from archive.municipalities import Municipality, municipalities, slug_of
from archive.parts import Archive
from archive.store import Ledger, Matters, Pages, Sources, Store
from crawler.model import Source
from index.model import Batch, Query, Result, SearchIndex

SOME = 10
"""Names that are told to somebody who typed another."""
NOBODY = "-"
"""A value that no document has in the facet: what somebody asks for who wants another municipality's pages here."""


def within(archive: Archive, town: Municipality, config: Config) -> Archive:
    """The archive with what is a municipality's, under settings of its own. The engines stay the archive's to close."""
    store = cast("Store", OwnStore(archive.store, town.sources))
    index = OwnIndex(archive.index, town.name)
    return replace(archive, config=replace(config, register=town.register or config.register), store=store, index=index)


def named(archive: Archive, name: str) -> Archive:
    """The archive as that of the municipality of a name, or of its path. Raises ConfigError when it holds none such."""
    known = municipalities(archive.store.sources.all())
    town = next((each for each in known if each.slug == slug_of(name)), None)
    if town is None:
        some = ", ".join(each.name for each in known[:SOME]) or "none"
        raise ConfigError(f"there is no municipality {name!r}; known: {some}{', …' if len(known) > SOME else ''}")
    return within(archive, town, archive.config)


class OwnIndex:
    """Every question is of one municipality's pages; the facet that tells municipalities apart is not counted."""

    def __init__(self, index: SearchIndex, name: str) -> None:
        self._index = index
        self._name = name

    @property
    def generation(self) -> str:
        """The whole index's."""
        return self._index.generation

    @property
    def is_stale(self) -> bool:
        """Whether the whole index is."""
        return self._index.is_stale

    def search(self, query: Query) -> Result:
        """The matches among its pages. Raises IndexStale."""
        asked = query.filters.get(MUNICIPALITY, frozenset({self._name}))
        own = asked & {self._name} or {NOBODY}
        found = self._index.search(replace(query, filters={**query.filters, MUNICIPALITY: frozenset(own)}))
        return replace(found, facets={name: each for name, each in found.facets.items() if name != MUNICIPALITY})

    def words(self, prefix: str) -> Iterable[tuple[str, int]]:
        """The whole index's: a word that only others use may be proposed."""
        return self._index.words(prefix)

    def ids(self) -> Iterable[str]:
        """The whole index's."""
        return self._index.ids()

    def batch(self) -> AbstractContextManager[Batch]:
        """The whole index's."""
        return self._index.batch()

    def rebuild(self) -> AbstractContextManager[Batch]:
        """The whole index's."""
        return self._index.rebuild()

    def close(self) -> None:
        """Nothing: it is the archive's."""


class OwnStore:
    """The store with what lists over sources narrowed to some; everything else is the store's own."""

    def __init__(self, store: Store, sources: tuple[str, ...]) -> None:
        self._store = store
        self.sources = OwnSources(store.sources, sources)
        self.pages = OwnPages(store.pages, sources)
        self.ledger = OwnLedger(store.ledger, sources)
        self.matters = OwnMatters(store.matters, sources)

    def __getattr__(self, name: str) -> Any:
        """What is not narrowed."""
        return getattr(self._store, name)


class OwnSources:
    """Some sources."""

    def __init__(self, sources: Sources, names: tuple[str, ...]) -> None:
        self._sources = sources
        self._names = names

    def all(self) -> tuple[Source, ...]:
        """Those that are its own, by name."""
        return tuple(each for each in self._sources.all() if each.name in self._names)

    def named(self, name: str) -> Source:
        """Raises UnknownSource, of others' too."""
        if name not in self._names:
            raise UnknownSource(f"there is no source named {name!r} here; known: {', '.join(self._names)}")
        return self._sources.named(name)


class OwnPages:
    """Pages, listed and counted by some sources; by id and address as in the whole archive."""

    def __init__(self, pages: Pages, names: tuple[str, ...]) -> None:
        self._pages = pages
        self._names = names

    def counts(self) -> tuple[tuple[str, int, int], ...]:
        """(source, pages, mementos) of its own sources."""
        return tuple(each for each in self._pages.counts() if each[0] in self._names)

    def all(self, source: str | None = None, *, after: str = "") -> Iterator[Page]:
        """Every page of its own sources behind the id `after`, by id."""
        if source is not None and source not in self._names:
            return
        every = (self._pages.all(name, after=after) for name in ([source] if source else self._names))
        yield from merge(*every, key=lambda page: page.id)

    def __getattr__(self, name: str) -> Any:
        """What is asked for by id or address."""
        return getattr(self._pages, name)


class OwnLedger:
    """The ledgers' rows of some sources."""

    def __init__(self, ledger: Ledger, names: tuple[str, ...]) -> None:
        self._ledger = ledger
        self._names = names

    def decisions(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        unit: str | None = None,
        as_of: datetime | None = None,
    ) -> Iterator[Listed[Decision]]:
        """As the whole ledger's."""
        return self._ledger.decisions(start=start, end=end, unit=unit, as_of=as_of, sources=self._names)

    def procurements(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        unit: str | None = None,
        as_of: datetime | None = None,
    ) -> Iterator[Listed[Procurement]]:
        """As the whole ledger's."""
        return self._ledger.procurements(start=start, end=end, unit=unit, as_of=as_of, sources=self._names)

    def __getattr__(self, name: str) -> Any:
        """The rows of ids, and the stamp of the whole ledger."""
        return getattr(self._ledger, name)


class OwnMatters:
    """The decisions of some sources."""

    def __init__(self, matters: Matters, names: tuple[str, ...]) -> None:
        self._matters = matters
        self._names = names

    def decided(self, as_of: datetime | None = None) -> Iterator[Decided]:
        """As the whole archive's."""
        return self._matters.decided(as_of, sources=self._names)
