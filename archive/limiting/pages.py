"""Sources, pages, captures and ledgers of some sources."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from archive.errors import NotFound
from archive.limiting.gate import Limited
from archive.limiting.grants import stays
from archive.model import Decided, Decision, Entry, Findable, Kept, Listed, Page, Procurement
from crawler.model import Source, Target

R = TypeVar("R", Listed[Decision], Listed[Procurement], Decided)


class LimitedSources(Limited):
    """The sources themselves. None is added: its name would be in nobody's grant."""

    by_source = frozenset({"named", "site_model", "save_site_model"})

    def all(self) -> tuple[Source, ...]:
        return tuple(each for each in self._whole.all() if each.name in self._mine.names)

    def save(self, source: Source) -> None:
        self._mine.check(source.name)
        if not stays(self._whole.named(source.name), source):
            raise NotFound(f"{source.name} may not be moved by those who are limited to it")
        self._whole.save(source)


class LimitedFrontier(Limited):
    """What is to be asked. Hosts are everybody's."""

    passing = frozenset({"host", "take_turn", "save_host"})
    by_source = frozenset({"tally", "outcomes", "listed"})

    def add(self, targets: Iterable[Target]) -> int:
        said = tuple(targets)
        for each in said:
            self._mine.check(each.source)
        added: int = self._whole.add(said)
        return added


class LimitedCaptures(Limited):
    """Captures by whose address they are of."""

    def of(self, id: str) -> Kept:
        kept: Kept = self._whole.of(id)
        if not self._mine.has_url(kept.url):
            raise NotFound(f"there is no capture {id!r}")
        return kept

    def of_url(
        self, url: str, *, start: datetime | None = None, end: datetime | None = None, newest: bool = False
    ) -> Iterator[Kept]:
        found: Iterator[Kept] = self._whole.of_url(url, start=start, end=end, newest=newest)
        return found if self._mine.has_url(url) else iter(())


class LimitedPages(Limited):
    """Pages by their source."""

    by_page = frozenset({"page", "memento", "timemap", "readings", "alike"})

    def by_url(self, url: str) -> Page | None:
        found: Page | None = self._whole.by_url(url)
        return found if found and found.source in self._mine.names else None

    def by_urls(self, urls: Iterable[str]) -> dict[str, Page]:
        found: Mapping[str, Page] = self._whole.by_urls(urls)
        return {url: page for url, page in found.items() if page.source in self._mine.names}

    def all(self, source: str | None = None, *, after: str = "") -> Iterator[Page]:
        if source is not None:
            return self._whole.all(source, after=after) if source in self._mine.names else iter(())
        each = (self._whole.all(name, after=after) for name in self._mine.of_names())
        return heapq.merge(*each, key=lambda page: page.id)

    def counts(self) -> tuple[tuple[str, int, int], ...]:
        return tuple(row for row in self._whole.counts() if row[0] in self._mine.names)


class LimitedChanges(Limited):
    """How far the index is behind; what waits is everybody's."""

    passing = frozenset({"waiting", "count"})


class LimitedJournal(Limited):
    """What others may copy."""

    passing = frozenset({"newest"})

    def since(self, seq: int) -> Iterator[Entry]:
        # A page that is no more is told of by its id alone: who copied it must hear of it, and nobody else knows it.
        told: Iterator[Entry] = self._whole.since(seq)
        return (entry for entry in told if entry.url is None or self._mine.has_page(entry.page))

    def findable(self, *, after: str = "", until: str | None = None) -> Iterator[Findable]:
        """Both go by id, so one walk along the pages of these sources finds which are theirs."""
        pages = heapq.merge(
            *(self._mine.store.pages.all(name, after=after) for name in self._mine.of_names()), key=lambda page: page.id
        )
        page = next(pages, None)
        for each in self._whole.findable(after=after, until=until):
            while page is not None and page.id < each.page:
                page = next(pages, None)
            if page is None:
                return
            if page.id == each.page:
                yield each


class LimitedLedger(Limited):
    """Decisions and procurements by the source of their page."""

    passing = frozenset({"stamp"})

    def decisions(self, **said: Any) -> Iterator[Listed[Decision]]:
        return _of(self._whole.decisions(**said), self._mine.names)

    def procurements(self, **said: Any) -> Iterator[Listed[Procurement]]:
        return _of(self._whole.procurements(**said), self._mine.names)

    def procurements_named(self, ids: Iterable[int]) -> tuple[Listed[Procurement], ...]:
        return tuple(_of(self._whole.procurements_named(ids), self._mine.names))


class LimitedMatters(Limited):
    """Decisions with what their pages are about."""

    def decided(self, as_of: datetime | None = None, **said: Any) -> Iterator[Decided]:
        return _of(self._whole.decided(as_of, **said), self._mine.names)


def _of(rows: Iterable[R], names: frozenset[str]) -> Iterator[R]:
    return (row for row in rows if row.page.source in names)
