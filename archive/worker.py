"""The worker: makes a job of every moment a schedule asks for, and does the jobs, one at a time.

Any number of processes may do so on one archive. Each looks at the schedules for itself; what keeps them apart are the
leases of archive.store.jobs. Killed anywhere, its job is taken over by another, or by itself when it comes back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime, timedelta

from archive import changes, jobs, schedule, weeding
from archive.clocks import complaint
from archive.errors import ArchiveError, Busy, ConfigError, DiskFull, StoreAway, UnknownSource
from archive.jobs import Stop, stop_flag
from archive.model import Job, JobState, RemovalState, RunState
from archive.model.troubles import EventKind, Live, RunEvent
from archive.parts import Archive
from archive.pulse import BEAT
from archive.remembering import is_dead, worker_name
from archive.reports import Report
from archive.store.runs import LEASE
from crawler.model import Source
from index.errors import SearchIndexError

Say = Callable[[Report], None]
Crawl = Callable[..., Report]
"""As `archive.jobs.crawl`, called with an archive, a source, `job` and `stop`."""
TICK = 1.0
"""Seconds between two looks for a job."""
LOOK = 15.0
"""Seconds between two looks at the schedules."""
WEED = 300.0
"""Seconds between two tries to finish a removal."""
WRITE = 60.0
"""Seconds between two looks for changes that a crawl left unwritten, its index being away."""
SHARE = timedelta(minutes=10)
"""So long a crawl may go on while others wait; then it is put aside and goes on when each of them has had its turn."""
ASK = timedelta(seconds=15)
"""How often a crawl that has had its share looks whether others wait."""
BUSY = timedelta(seconds=15)
"""How long a job waits whose source another process crawls, or for which the disk has no room."""
LEAVE = 60.0
"""Seconds that a worker in the background gets to end; what it leaves then is taken over like a dead one's."""
_log = logging.getLogger(__name__)


def work(
    archive: Archive,
    *,
    once: bool = False,
    say: Say,
    stop: Stop | None = None,
    crawl: Crawl = jobs.crawl,
    share: timedelta = SHARE,
) -> None:
    """Do what is due, again and again until `stop` says so, or a signal without it; `once` ends when nothing is left.

    A crawl that has had its `share` of time makes room for those that wait. A source without a schedule is only crawled
    when a person asks for it.
    """
    if wrong := complaint(archive.clock):
        _log.warning("The worker begins, but %s", wrong)
    with nullcontext(stop) if stop else stop_flag() as is_stopped:
        _Shift(archive, say, is_stopped, crawl, share).work(once=once)


