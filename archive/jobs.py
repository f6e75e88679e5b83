"""What runs for a while: a crawl, an import, the worker. Each may be killed anywhere and run again: it converges."""

from __future__ import annotations

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from archive import __version__, alerts, changes, derive, imports, schedule
from archive.errors import ArchiveError, Busy, UnknownSource
from archive.imports import Brought, Refused
from archive.ingest import Ingest
from archive.model import Alert, Run, RunState, Saved, Tally
from archive.parts import Archive
from archive.remembering import CrawlMemory, is_dead, worker_name
from archive.reports import Imported, Report, why_nothing
from crawler.crawl import crawl as walk
from crawler.errors import CrawlError
from crawler.fetch import HttpFetcher, Limits, identity
from crawler.model import Source
from crawler.render import Bounds, Chromium
from crawler.seams import Counts, Manner
from crawler.site_model import SiteModel
from index.errors import SearchIndexError

Show = Callable[[int, int, str], None]
TICK = 30.0
"""Seconds between two looks at the schedules."""


def due(archive: Archive, names: tuple[str, ...] = ()) -> tuple[Source, ...]:
    """The named sources, or those whose schedule says now. Raises UnknownSource.

    A source whose run has no end counts as due: if its worker lives, the source is busy; if not, the run goes on.
    """
    if names:
        return tuple(archive.store.sources.named(name) for name in names)
    sources = archive.store.sources.all()
    newest = (run for source in sources for run in archive.store.runs.latest(source.name, limit=1))
    last = {run.source: run.started for run in newest if run.state is not RunState.RUNNING}
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
    found = imports.files(paths)
    source, taken = _imported_source(archive, how.source), 0
    ingest = Ingest(archive, source)
    learnt = ingest.reader.site
    visits = (visit for path, name in found for visit in imports.captures(path, name, how, refused))
    for group in imports.groups(visits):
        ingest.keep(group)
        taken += len(group)
        show(taken, 0, "importing")
    _finish(archive, ingest, learnt)
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


def _finish(archive: Archive, ingest: Ingest, learnt: SiteModel | None) -> None:
    """Learn from what came, read again what is to be read otherwise, bring the index up to it."""
    source = ingest.source
    is_due = derive.is_worth_learning(learnt, ingest.fresh) or derive.is_outgrown(learnt, ingest.shares)
    if is_due and derive.learn(archive, source):
        derive.reprocess(archive, source, only=derive.LEARNT)
    catch_up(archive)


def crawl(archive: Archive, source: Source, *, limit: int | None = None, show: Show = quiet) -> Report:
    """Crawl a source, read what came, bring the index up to it. Raises Busy while another worker has the source.

    What goes wrong in between closes the run as failed, with what was kept until then.
    """
    began = archive.clock()
    run = archive.store.runs.start(source.name, worker=worker_name(), now=began, is_dead=is_dead)
    ingest = Ingest(archive, source)
    try:
        learnt = ingest.reader.site
        archive.store.frontier.begin(source.name, now=began)
        with stop_flag() as is_stopped:
            manner = Manner(limit=limit, progress=_beater(archive, run, show), stop=is_stopped)
            counts = asyncio.run(_walk(archive, ingest, manner))
        _finish(archive, ingest, learnt)
        error = None if ingest.stood or counts.left else why_nothing(archive.store.frontier, source)
        state = RunState.FAILED if error else RunState.STOPPED if counts.left else RunState.DONE
    except (ArchiveError, CrawlError, SearchIndexError, OSError) as problem:
        state, error = RunState.FAILED, str(problem)
    return _close(archive, run, state, error, ingest)


async def _walk(archive: Archive, ingest: Ingest, manner: Manner) -> Counts:
    agent = identity(__version__, archive.config.contact)
    most, source = archive.config.max_bytes, ingest.source
    renderer = Chromium(agent=agent, bounds=Bounds(body=most)) if source.render else None
    fetcher = HttpFetcher(agent=agent, limits=Limits(body=most))
    memory, clock = CrawlMemory(ingest), archive.clock
    try:
        return await walk(source, memory=memory, fetcher=fetcher, clock=clock, manner=manner, renderer=renderer)
    finally:
        if renderer:
            await renderer.close()
        await fetcher.close()


def _beater(archive: Archive, run: Run, show: Show) -> Callable[[Counts], None]:
    def beat(counts: Counts) -> None:
        tally = archive.store.frontier.tally(run.source)
        archive.store.runs.beat(run, tally, now=archive.clock())
        show(counts.steps, tally.discovered, f"{run.source}: {tally.failed} failed, {tally.waiting} waiting")

    return beat


def _close(archive: Archive, run: Run, state: RunState, error: str | None, ingest: Ingest) -> Report:
    counts, ended = ingest.counts, archive.clock()
    tally = replace(
        archive.store.frontier.tally(run.source), new=counts[Saved.NEW], changed=counts[Saved.CHANGED], gone=ingest.gone
    )
    found = _alerts(archive, run, tally)
    archive.store.runs.end(run, state, tally, now=ended, error=error, alerts=found)
    closed = replace(run, state=state, tally=tally, ended=ended, error=error, alerts=found)
    return Report(run=closed, seconds=(ended - run.started).total_seconds())


def _alerts(archive: Archive, run: Run, tally: Tally) -> tuple[Alert, ...]:
    """What to look at after a run, against the last one that came to its end."""
    outcomes = archive.store.frontier.outcomes
    ended = (each.tally for each in archive.store.runs.latest(run.source) if each.state is RunState.DONE)
    refused, failed = (outcomes(run.source, state) for state in ("refused", "failed"))
    return alerts.find(tally, failed=failed, refused=refused, before=next(ended, None))


@contextmanager
def stop_flag() -> Iterator[Callable[[], bool]]:
    """True once SIGINT or SIGTERM has come: work ends after the batch at hand. A second signal ends it at once."""
    flag = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield flag.is_set
        return

    def raised(number: int, _frame: object) -> None:
        flag.set()
        signal.signal(number, before[signal.Signals(number)])

    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    for each in before:
        signal.signal(each, raised)
    try:
        yield flag.is_set
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def work(archive: Archive, *, once: bool = False, say: Callable[[Report], None]) -> None:
    """Crawl what is due, again and again until a signal comes; `once` ends after what is due now.

    A source without a schedule is only crawled when it is named, never by the worker.
    """
    with stop_flag() as is_stopped:
        while not is_stopped():
            for source in due(archive):
                if source.schedule and not is_stopped():
                    _try(archive, source, say)
            if once:
                return
            _rest(is_stopped)


def _try(archive: Archive, source: Source, say: Callable[[Report], None]) -> None:
    """Crawl one source; one that another worker has is left to it."""
    try:
        say(crawl(archive, source))
    except Busy:
        return


def _rest(is_stopped: Callable[[], bool]) -> None:
    end = time.monotonic() + TICK
    while time.monotonic() < end and not is_stopped():
        time.sleep(0.2)
