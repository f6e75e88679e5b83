"""The store seam: sources, frontier, captures, pages, changes, ledgers, logs, people, removals, runs, jobs.

`Store` owns one small object per concern. Everything a method writes is one transaction; when it returns, it is
durable. Calls inside `with store.transaction():` join that transaction. One contract suite runs over every
implementation (tests/contract/test_store.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from archive.model import (
    Kept,
    Memento,
    Page,
    Saved,
    Tally,
)
from archive.model.findings import Finding
from archive.store.listed import Audit, Changes, Corrections, Handouts, Journal, Ledger, Matters, Removals, Tips
from archive.store.personal import People
from archive.store.watched import History, Runs, Troubles
from archive.store.working import Jobs, Workers
from crawler.model import Host, Source, Step, Target

__all__ = [
    "Audit",
    "Captures",
    "Changes",
    "Corrections",
    "Frontier",
    "Handouts",
    "History",
    "Jobs",
    "Journal",
    "Ledger",
    "Matters",
    "Pages",
    "People",
    "Removals",
    "Runs",
    "Sources",
    "Store",
    "Tips",
    "Troubles",
    "Workers",
]


class Sources(Protocol):
    """The sites we crawl."""

    def save(self, source: Source) -> None:
        """Add a source or replace the one of that name. Called by the command line and the admin pages.

        When its `municipality` is another, all its pages get change rows in the same transaction: the index has it.
        """

    def all(self) -> tuple[Source, ...]:
        """Every source, by name."""

    def named(self, name: str) -> Source:
        """Raises UnknownSource."""

    def site_model(self, name: str) -> str | None:
        """The newest site model of a source as JSON text, or None. Called before extraction."""

    def save_site_model(self, name: str, model: str, *, at: datetime) -> None:
        """Keep a new version of the site model; older versions stay."""


class Frontier(Protocol):
    """One row per URL and source: what is to be asked, and what came of it."""

    def add(self, targets: Iterable[Target]) -> int:
        """Make targets known; those known already keep their state, removed addresses out. Gives how many were new.

        A known target takes over a later `lastmod`. One met in nofollow links only takes over how another link leads
        to it, and waits if it was refused.
        """

    def begin(self, source: str, *, now: datetime) -> None:
        """Open a round: every known URL waits again (a refusal is judged anew, it costs no request).

        Pages that have given no sign of change rest (`archive.store.revisits`): they count as unchanged, and wait as
        soon as their site lists a change. Pages of the current month come first.
        Within an open round, one of which something is due that nobody has tried yet: harmless.
        """

    def take(self, source: str, *, now: datetime, limit: int) -> tuple[Target, ...]:
        """Waiting targets that are due, robots, sitemaps and feeds first, then in the order they became known."""

    def record(self, steps: Sequence[Step], *, now: datetime) -> None:
        """Set the state of each step's target and add the targets found in it. Called by archive.ingest.

        The target asked for next is `crawler.again.again(step.target, step.visit)`: it carries the validators, digest
        and attempt to keep. A Failure with `retry_at` leaves it waiting until then. An unknown target is added; of
        several steps for one target the last one is its state.
        """

    def tally(self, source: str) -> Tally:
        """Counts of the open round; the invariant of Tally holds after every `record`."""

    def outcomes(self, source: str, state: str) -> tuple[tuple[str, str, str], ...]:
        """(url, rule or cause, detail) of the targets in a state ("refused", "failed"); for the lists admins act on."""

    def listed(self, source: str) -> Mapping[str, int]:
        """How many of the pages that sitemaps and feeds name stand in each state."""

    def links(self, source: str, url: str) -> tuple[Target, ...]:
        """The targets whose parent is this page, so that an unchanged page's links are still walked."""

    def host(self, name: str) -> Host:
        """What politeness remembers of a host name or an origin; a fresh Host when nothing is known."""

    def take_turn(
        self, name: str, *, who: str, delay: float, now: datetime, is_dead: Callable[[str], bool] = lambda _: False
    ) -> datetime:
        """Take a host's turn for `who` if it may be asked now; gives `now` then, else when it may be asked.

        One transaction: of several workers one gets it. It is held until `save_host` frees it, its worker `is_dead`,
        or `crawler.politeness.LONGEST_REQUEST` has passed.
        """

    def save_host(self, host: Host) -> None:
        """Remember it, over restarts and workers."""


class Captures(Protocol):
    """Where the vault keeps what. A row stands only after the vault's bytes are synced."""

    def save(self, kept: Iterable[Kept]) -> None:
        """Called by archive.ingest after vault.sync. Saving one again is harmless."""

    def of(self, id: str) -> Kept:
        """Raises NotFound."""

    def last_response(self, url: str) -> Kept | None:
        """The newest good response (2xx, not a revisit) with a body for this URL; what a revisit refers to."""

    def last_responses(self, urls: Iterable[str]) -> dict[str, Kept]:
        """`last_response` of many URLs in one reading; those that have none are left out."""

    def of_url(
        self, url: str, *, start: datetime | None = None, end: datetime | None = None, newest: bool = False
    ) -> Iterator[Kept]:
        """The captures of a canonical URL from `start` to `end` inclusive, oldest first or `newest` first.

        In bounded memory. Called by the CDX query and the list of versions.
        """

    def related(self, kept: Iterable[Kept]) -> Iterator[Kept]:
        """The captures that refer to one of these or have the same payload, themselves left out. For removals."""

    def all(self) -> Iterator[Kept]:
        """Every capture in the order kept, in bounded memory; for verify and reprocess."""


