"""Jobs as rows. The database itself allows one that waits and one that is begun a source; a lease is a moment in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Update, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from archive.errors import Busy, NotFound
from archive.model import Job, JobState, RunState, Signs
from archive.store.dialect import upsert
from archive.store.engine import Database
from archive.store.job_tables import jobs, steering
from archive.store.tables import runs

LEASE = timedelta(seconds=60)
"""A worker that has not renewed for longer is taken for dead."""
DEATHS = 3
"""A job that more workers died of waits before it is tried again, twice as long each time."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(hours=1)
_BEGUN = (JobState.LEASED.value, JobState.ASIDE.value)
_OPEN = (JobState.WAITING.value, *_BEGUN)
_NAMES = tuple(each.name for each in fields(Job))
_SIGNS = select(steering).where(steering.c.source == bindparam("source"))
_FREE = {"leased_by": None, "lease_until": None}


class SqlJobs:
    """The leased job table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def plan(self, source: str, *, due: datetime) -> Job | None:
        """A job for a moment of the schedule; None when one waits already or another answers for that moment."""
        try:
            with self._database.writing() as connection, connection.begin_nested():
                _hold(connection, source)
                same = (jobs.c.state == JobState.WAITING.value) | (jobs.c.covers >= due)
                if connection.scalar(select(jobs.c.id).where(jobs.c.source == source, same).limit(1)):
                    return None
                return _add(connection, source, due, None)
        except IntegrityError:
            return None

    def order(self, source: str, *, who: str, now: datetime) -> Job:
        """A job now because a person asked; the one that waits or is begun when there is one. Lifts a pause."""
        with self._database.writing() as connection:
            _lift(connection, source)
            _hold(connection, source)
            known = select(jobs).where(jobs.c.source == source, jobs.c.state.in_(_OPEN) | (jobs.c.due == now))
            row = connection.execute(known.order_by(jobs.c.id).limit(1)).first()
            if row is not None:
                return _job(row)
            try:
                with connection.begin_nested():
                    return _add(connection, source, now, who)
            except IntegrityError:
                # Another was planned between our look and our row.
                return _job(connection.execute(known.order_by(jobs.c.id).limit(1)).one())

    def covered(self, source: str) -> datetime | None:
        """Up to which moment, inclusive, a source's jobs answer for what its schedule asked."""
        # The job that is due last answers for most: none is planned for a moment that another answers for.
        newest = select(jobs.c.covers).where(jobs.c.source == source).order_by(jobs.c.due.desc()).limit(1)
        with self._database.reading() as connection:
            return connection.scalar(newest)

    def claim(self, *, worker: str, now: datetime, is_dead: Callable[[str], bool] = lambda _: False) -> Job | None:
        """Lease the job that waits for longest, in one transaction; None when there is none for now."""
        if not self.open():
            return None
        with self._database.writing() as connection:
            _bury(connection, now, is_dead)
            row = connection.execute(_ready(now).with_for_update(of=jobs, skip_locked=True)).first()
            return None if row is None else _lease(connection, row, worker, now)

    def is_wanted(self, *, now: datetime) -> bool:
        """Whether a job waits that could be claimed now."""
        with self._database.reading() as connection:
            return connection.execute(_ready(now)).first() is not None

    def renew(self, job: Job, *, now: datetime) -> None:
        """Still at it. Raises Busy when the lease was lost."""
        self._held(job, {"lease_until": now + LEASE})

    def attach(self, job: Job, run: int) -> None:
        """Say which run does this job. Raises Busy when the lease was lost."""
        self._held(job, {"run": run})

    def _held(self, job: Job, values: dict[str, Any]) -> None:
        with self._database.writing() as connection:
            if not connection.execute(_mine(job).values(values)).rowcount:
                raise Busy(f"job {job.id} of {job.source} was taken over or closed")

    def put_aside(self, job: Job, *, not_before: datetime) -> None:
        """Let go of a job that is not over; nothing when the lease was lost."""
        with self._database.writing() as connection:
            connection.execute(_mine(job).values(_FREE | {"state": JobState.ASIDE.value, "not_before": not_before}))

    def end(self, job: Job, state: JobState, *, now: datetime, error: str | None = None) -> None:
        """Close it; nothing when the lease was lost."""
        with self._database.writing() as connection:
            connection.execute(_mine(job).values(_FREE | {"state": state.value, "ended": now, "error": error}))
            # What its source asked for meanwhile has had its turn just now: it waits from here on, not from its moment.
            connection.execute(_next_of(job.source).values(not_before=now))

    def pause(self, source: str, *, now: datetime) -> None:
        """Nothing of this source is to be asked for until it is resumed. Harmless twice."""
        with self._database.writing() as connection:
            upsert(connection, steering, [{"source": source, "stops": 0}], key=("source",), update=False)
            running = (steering.c.source == source, steering.c.paused.is_(None))
            connection.execute(update(steering).where(*running).values(paused=now))

    def resume(self, source: str) -> None:
        """Lift the pause; what was put aside goes on. Harmless without one."""
        with self._database.writing() as connection:
            _lift(connection, source)

    def stop(self, source: str, *, now: datetime) -> None:
        """Close what waits or stands aside, and tell what runs to end after the request at hand. A pause stays."""
        still = jobs.c.state.in_((JobState.WAITING.value, JobState.ASIDE.value))
        over = {"state": JobState.STOPPED.value, "ended": now, "covers": now}
        with self._database.writing() as connection:
            upsert(connection, steering, [{"source": source, "stops": 0}], key=("source",), update=False)
            connection.execute(update(steering).where(steering.c.source == source).values(stops=steering.c.stops + 1))
            connection.execute(update(jobs).where(jobs.c.source == source, still).values(over))

    def signs(self, source: str) -> Signs:
        """What a source has been told; asked before every request."""
        with self._database.reading() as connection:
            return _signs(connection, source)

    def paused(self) -> Mapping[str, datetime]:
        """The paused sources and since when."""
        halted = select(steering.c.source, steering.c.paused).where(steering.c.paused.is_not(None))
        with self._database.reading() as connection:
            return {row.source: row.paused for row in connection.execute(halted)}

    def one(self, id: int) -> Job:
        """Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(select(jobs).where(jobs.c.id == id)).first()
        if row is None:
            raise NotFound(f"there is no job {id}")
        return _job(row)

    def open(self) -> tuple[Job, ...]:
        """Those that are not over, at most two a source, longest due first."""
        unfinished = select(jobs).where(jobs.c.state.in_(_OPEN)).order_by(jobs.c.due, jobs.c.id)
        with self._database.reading() as connection:
            return tuple(map(_job, connection.execute(unfinished)))

    def latest(self, source: str | None = None, limit: int = 50) -> tuple[Job, ...]:
        """Newest first."""
        newest = select(jobs).order_by(jobs.c.id.desc()).limit(limit)
        if source is not None:
            newest = newest.where(jobs.c.source == source)
        with self._database.reading() as connection:
            return tuple(map(_job, connection.execute(newest)))


def _add(connection: Connection, source: str, due: datetime, who: str | None) -> Job:
    row = {"source": source, "due": due, "covers": due, "state": JobState.WAITING.value, "asked_by": who}
    new = jobs.insert().returning(*jobs.c)
    return _job(connection.execute(new, row | {"attempt": 0, "deaths": 0, "stops": 0}).one())


def _next_of(source: str) -> Update:
    return update(jobs).where(jobs.c.source == source, jobs.c.state == JobState.WAITING.value)


def _hold(connection: Connection, source: str) -> None:
    """Take the rows of a source's unfinished jobs: none of them is leased, renewed or closed until we are done."""
    unfinished = select(jobs.c.id).where(jobs.c.source == source, jobs.c.state.in_(_OPEN)).order_by(jobs.c.id)
    connection.execute(unfinished.with_for_update()).all()