@contextmanager
def in_background(archive: Archive) -> Iterator[None]:
    """A worker in a thread of this process, for as long as the block lasts; what crawls came to is in the log."""
    over = threading.Event()
    how = {"say": lambda _: None, "stop": over.is_set}
    thread = threading.Thread(target=work, args=(archive,), kwargs=how, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(LEAVE)


def plan(archive: Archive) -> tuple[Job, ...]:
    """Make a job of every moment that has come; gives the new ones. Moments that were missed count once."""
    now = archive.clock()
    sources = [each for each in archive.store.sources.all() if each.schedule and each.enabled]
    running = frozenset(live.run.id for live in archive.store.history.running() if not _is_dead(live, now))
    moments = ((each.name, _moment(each, _last(archive, each.name, running), now)) for each in sources)
    planned = (archive.store.jobs.plan(name, due=due) for name, due in moments if due is not None)
    return tuple(job for job in planned if job is not None)


def _moment(source: Source, last: datetime | None, now: datetime) -> datetime | None:
    """When a source is due; a schedule that cannot be read holds nobody else up."""
    try:
        return schedule.moment_due(source, last=last, now=now)
    except ConfigError as error:
        _log.warning("%s is not crawled: %s", source.name, error)
        return None


def _last(archive: Archive, name: str, running: frozenset[int]) -> datetime | None:
    """Up to which moment a source has had what its schedule asks: by its jobs, or by a crawl begun by hand.

    `running` are the runs whose worker lives.
    """
    begun = [
        run.started
        for run in archive.store.runs.latest(name, limit=1)
        if run.state is not RunState.RUNNING or run.id in running
    ]
    covered = archive.store.jobs.covered(name)
    return max([*begun, covered] if covered else begun, default=None)


def _is_dead(live: Live, now: datetime) -> bool:
    return now - live.heard > LEASE or is_dead(live.worker)


class Turn:
    """A job's turn: over when it has had its share of time and others wait. With nobody waiting it lasts."""

    def __init__(self, archive: Archive, is_stopped: Stop, share: timedelta) -> None:
        self._archive, self._is_stopped = archive, is_stopped
        self._ask_at = archive.clock() + share
        self.makes_room = False
        """Whether it is over because others wait."""

    def is_over(self) -> bool:
        """Whether to let go; asked before every request."""
        now = self._archive.clock()
        if not self.makes_room and now >= self._ask_at:
            self._ask_at = now + ASK
            self.makes_room = self._is_wanted(now)
        return self.makes_room or self._is_stopped()

    def _is_wanted(self, now: datetime) -> bool:
        """Whether others wait. While every worker is busy nobody else looks at the schedules."""
        try:
            plan(self._archive)
            return self._archive.store.jobs.is_wanted(now=now)
        except ArchiveError as error:
            _log.warning("Whether others wait is not known: %s", error)
            return False


class _Shift:
    """A worker's time at work."""

    def __init__(self, archive: Archive, say: Say, is_stopped: Stop, crawl: Crawl, share: timedelta) -> None:
        self._archive = archive
        self._say = say
        self._is_stopped = is_stopped
        self._how = crawl
        self._left: Job | None = None
        self._share = share
        self._planned = self._heard = self._weeded = self._written = float("-inf")

    def work(self, *, once: bool) -> None:
        """Until it is over; then say good-bye."""
        try:
            while not self._is_stopped():
                if not self._turn(patient=not once):
                    if once:
                        return
                    self._rest()
        finally:
            self._archive.store.workers.leave(worker_name(), now=self._archive.clock())

    def _turn(self, *, patient: bool) -> bool:
        """One look and at most one job; False when there was none. A `patient` worker outlives a store in trouble."""
        try:
            self._let_go()
            self._look()
            job = self._archive.store.jobs.claim(worker=worker_name(), now=self._archive.clock(), is_dead=is_dead)
            if job is not None:
                self._do(job)
        except ArchiveError as error:
            if not patient:
                raise
            _log.warning("The worker goes on after trouble: %s", error)
            return False
        return job is not None

    def _look(self) -> None:
        now = time.monotonic()
        if now - self._heard >= BEAT:
            self._archive.store.workers.beat(worker_name(), now=self._archive.clock())
            self._heard = now
        if now - self._planned >= LOOK:
            plan(self._archive)
            self._planned = now
        if now - self._weeded >= WEED:
            self._weeded = now
            self._weed()
        if now - self._written >= WRITE:
            self._written = now
            self._write()

    def _write(self) -> None:
        """Bring an index that was away, or blocked, up to what came meanwhile; the next crawl may be a night off."""
        try:
            if not self._archive.index.is_stale:
                changes.apply(self._archive.store, self._archive.index)
        except SearchIndexError as error:
            _log.warning("What waits for the index goes on waiting: %s", error)

    def _weed(self) -> None:
        """Let go of the file at hand, and go on with removals that waited for files to be free."""
        if any(True for _ in self._archive.store.removals.all(RemovalState.CONFIRMED)):
            self._archive.vault.close()
            weeding.resume(self._archive)

    def _do(self, job: Job) -> None:
        store, now = self._archive.store, self._archive.clock
        try:
            report = self._crawl(job)
        except (Busy, DiskFull, StoreAway) as error:
            _log.warning("Job %s of %s waits: %s", job.id, job.source, error)
            self._left = job
            self._let_go()
        except UnknownSource as error:
            store.jobs.end(job, JobState.FAILED, now=now(), error=str(error))
        except Exception as error:  # noqa: BLE001 - what nobody foresaw must not take the worker along
            _log.exception("Job %s of %s broke", job.id, job.source)
            store.jobs.end(job, JobState.FAILED, now=now(), error=f"{type(error).__name__}: {error}")
        else:
            self._settle(job, report)
        finally:
            # Where hosts share a vault, the others read what this one fetched from now on.
            self._archive.vault.settle()

    def _let_go(self) -> None:
        """Put aside what could not be gone on with; tried again while the store is away."""
        if self._left is not None:
            self._archive.store.jobs.put_aside(self._left, not_before=self._archive.clock() + BUSY)
            self._left = None

    def _crawl(self, job: Job) -> Report | None:
        """None when the source was turned off after its schedule had asked."""
        source = self._archive.store.sources.named(job.source)
        if not source.enabled and job.asked_by is None:
            return None
        self._archive.store.workers.beat(worker_name(), now=self._archive.clock(), busy_with=source.name)
        turn = Turn(self._archive, self._is_stopped, self._share)
        report = self._how(self._archive, source, job=job, stop=turn.is_over)
        if turn.makes_room and report.run.state is RunState.STOPPED:
            said = RunEvent(run=report.run.id, at=self._archive.clock(), kind=EventKind.MADE_ROOM)
            self._archive.store.history.note([said])
        return report

    def _settle(self, job: Job, report: Report | None) -> None:
        """Close the job as its run ended; what a pause, others that wait or the worker's own end left is put aside."""
        store, now = self._archive.store.jobs, self._archive.clock()
        self._heard = float("-inf")
        if report is None:
            store.end(job, JobState.STOPPED, now=now, error=f"{job.source} is turned off")
            return
        self._say(report)
        if report.run.state is not RunState.STOPPED:
            store.end(job, JobState(report.run.state.value), now=now, error=report.run.error)
        elif store.signs(job.source).stops > job.stops:
            store.end(job, JobState.STOPPED, now=now)
        else:
            store.put_aside(job, not_before=now)

    def _rest(self) -> None:
        end = time.monotonic() + TICK
        while time.monotonic() < end and not self._is_stopped():
            time.sleep(0.1)
