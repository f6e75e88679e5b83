"""What people did and said, as far as it is about some sources; and one's own account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from archive.errors import NotFound
from archive.limiting.gate import Limited
from archive.model import Correction, Handout, Removal, RemovalState, Tip, TipState, Tombstone
from archive.tips import source_of

PIECE = 500
"""Tips read at a time."""


class LimitedCorrections(Limited):
    """Corrections by their source."""

    by_source = frozenset({"holding"})

    def one(self, id: int) -> Correction:
        found: Correction = self._whole.one(id)
        if found.source not in self._mine.names:
            raise NotFound(f"there is no correction {id}")
        return found

    def all(self) -> Iterator[Correction]:
        return (each for each in self._whole.all() if each.source in self._mine.names)


class LimitedHandouts(Limited):
    """Acts of handing out pages of these sources alone."""

    def add(self, handout: Handout) -> Handout:
        self._check(handout, "that")
        added: Handout = self._whole.add(handout)
        return added

    def one(self, id: int) -> Handout:
        found: Handout = self._whole.one(id)
        self._check(found, str(id))
        return found

    def all(self) -> Iterator[Handout]:
        return (each for each in self._whole.all() if self._is_mine(each))

    def _check(self, handout: Handout, name: str) -> None:
        if not self._is_mine(handout):
            raise NotFound(f"there is no handout {name}")

    def _is_mine(self, handout: Handout) -> bool:
        return self._mine.has_pages(each.page for each in handout.versions)


class LimitedTips(Limited):
    """Pages that visitors miss on the hosts of these sources."""

    passing = frozenset({"tell"})

    def decide(self, id: int, state: TipState, *, who: str, at: datetime, reason: str = "") -> Tip:
        self.one(id)
        decided: Tip = self._whole.decide(id, state, who=who, at=at, reason=reason)
        return decided

    def one(self, id: int) -> Tip:
        found: Tip = self._whole.one(id)
        if not self._is_mine(found):
            raise NotFound(f"there is no tip {id}")
        return found

    def count(self, state: TipState) -> int:
        return sum(1 for _ in self._of(state))

    def listed(self, state: TipState, *, skip: int, limit: int) -> tuple[Tip, ...]:
        return tuple(islice(self._of(state), skip, skip + limit))

    def _of(self, state: TipState) -> Iterator[Tip]:
        skip = 0
        while rows := self._whole.listed(state, skip=skip, limit=PIECE):
            yield from filter(self._is_mine, rows)
            skip += PIECE

    def _is_mine(self, tip: Tip) -> bool:
        source = source_of(self._mine.store.sources.all(), tip.url)
        return source is not None and source.name in self._mine.names


class LimitedAudit(Limited):
    """One's acts are kept; what others did is for those who may see all."""

    passing = frozenset({"tell"})


class LimitedPeople(Limited):
    """One's own account; those of others are for those who may see all."""

    passing = frozenset({"account", "save", "login", "logins", "touch", "end", "end_all", "uninvite"})


class LimitedRemovals(Limited):
    """Removals of pages of these sources alone."""

    by_source = frozenset({"overdue"})
    by_page = frozenset({"held", "tombstones"})

    def one(self, id: int) -> Removal:
        found: Removal = self._whole.one(id)
        if not self._is_mine(found):
            raise NotFound(f"there is no removal {id}")
        return found

    def all(self, state: RemovalState | None = None) -> Iterator[Removal]:
        return filter(self._is_mine, self._whole.all(state))

    def at_urls(self, urls: Any) -> tuple[Tombstone, ...]:
        return tuple(self._whole.at_urls(url for url in urls if self._mine.has_url(url)))

    def _is_mine(self, removal: Removal) -> bool:
        """By what was noted when it was asked for: of a page that is gone nobody knows whose it was."""
        return bool(removal.sources) and self._mine.names.issuperset(removal.sources)