def _mine(job: Job) -> Update:
    """The row of a job as long as this lease of it holds; every lease has an attempt of its own."""
    held = (jobs.c.id == job.id, jobs.c.state == JobState.LEASED.value, jobs.c.attempt == job.attempt)
    return update(jobs).where(*held)


def _bury(connection: Connection, now: datetime, is_dead: Callable[[str], bool]) -> None:
    """Take their jobs from workers that are dead."""
    leased = select(jobs).where(jobs.c.state == JobState.LEASED.value).order_by(jobs.c.id)
    # A row that another holds is being renewed, closed or buried at this moment.
    for row in connection.execute(leased.with_for_update(skip_locked=True)).all():
        if row.lease_until > now and not is_dead(row.leased_by):
            continue
        deaths, is_over = row.deaths + 1, _signs(connection, row.source).stops > row.stops
        said = {
            "state": (JobState.STOPPED if is_over else JobState.ASIDE).value,
            "deaths": deaths,
            "not_before": now + _wait_after(deaths),
            "ended": now if is_over else None,
            "error": None if deaths <= DEATHS else f"{deaths} workers died while they did it",
        }
        connection.execute(update(jobs).where(jobs.c.id == row.id).values(_FREE | said))
        _close_run(connection, row.run, now)


def _wait_after(deaths: int) -> timedelta:
    return min(FIRST_WAIT * 2 ** min(deaths - DEATHS, 10), LONGEST_WAIT) if deaths > DEATHS else timedelta()


