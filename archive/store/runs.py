"""Crawl runs, and the lease that keeps two workers off one source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.exc import IntegrityError

from archive.errors import Busy
from archive.model import Alert, Run, RunState, Tally
from archive.store.codec import made, plain
from archive.store.engine import Database
from archive.store.tables import runs

LEASE = timedelta(seconds=60)
"""A worker that has not said anything for longer is dead."""


class SqlRuns:
    """Runs as rows; the database itself allows one running run a source."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(
        self, source: str, *, worker: str, now: datetime, is_dead: Callable[[str], bool] = lambda _: False
    ) -> Run:
        """Raises Busy while another living worker holds the source. A dead worker's run is closed as failed."""
        busy = Busy(f"another process is already crawling {source}")
        try:
            with self._database.writing() as connection:
                if (running := _running(connection, source)) is not None:
                    if running.worker != worker and now - running.beat <= LEASE and not is_dead(running.worker):
                        raise busy
                    _close(connection, running.id, now)
                return _begin(connection, source, worker, now)
        except IntegrityError:
            raise busy from None

    def beat(self, run: Run, tally: Tally, *, now: datetime) -> None:
        """Still alive; show progress. Raises Busy when the run was taken for dead and another has taken over."""
        with self._database.writing() as connection:
            held = update(runs).where(runs.c.id == run.id, runs.c.state == RunState.RUNNING.value)
            if not connection.execute(held.values(beat=now, tally=plain(tally))).rowcount:
                raise Busy(f"the run {run.id} of {run.source} was closed while it was running")

    def end(
        self,
        run: Run,
        state: RunState,
        tally: Tally,
        *,
        now: datetime,
        error: str | None = None,
        alerts: tuple[Alert, ...] = (),
    ) -> None:
        """Close the run and let go of the source; a run that is closed already stays as it is."""
        with self._database.writing() as connection:
            held = update(runs).where(runs.c.id == run.id, runs.c.state == RunState.RUNNING.value)
            said = {"state": state.value, "tally": plain(tally), "alerts": plain(alerts), "error": error}
            connection.execute(held.values(ended=now, beat=now, **said))

    def latest(self, source: str | None = None, limit: int = 20) -> tuple[Run, ...]:
        """Newest first."""
        newest = select(runs).order_by(runs.c.id.desc()).limit(limit)
        if source is not None:
            newest = newest.where(runs.c.source == source)
        with self._database.reading() as connection:
            return tuple(run_of(row) for row in connection.execute(newest))


def _running(connection: Connection, source: str) -> Row[Any] | None:
    held = select(runs).where(runs.c.source == source, runs.c.state == RunState.RUNNING.value)
    return connection.execute(held.with_for_update()).first()


def _close(connection: Connection, id: int, now: datetime) -> None:
    error = "the worker died; its run was closed when the next one began"
    connection.execute(update(runs).where(runs.c.id == id).values(state=RunState.FAILED.value, ended=now, error=error))


def _begin(connection: Connection, source: str, worker: str, now: datetime) -> Run:
    row = {
        "source": source,
        "worker": worker,
        "state": RunState.RUNNING.value,
        "started": now,
        "beat": now,
        "tally": plain(Tally()),
    }
    number = connection.scalars(runs.insert().returning(runs.c.id), row).one()
    return Run(id=number, source=source, state=RunState.RUNNING, started=now)


def run_of(row: Row[Any]) -> Run:
    """A run from its row."""
    return Run(
        id=row.id,
        source=row.source,
        state=RunState(row.state),
        started=row.started,
        ended=row.ended,
        tally=made(Tally, row.tally),
        error=row.error,
        alerts=made(tuple[Alert, ...], row.alerts or []),
    )
