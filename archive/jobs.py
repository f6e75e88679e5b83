"""What runs for a while: a crawl, an import. Each may be killed anywhere and run again: it converges."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from archive import __version__, alerts, changes, derive, imports, schedule, watching
from archive.errors import ArchiveError, StoreAway, UnknownSource, VaultAway
from archive.imports import Brought, Refused
from archive.ingest import Ingest
from archive.logs import told
from archive.model import Alert, AlertKind, Job, Run, RunState, Saved, Tally
from archive.parts import Archive
from archive.patience import patiently
from archive.pulse import pulse
from archive.remembering import CrawlMemory, is_dead, worker_name
from archive.reports import Imported, Report, why_nothing
from archive.room import demand_room, room
from archive.sources import check_name
from archive.steering import Ear
from crawler.crawl import crawl as walk
from crawler.errors import CrawlError
from crawler.fetch import HttpFetcher, Limits, identity
from crawler.model import Source
from crawler.render import Bounds, Chromium
from crawler.seams import Counts, Manner
from crawler.site_model import SiteModel
from index.errors import SearchIndexError

_log = logging.getLogger(__name__)
Show = Callable[[int, int, str], None]
Stop = Callable[[], bool]


def due(archive: Archive, names: tuple[str, ...] = ()) -> tuple[Source, ...]:
    """The named sources, or those whose schedule says now and that are not paused. Raises UnknownSource.

    A source whose run has no end counts as due: if its worker lives, the source is busy; if not, the run goes on.
    """
    if names:
        return tuple(archive.store.sources.named(name) for name in names)
    paused = archive.store.jobs.paused()
    sources = tuple(each for each in archive.store.sources.all() if each.name not in paused)
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
    """Import files and folders into a source, made when it is not there. Raises ImportRefused, ConfigError."""
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
        check_name(name)
        source = Source(name=name, seeds=(), enabled=False)
        archive.store.sources.save(source)
        return source


def _finish(archive: Archive, ingest: Ingest, learnt: SiteModel | None) -> None:
    """Learn from what came, read again what is to be read otherwise, bring the index up to it."""
    source = ingest.source
    is_due = derive.is_worth_learning(learnt, ingest.fresh) or derive.is_outgrown(learnt, ingest.shares)
    try:
        if is_due and derive.learn(archive, source):
            derive.reprocess(archive, source, only=derive.LEARNT)
    except VaultAway as error:
        # What came is kept and can be found; a later round learns from it.
        _log.warning("%s is read as before, for its captures cannot be asked: %s", source.name, error)
    catch_up(archive)


def crawl(
    archive: Archive,
    source: Source,
    *,
    limit: int | None = None,
    show: Show = quiet,
    job: Job | None = None,
    stop: Stop | None = None,
) -> Report:
    """Crawl a source, read what came, bring the index up to it. Raises Busy while another worker has the source.

    Raises DiskFull, with nothing begun, while the disk has less room than is to be left alone, StoreAway.

    It ends after the request at hand when `stop`, a signal (without `stop`), a person (archive.steering) or the disk
    says so. What goes wrong in between closes the run as failed, with what was kept until then. `job` is what it is
    done for.
    """
    demand_room(archive)
    ear = Ear(archive, source.name, job)
    run = archive.store.runs.start(source.name, worker=worker_name(), now=archive.clock(), is_dead=is_dead)
    watching.record_start(archive, run)
    ingest = Ingest(archive, source)
    heartbeat = partial(_beat, archive, run, job)
    try:
        with pulse(heartbeat) as is_lost, _stopping(stop) as is_stopped:
            if job is not None:
                archive.store.jobs.attach(job, run.id)
            reasons = (is_stopped, is_lost, ear.is_told, lambda: room(archive).is_low)
            manner = Manner(limit=limit, progress=_beater(archive, run, show), stop=lambda: any(r() for r in reasons))
            state, error = _crawl(archive, ingest, manner)
    except StoreAway as problem:
        _leave(archive, run, problem, ingest)
        raise
    except (ArchiveError, CrawlError, SearchIndexError, OSError) as problem:
        state, error = RunState.FAILED, str(problem)
    except Exception as problem:
        # What nobody foresaw goes on to who asked; the run is over all the same.
        _close(archive, run, RunState.FAILED, f"{type(problem).__name__}: {problem}", ingest)
        raise
    return _close(archive, run, state, error, ingest)


def _leave(archive: Archive, run: Run, problem: StoreAway, ingest: Ingest) -> None:
    """Close a run whose database stays away, if that can be said; who asked for it may go on where it was."""
    with suppress(StoreAway):
        _close(archive, run, RunState.FAILED, str(problem), ingest)


def _crawl(archive: Archive, ingest: Ingest, manner: Manner) -> tuple[RunState, str | None]:
    """The round itself: how it ended, and why when in vain."""
    learnt = ingest.reader.site
    archive.store.frontier.begin(ingest.source.name, now=archive.clock())
    counts = asyncio.run(_walk(archive, ingest, manner))
    _finish(archive, ingest, learnt)
    error = _error(archive, ingest, counts)
    return RunState.STOPPED if counts.left else RunState.FAILED if error else RunState.DONE, error


def _error(archive: Archive, ingest: Ingest, counts: Counts) -> str | None:
    """Why a crawl ended before its time for want of room, or gave nothing at all."""
    if counts.left:
        found = room(archive)
        return found.words() if found.is_low else None
    return None if ingest.stood else why_nothing(archive.store.frontier, ingest.source)


async def _walk(archive: Archive, ingest: Ingest, manner: Manner) -> Counts:
    agent = identity(__version__, archive.config.contact)
    most, source = archive.config.max_bytes, ingest.source
    renderer = Chromium(agent=agent, bounds=Bounds(body=most)) if source.render else None
    memory, clock = CrawlMemory(ingest), archive.clock
    fetcher = HttpFetcher(agent=agent, limits=Limits(body=most), clock=clock)
    try:
        return await walk(source, memory=memory, fetcher=fetcher, clock=clock, manner=manner, renderer=renderer)
    finally:
        if renderer:
            await renderer.close()
        await fetcher.close()


def _beater(archive: Archive, run: Run, show: Show) -> Callable[[Counts], None]:
    def beat(counts: Counts) -> None:
        tally = patiently(lambda: _live(archive, run))
        show(counts.steps, tally.discovered, f"{run.source}: {tally.failed} failed, {tally.waiting} waiting")

    return beat


def _beat(archive: Archive, run: Run, job: Job | None) -> None:
    """A sign of life of the run, and of its job and worker when it is done for one. Raises Busy when it was lost."""
    if job is not None:
        archive.store.jobs.renew(job, now=archive.clock())
        archive.store.workers.beat(worker_name(), now=archive.clock(), busy_with=run.source)
    _live(archive, run)


def _live(archive: Archive, run: Run) -> Tally:
    tally = archive.store.frontier.tally(run.source)
    archive.store.runs.beat(run, tally, now=archive.clock())
    return tally


def _close(archive: Archive, run: Run, state: RunState, error: str | None, ingest: Ingest) -> Report:
    counts, ended = ingest.counts, archive.clock()
    tally = replace(
        archive.store.frontier.tally(run.source), new=counts[Saved.NEW], changed=counts[Saved.CHANGED], gone=ingest.gone
    )
    found = (*_alerts(archive, run, state, tally), *_rebuilt(ingest))
    archive.store.runs.end(run, state, tally, now=ended, error=error, alerts=found)
    _log.info("crawl ended", extra=told(source=run.source, run=run.id, state=state.value, **_counts(tally)))
    if error:
        _log.warning("crawl of %s: %s", run.source, error)
    closed = replace(run, state=state, tally=tally, ended=ended, error=error, alerts=found)
    watching.record_end(archive, closed)
    return Report(run=closed, seconds=(ended - run.started).total_seconds())


def _counts(tally: Tally) -> dict[str, object]:
    """What a log says of a tally."""
    return {name: getattr(tally, name) for name in ("fetched", "unchanged", "refused", "failed", "waiting", "gone")}


def _alerts(archive: Archive, run: Run, state: RunState, tally: Tally) -> tuple[Alert, ...]:
    """What to look at after a run, against the last one that came to its end; one that was stopped shrank nothing."""
    outcomes = archive.store.frontier.outcomes
    ended = (each.tally for each in archive.store.runs.latest(run.source) if each.state is RunState.DONE)
    refused, failed = (outcomes(run.source, state) for state in ("refused", "failed"))
    before = None if state is RunState.STOPPED else next(ended, None)
    return alerts.find(tally, failed=failed, refused=refused, before=before)


def _rebuilt(ingest: Ingest) -> tuple[Alert, ...]:
    """Whether the pages that came no longer look like the site model they were read by."""
    known = ingest.reader.site if ingest.shares else None
    if not derive.is_outgrown(known, ingest.shares):
        return ()
    return (Alert(kind=AlertKind.REBUILT, count=len(ingest.shares)),)


@contextmanager
def _stopping(stop: Stop | None) -> Iterator[Stop]:
    """What says that work is to end: the caller's own, else signals."""
    if stop is not None:
        yield stop
        return
    with stop_flag() as is_stopped:
        yield is_stopped


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