class Pages(Protocol):
    """Pages and their mementos with facts."""

    def save(self, memento: Memento, *, parent: str | None = None) -> Saved:
        """Add a memento, or move `seen_at` of the newest one when text and facts are the same.

        A change row appears if and only if text, facts or searchability of a memento changed, one was added, or the
        page comes back, in the same transaction; an older memento than those known finds its place among them. Raises
        ArchiveError when two addresses share an id. Where pages say the same (`alike`), one that still does gets a
        change row too when another leaves them, is gone, comes back, or turns out older: which of them to show may be
        another now.
        """

    def replace(self, memento: Memento) -> Saved:
        """Put a memento in the place of the one with its page and `at` (reprocess); same rule for change rows.

        `seen_at` never moves back. Raises NotFound when there is none to replace.
        """

    def seen(self, url: str, source: str, *, at: datetime) -> None:
        """The page was confirmed unchanged. Unknown URLs are harmless."""

    def missing(self, url: str, source: str, *, at: datetime, gone: bool) -> bool:
        """The page answered 404 (`gone` when to be believed at once, 410). True when it just became gone: a change.

        Three times is gone; the same answer told twice counts once, one older than the last sighting not at all.
        """

    def moved(self, url: str, to: str) -> None:
        """The page answered that it is now at another address, for good (301, 308).

        When the two are one page, as soon as there is a page there, its versions are that page's: the old id and the
        old URL then lead to it. Unknown URLs are harmless.
        """

    def page(self, id: str) -> Page:
        """Raises NotFound; Removed when a decision took it away."""

    def by_url(self, url: str) -> Page | None:
        """The page of this canonical URL, or None."""

    def by_urls(self, urls: Iterable[str]) -> dict[str, Page]:
        """`by_url` of many URLs, in their order; those that have no page are left out."""

    def memento(self, page: str, at: datetime | None = None) -> Memento:
        """The newest memento, or the one in force at a moment. Raises NotFound (also before the first), Removed."""

    def timemap(self, page: str) -> tuple[datetime, ...]:
        """When each memento of a page was captured, oldest first."""

    def readings(self, page: str) -> tuple[tuple[datetime, str | None], ...]:
        """When each memento of a page was captured and what it was read by, oldest first; for reprocess."""

    def alike(self, page: str) -> tuple[Page, ...]:
        """The other pages of its source whose newest memento says the same, title and text; by id.

        Only those that may be found, alive or gone, and only when the text is long enough (40 characters) to be no
        coincidence. None for an unknown page. Called by archive.changes and the page view.
        """

    def all(self, source: str | None = None, *, after: str = "") -> Iterator[Page]:
        """Every page behind the id `after`, by id, in bounded memory."""

    def counts(self) -> tuple[tuple[str, int, int], ...]:
        """(source, pages, mementos) for the front page and `status`."""


class Store(Protocol):
    """The facade: one object per concern."""

    @property
    def sources(self) -> Sources: ...
    @property
    def frontier(self) -> Frontier: ...
    @property
    def captures(self) -> Captures: ...
    @property
    def pages(self) -> Pages: ...
    @property
    def changes(self) -> Changes: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def matters(self) -> Matters: ...
    @property
    def corrections(self) -> Corrections: ...
    @property
    def handouts(self) -> Handouts: ...
    @property
    def audit(self) -> Audit: ...
    @property
    def tips(self) -> Tips: ...
    @property
    def people(self) -> People: ...
    @property
    def removals(self) -> Removals: ...
    @property
    def runs(self) -> Runs: ...
    @property
    def jobs(self) -> Jobs: ...
    @property
    def workers(self) -> Workers: ...
    @property
    def troubles(self) -> Troubles: ...
    @property
    def history(self) -> History: ...

    def transaction(self, *, alone: bool = True) -> AbstractContextManager[None]:
        """Calls inside it are one transaction.

        What was read in it still holds when it is written, unless somebody writes who is not `alone`: crawls, which
        only write what is theirs, work side by side.
        """

    def clock(self) -> Callable[[], datetime] | None:
        """What reads the database's clock, where it is another machine's; None where it is this one's."""

    def is_readable(self) -> bool:
        """Whether the database answers. Never raises what the database does."""

    def findings(self) -> tuple[Finding, ...]:
        """What does not agree with itself: rows that point nowhere, a journal that says otherwise. For `verify`."""

    def close(self) -> None:
        """Let go of connections. Harmless twice."""