def _close_run(connection: Connection, id: int | None, now: datetime) -> None:
    """The run of a dead worker is over; should the worker wake, its next beat is refused."""
    left = update(runs).where(runs.c.id == id, runs.c.state == RunState.RUNNING.value)
    error = "the worker died; its job was taken from it"
    connection.execute(left.values(state=RunState.FAILED.value, ended=now, error=error))


def _ready(now: datetime) -> Any:
    """The job to lease next: the one that waits for longest, since it was due or since it was last put aside.

    So each has its turn before any other has two, also those that were put aside because their time was up or their
    worker died.
    """
    others = jobs.alias()
    is_busy = select(others.c.id).where(others.c.source == jobs.c.source, others.c.state.in_(_BEGUN))
    is_paused = select(steering.c.source).where(steering.c.source == jobs.c.source, steering.c.paused.is_not(None))
    free = (jobs.c.state == JobState.ASIDE.value) | ((jobs.c.state == JobState.WAITING.value) & ~is_busy.exists())
    in_time = (jobs.c.due <= now) & (func.coalesce(jobs.c.not_before, jobs.c.due) <= now)
    ready = select(jobs).where(free, in_time, ~is_paused.exists())
    return ready.order_by(func.coalesce(jobs.c.not_before, jobs.c.due), jobs.c.id).limit(1)


def _lease(connection: Connection, row: Row[Any], worker: str, now: datetime) -> Job:
    began = row.begun or now
    said = {
        "state": JobState.LEASED.value,
        "leased_by": worker,
        "lease_until": now + LEASE,
        "not_before": None,
        "attempt": row.attempt + 1,
        "stops": _signs(connection, row.source).stops,
        "begun": began,
        "covers": max(row.covers, began),
    }
    leased = update(jobs).where(jobs.c.id == row.id).values(said).returning(*jobs.c)
    return _job(connection.execute(leased).one())


def _signs(connection: Connection, source: str) -> Signs:
    row = connection.execute(_SIGNS, {"source": source}).first()
    return Signs() if row is None else Signs(paused=row.paused, stops=row.stops)


def _lift(connection: Connection, source: str) -> None:
    connection.execute(update(steering).where(steering.c.source == source).values(paused=None))


def _job(row: Row[Any]) -> Job:
    held = {name: getattr(row, name) for name in _NAMES}
    return Job(**held | {"state": JobState(row.state)})
