"""What runs for a while: a crawl, an import, the worker. Each may be killed anywhere and run again: it converges."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from archive import changes, derive, imports, schedule
from archive.errors import Busy, UnknownSource
from archive.imports import Brought, Refused
from archive.ingest import CrawlMemory, Ingest
from archive.model import Run, RunState, Saved, Tally
from archive.parts import Archive
from crawler.crawl import crawl as walk
from crawler.fetch import HttpFetcher
from crawler.model import Source, Target

Show = Callable[[int, int, str], None]
BATCH = 100
TICK = 30.0
"""Seconds between two looks at the schedules."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a crawl of one source came to."""

    run: Run
    seconds: float

    def summary(self) -> dict[str, object]:
        """The outer form of a crawl's summary."""
        tally = self.run.tally
        return {
            "source": self.run.source,
            "state": self.run.state.value,
            "fetched": tally.fetched,
            "new": tally.new,
            "changed": tally.changed,
            "unchanged": tally.unchanged,
            "gone": tally.gone,
            "failed": tally.failed,
            "excluded": tally.refused,
            "waiting": tally.waiting,
            "discovered": tally.discovered,
            "seconds": round(self.seconds, 2),
            "error": self.run.error,
        }

    def words(self) -> str:
        """The summary for a person at a terminal."""
        parts = [f"{value} {name}" for name, value in self.summary().items() if isinstance(value, int)]
        problem = f"\n  {self.run.error}" if self.run.error else ""
        return f"{self.run.source}: {', '.join(parts)} in {self.seconds:.1f} s{problem}"


@dataclass(frozen=True, kw_only=True)
class Imported:
    """What an import came to."""

    taken: int
    new: int
    changed: int
    unchanged: int


def worker_name() -> str:
    """Who holds a lease: this machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def due(archive: Archive, names: tuple[str, ...] = ()) -> tuple[Source, ...]:
    """The named sources, or those whose schedule says now. Raises UnknownSource."""
    if names:
        return tuple(archive.store.sources.named(name) for name in names)
    sources = archive.store.sources.all()
    last = {source.name: run.started for source in sources for run in archive.store.runs.latest(source.name, limit=1)}
    return schedule.due(sources, last, now=archive.clock())


def quiet(_done: int, _total: int, _words: str) -> None:
    """Show nothing."""


def catch_up(archive: Archive) -> int:
    """Bring the index up to the store: apply what has changed, or rebuild an index that is out of date."""
    if archive.index.is_stale:
        return changes.rebuild(archive.store, archive.index)
    return changes.apply(archive.store, archive.index)


def bring(archive: Archive, paths: tuple[Path, ...], *, how: Brought, refused: Refused, show: Show = quiet) -> Imported:
    """Import files and folders into a source, made when it is not there. Raises ImportRefused."""
    source, ingest, taken = _imported_source(archive, how.source), None, 0
    ingest = Ingest(archive, source)
    found = imports.files(paths)
    visits = (visit for path, name in found for visit in imports.captures(path, name, how, refused))
    while batch := tuple(islice(visits, BATCH)):
        ingest.keep(batch)
        taken += len(batch)
        show(taken, 0, "importing")
    _finish(archive, source)
    counts = ingest.counts
    return Imported(
        taken=taken, new=counts[Saved.NEW], changed=counts[Saved.CHANGED], unchanged=counts[Saved.UNCHANGED]
    )


def _imported_source(archive: Archive, name: str) -> Source:
    try:
        return archive.store.sources.named(name)
    except UnknownSource:
        source = Source(name=name, seeds=(), enabled=False)
        archive.store.sources.save(source)
        return source


def _finish(archive: Archive, source: Source) -> None:
    if derive.learn(archive, source):
        derive.reprocess(archive, source)
    catch_up(archive)


def crawl(archive: Archive, source: Source, *, limit: int | None = None, show: Show = quiet) -> Report:
    """Crawl a source, read what came, bring the index up to it. Raises Busy while another worker has the source.

    What goes wrong in between closes the run as failed, with what was kept until then.
    """
    began = archive.clock()
    run = archive.store.runs.start(source.name, worker=worker_name(), now=began)
    state, error = RunState.FAILED, None
    try:
        frontier = archive.store.frontier
        frontier.add(Target(url=seed, source=source.name) for seed in source.seeds)
        frontier.begin(source.name, now=began)
        state = _walk(archive, source, run, limit=limit, show=show)
        _finish(archive, source)
    except (ArchiveError, CrawlError, SearchIndexError, OSError) as problem:
        state, error = RunState.FAILED, str(problem)
    tally = archive.store.frontier.tally(source.name)
    ended = archive.clock()
    archive.store.runs.end(run, state, tally, now=ended, error=error)
    closed = replace(run, state=state, tally=tally, ended=ended, error=error)
    return Report(run=closed, seconds=(ended - began).total_seconds())
