"""Whether the archive is well: what a machine that watches it, and a person who wonders, need to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.clocks import skew_of
from archive.model import RunState
from archive.parts import Archive
from archive.room import Room, room

RUNS = 50
"""So many of the newest runs are looked through."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """What the store and the index say. `waiting` are changes that the index has not heard of.

    `last_crawl` is when a crawl last came to its end; `crawling` are the sources whose crawl is under way.
    """

    pages: int
    waiting: int
    is_stale: bool
    generation: str
    last_crawl: datetime | None
    crawling: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Health:
    """How it stands; `held` is None when the database cannot be read."""

    held: Held | None
    room: Room
    skew: timedelta = timedelta()
    """By how much this machine's clock is ahead of the one that all workers go by."""

    @property
    def status(self) -> str:
        """In one word: ok, no-database, stale-index, low-disk (searching goes on, crawling waits)."""
        if self.held is None:
            return "no-database"
        if self.held.is_stale:
            return "stale-index"
        return "low-disk" if self.room.is_low else "ok"

    @property
    def serves(self) -> bool:
        """Whether visitors can read and search."""
        return self.held is not None and not self.held.is_stale


def health(archive: Archive) -> Health:
    """How the archive is now."""
    return Health(
        held=_held(archive) if archive.store.is_readable() else None,
        room=room(archive),
        skew=skew_of(archive.clock),
    )


def _held(archive: Archive) -> Held:
    runs = archive.store.runs.latest(limit=RUNS)
    ended = [run.ended for run in runs if run.ended and run.state is RunState.DONE]
    return Held(
        pages=sum(pages for _, pages, _ in archive.store.pages.counts()),
        waiting=archive.store.changes.count(),
        is_stale=archive.index.is_stale,
        generation=archive.index.generation,
        last_crawl=max(ended, default=None),
        crawling=tuple(sorted({run.source for run in runs if run.state is RunState.RUNNING})),
    )
