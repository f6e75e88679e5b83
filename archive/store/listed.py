"""The parts of the store seam that people and programs list from: outbox, journal, ledgers, logs, tips."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Protocol

from archive.model import (
    AuditEntry,
    Change,
    Correction,
    Decided,
    Decision,
    Entry,
    Findable,
    Handout,
    Held,
    Listed,
    Procurement,
    Removal,
    RemovalState,
    Tip,
    TipState,
    Tombstone,
)


class Changes(Protocol):
    """The outbox from store to index."""

    def waiting(self, limit: int = 500) -> tuple[Change, ...]:
        """Changes not yet applied, oldest first."""

    def count(self) -> int:
        """How many are not yet applied."""

    def done(self, changes: Iterable[Change]) -> None:
        """Forget them; unknown ones are harmless."""


class Journal(Protocol):
    """What others may copy: the pages that may be found, and what has become of them. Called by the API."""

    def newest(self) -> int:
        """The number of the newest entry; 0 when there is none."""

    def since(self, seq: int) -> Iterator[Entry]:
        """The newest change of each page behind `seq`, oldest first, in bounded memory.

        Entries are written in the transactions that leave change rows, and stay when the index has heard of those.
        Numbers grow and are never used again.
        """

    def findable(self, *, after: str = "", until: str | None = None) -> Iterator[Findable]:
        """The pages that may be found with ids behind `after` and before `until`, by id, in bounded memory."""


class Ledger(Protocol):
    """Decisions and procurements with the pages and mementos that say them; what auditors list."""

    def decisions(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        unit: str | None = None,
        as_of: datetime | None = None,
        sources: tuple[str, ...] | None = None,
    ) -> Iterator[Listed[Decision]]:
        """Newest first; undated last, left out when a bound is asked for. `unit` without regard to case.

        Of the newest mementos, pages that are gone too; or of those in force at a moment, without the pages that were
        gone by then. With `sources` only of their pages.
        """

    def procurements(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        unit: str | None = None,
        as_of: datetime | None = None,
        sources: tuple[str, ...] | None = None,
    ) -> Iterator[Listed[Procurement]]:
        """As `decisions`."""

    def procurements_named(self, ids: Iterable[int]) -> tuple[Listed[Procurement], ...]:
        """Those of the first 500 of these ids (`Listed.id`) that are still there, in the order asked for."""

    def stamp(self) -> tuple[object, ...]:
        """Another one whenever the procurements listed, of now or of a moment, may be others."""


class Matters(Protocol):
    """Decisions with what their pages are about."""

    def decided(self, as_of: datetime | None = None, *, sources: tuple[str, ...] | None = None) -> Iterator[Decided]:
        """Every decision of the mementos in force (now, or at a moment, without the pages that were gone by then).

        Only of pages that may be found today, of some sources where they are named, in the order saved. Called by
        archive.decided.
        """


class Corrections(Protocol):
    """What people have said about readings: kept for ever, never edited."""

    def add(self, correction: Correction) -> Correction:
        """Keep it; gives it with its id. Called by archive.judging."""

    def undo(self, id: int, *, who: str, at: datetime) -> Correction:
        """Let it hold no longer. One that is undone already stays as it was. Raises NotFound."""

    def one(self, id: int) -> Correction:
        """Raises NotFound."""

    def holding(self, source: str) -> tuple[Correction, ...]:
        """Those of a source that have not been undone, oldest first. Called before a source's pages are read."""

    def all(self) -> Iterator[Correction]:
        """Every correction, undone ones too, newest first, in bounded memory; the log."""


class Handouts(Protocol):
    """What was handed out: kept for ever, never edited."""

    def add(self, handout: Handout) -> Handout:
        """Keep it; gives it with its id. Called by archive.handing before the file takes its name."""

    def one(self, id: int) -> Handout:
        """Raises NotFound."""

    def all(self) -> Iterator[Handout]:
        """Every act of handing out, newest first, in bounded memory; the log."""


class Tips(Protocol):
    """The pages that visitors miss."""

    def tell(self, url: str, note: str, *, at: datetime, most: int) -> bool:
        """Keep a tip, or count it to the one of that canonical URL; False when `most` wait. Called by /saknas."""

    def decide(self, id: int, state: TipState, *, who: str, at: datetime, reason: str = "") -> Tip:
        """Answer a tip. Raises NotFound. Called in the transaction of the act."""

    def one(self, id: int) -> Tip:
        """Raises NotFound."""

    def count(self, state: TipState) -> int:
        """How many stand so."""

    def listed(self, state: TipState, *, skip: int, limit: int) -> tuple[Tip, ...]:
        """Those that stand so, the most told first, then the newest."""


class Audit(Protocol):
    """What those who tend the archive did: kept for ever, changed by nobody."""

    def tell(self, entry: AuditEntry) -> AuditEntry:
        """Keep an act; gives it with its number and digest. Called in the transaction of what was done."""

    def all(
        self,
        *,
        before: int | None = None,
        who: str = "",
        deed: str = "",
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Iterator[AuditEntry]:
        """Acts numbered below `before`, newest first, in bounded memory.

        Only those by somebody whose name holds `who`, of this kind, from `start` to `end` inclusive, where asked for.
        """

    def deeds(self) -> tuple[str, ...]:
        """Every kind of act that the log holds."""

    def broken(self) -> int | None:
        """The number of the first act that is not as it was when it was kept, or follows a missing one; else None."""


class Removals(Protocol):
    """Decisions to remove, kept for ever, and what stands in the place of what was removed."""

    def add(self, removal: Removal) -> Removal:
        """Keep a request; gives it with its id. Called by archive.weeding."""

    def save(self, removal: Removal) -> None:
        """Put what became of a removal in its place."""

    def one(self, id: int) -> Removal:
        """Raises NotFound."""

    def keyed(self, key: str) -> Removal | None:
        """The removal of this key, or None; keys are the same in every copy of an archive."""

    def all(self, state: RemovalState | None = None) -> Iterator[Removal]:
        """Every removal, or those in a state, newest first, in bounded memory."""

    def held(self, page: str) -> Held:
        """What there is of a page. Raises NotFound, Removed."""

    def overdue(self, source: str, before: datetime, *, limit: int) -> tuple[int, tuple[str, ...]]:
        """How many pages of a source were last seen before a moment, and the ids of the first, longest ago first."""

    def leave(self, stones: Iterable[Tombstone]) -> None:
        """Let these stand in the place of what was removed elsewhere; those that stand already are passed over."""

    def carry_out(self, removal: Removal) -> None:
        """Take the versions, records and pages that a confirmed removal names out of the store, in one transaction.

        Facts go with their versions, the texts of corrections with their pages. The journal tells of it, the frontier
        asks for the addresses no more, tombstones stand in their place.
        """

    def tombstones(self, page: str) -> tuple[Tombstone, ...]:
        """What stands in the place of a page, then of its versions, oldest first; empty when nothing was removed."""

    def at_urls(self, urls: Iterable[str]) -> tuple[Tombstone, ...]:
        """What stands in the place of pages of these addresses, and of versions that stood there."""

    def forget_freed(self) -> None:
        """Leave nothing readable of deleted rows in the database's files. Raises Busy while others use them."""
