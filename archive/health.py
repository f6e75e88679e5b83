"""Whether the archive is well: what a machine that watches it, and a person who wonders, need to know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from archive.clocks import skew_of
from archive.model import RunState
from archive.parts import Archive
from archive.room import Room, room
from index.errors import SearchIndexError
from index.model import Clustered

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
class Away:
    """Why index and captures do not answer, for the archive's keeper: it may name places. "" when they do."""

    index: str = ""
    captures: str = ""


@dataclass(frozen=True, kw_only=True)
class Health:
    """How it stands; `held` is None when the database cannot be read."""

    held: Held | None
    room: Room
    away: Away = Away()
    cluster: str = ""
    """green, yellow or red where the index is in a cluster that answers; else ""."""
    skew: timedelta = timedelta()
    """By how much this machine's clock is ahead of the one that all workers go by."""

    @property
    def status(self) -> str:
        """In one word: ok, no-database, no-index, stale-index; no-captures, low-disk (searching goes on)."""
        if self.held is None:
            return "no-database"
        if self.away.index:
            return "no-index"
        if self.held.is_stale:
            return "stale-index"
        if self.away.captures:
            return "no-captures"
        return "low-disk" if self.room.is_low else "ok"

    @property
    def serves(self) -> bool:
        """Whether visitors can read and search."""
        return self.held is not None and not self.held.is_stale and not self.away.index


def health(archive: Archive) -> Health:
    """How the archive is now."""
    stale, generation, silent = _index(archive)
    return Health(
        held=_held(archive, stale, generation) if archive.store.is_readable() else None,
        away=Away(index=silent, captures=_captures(archive)),
        room=room(archive),
        cluster=_condition(archive) if not silent else "",
        skew=skew_of(archive.clock),
    )


def _index(archive: Archive) -> tuple[bool, str, str]:
    """Whether it is stale, its generation, and why it does not answer."""
    try:
        return archive.index.is_stale, archive.index.generation, ""
    except SearchIndexError as error:
        return False, "", str(error) or type(error).__name__


def _condition(archive: Archive) -> str:
    if not isinstance(archive.index, Clustered):
        return ""
    try:
        return archive.index.condition()
    except SearchIndexError:
        return ""


def _captures(archive: Archive) -> str:
    """Why captures cannot be read; a vault in the home stands on the same disk as the rest."""
    if not archive.config.vault:
        return ""
    from archive.vault.reaching import silence

    return silence(archive.config.vault, archive.config.vault_endpoint)


def _held(archive: Archive, stale: bool, generation: str) -> Held:  # noqa: FBT001 - two values of one reading
    runs = archive.store.runs.latest(limit=RUNS)
    ended = [run.ended for run in runs if run.ended and run.state is RunState.DONE]
    return Held(
        pages=sum(pages for _, pages, _ in archive.store.pages.counts()),
        waiting=archive.store.changes.count(),
        is_stale=stale,
        generation=generation,
        last_crawl=max(ended, default=None),
        crawling=tuple(sorted({run.source for run in runs if run.state is RunState.RUNNING})),
    )
