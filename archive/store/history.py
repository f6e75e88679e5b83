"""Runs as people look back at them: events, alerts put aside, and what became of pages in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from archive.errors import NotFound
from archive.model import AlertKind, Run, RunState
from archive.model.troubles import Dismissal, EventKind, Fate, Live, PageFate, RunEvent
from archive.store.dialect import alone, upsert
from archive.store.engine import Database
from archive.store.run_tables import dismissals, run_events
from archive.store.runs import run_of
from archive.store.tables import mementos, pages, runs

MOST_EVENTS = 200
_titles = mementos.alias()
_NEWEST_TITLE = (
    select(_titles.c.title).where(_titles.c.page == pages.c.id).order_by(_titles.c.at.desc()).limit(1).scalar_subquery()
)


class SqlHistory:
    """Runs and what was kept of them as rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def one(self, id: int) -> Run:
        """Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(select(runs).where(runs.c.id == id)).first()
        if row is None:
            raise NotFound(f"there is no run {id}")
        return run_of(row)

    def listed(self, *, source: str | None = None, before: int | None = None, limit: int = 25) -> tuple[Run, ...]:
        """Runs with numbers below `before`, newest first."""
        wanted = select(runs).order_by(runs.c.id.desc()).limit(limit)
        if source is not None:
            wanted = wanted.where(runs.c.source == source)
        if before is not None:
            wanted = wanted.where(runs.c.id < before)
        with self._database.reading() as connection:
            return tuple(map(run_of, connection.execute(wanted)))

    def previous(self, run: Run) -> Run | None:
        """The nearest earlier run of its source that came to its end, well or stopped."""
        ended = runs.c.state.in_((RunState.DONE.value, RunState.STOPPED.value))
        earlier = select(runs).where(runs.c.source == run.source, runs.c.id < run.id, ended)
        with self._database.reading() as connection:
            row = connection.execute(earlier.order_by(runs.c.id.desc()).limit(1)).first()
        return run_of(row) if row else None

    def running(self) -> tuple[Live, ...]:
        """What runs now, by source."""
        live = select(runs).where(runs.c.state == RunState.RUNNING.value).order_by(runs.c.source)
        with self._database.reading() as connection:
            return tuple(Live(run=run_of(row), worker=row.worker, heard=row.beat) for row in connection.execute(live))

    def note(self, events: Sequence[RunEvent]) -> None:
        """Keep events; a run keeps its first 200."""
        with self._database.writing() as connection:
            for run in sorted({each.run for each in events}):
                alone(connection, "events", str(run))
                held = connection.scalar(select(func.count()).where(run_events.c.run == run)) or 0
                mine = [asdict(each) | {"kind": each.kind.value} for each in events if each.run == run]
                if room := mine[: max(0, MOST_EVENTS - held)]:
                    connection.execute(run_events.insert(), room)

    def events(self, run: int) -> tuple[RunEvent, ...]:
        """Oldest first."""
        held = select(run_events).where(run_events.c.run == run).order_by(run_events.c.at, run_events.c.id)
        with self._database.reading() as connection:
            rows = connection.execute(held).mappings().all()
        return tuple(
            RunEvent(
                run=row["run"], at=row["at"], kind=EventKind(row["kind"]), detail=row["detail"], count=row["count"]
            )
            for row in rows
        )

    def dismiss(self, dismissal: Dismissal) -> None:
        """Put an alert aside; the first to do so stays named."""
        row = asdict(dismissal) | {"kind": dismissal.kind.value}
        with self._database.writing() as connection:
            upsert(connection, dismissals, [row], key=("run", "kind"), update=False)

    def dismissals(self, runs: Sequence[int]) -> tuple[Dismissal, ...]:
        """Those of some runs."""
        with self._database.reading() as connection:
            rows = connection.execute(select(dismissals).where(dismissals.c.run.in_(runs))).all()
        return tuple(Dismissal(run=row.run, kind=AlertKind(row.kind), who=row.who, at=row.at) for row in rows)

    def fates(
        self,
        fate: Fate,
        *,
        since: datetime,
        until: datetime,
        source: str | None = None,
        skip: int = 0,
        limit: int = 50,
    ) -> tuple[PageFate, ...]:
        """Pages that came, changed or went after `since`, until `until` inclusive; newest first, then by id."""
        found = _fated(fate, since, until, source)
        ordered = found.order_by(found.selected_columns.at.desc(), pages.c.id).offset(skip).limit(limit)
        with self._database.reading() as connection:
            return tuple(
                PageFate(id=row.id, url=row.url, title=row.title or "", at=row.at)
                for row in connection.execute(ordered)
            )

    def fate_count(self, fate: Fate, *, since: datetime, until: datetime, source: str | None = None) -> int:
        """How many `fates` there are."""
        counted = select(func.count()).select_from(_fated(fate, since, until, source).subquery())
        with self._database.reading() as connection:
            return connection.scalar(counted) or 0


def _fated(fate: Fate, since: datetime, until: datetime, source: str | None) -> Select[Any]:
    """Pages with a current version, and the moment of what became of them."""
    match fate:
        case Fate.NEW:
            found = _within(pages.c.first_seen, since, until)
        case Fate.GONE:
            found = _within(pages.c.gone_at, since, until)
        case Fate.CHANGED:
            newest = func.max(mementos.c.at)
            found = (
                select(pages.c.id, pages.c.url, _NEWEST_TITLE.label("title"), newest.label("at"))
                .join(mementos, mementos.c.page == pages.c.id)
                .where(mementos.c.at > since, mementos.c.at <= until, pages.c.first_seen <= since)
                .group_by(pages.c.id, pages.c.url)
            )
    found = found.where(pages.c.current.is_not(None))
    return found if source is None else found.where(pages.c.source == source)


def _within(moment: Any, since: datetime, until: datetime) -> Select[Any]:
    columns = (pages.c.id, pages.c.url, _NEWEST_TITLE.label("title"), moment.label("at"))
    return select(*columns).where(moment > since, moment <= until)
