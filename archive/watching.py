"""What those who watch crawls may do about what went wrong, and what is kept of a run for them to look back at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from archive import steering
from archive.model import Run
from archive.model.troubles import EventKind, Outcome, RunEvent, Trouble
from archive.parts import Archive
from crawler.scope import Rule, scope_of, whole_path

MOST_CAUSES = 60
"""Causes and rules of a run that its log holds, at most."""


def record_start(archive: Archive, run: Run) -> None:
    """Begin the log of a run."""
    archive.store.history.note([RunEvent(run=run.id, at=run.started, kind=EventKind.STARTED)])


def record_end(archive: Archive, run: Run) -> None:
    """Close the log of a run that has ended: what failed and was refused and why, its alerts, how it went."""
    archive.store.history.note(tuple(_end(archive, run)))


def _end(archive: Archive, run: Run) -> Iterator[RunEvent]:
    at = run.ended or archive.clock()
    kinds = {Outcome.FAILED: EventKind.FAILED, Outcome.REFUSED: EventKind.REFUSED}
    for each in archive.store.troubles.causes(run.source)[:MOST_CAUSES]:
        yield RunEvent(run=run.id, at=at, kind=kinds[each.outcome], detail=each.cause, count=each.count)
    for alert in run.alerts:
        yield RunEvent(run=run.id, at=at, kind=EventKind.ALERT, detail=alert.kind.value, count=alert.count)
    if run.error:
        yield RunEvent(run=run.id, at=at, kind=EventKind.ERROR, detail=run.error)
    yield RunEvent(run=run.id, at=at, kind=EventKind.ENDED, detail=run.state.value)


def note_act(archive: Archive, source: str, kind: EventKind, *, who: str) -> None:
    """Put what a person told a source into the log of its run, if one is under way."""
    at = archive.clock()
    mine = (live.run for live in archive.store.history.running() if live.run.source == source)
    archive.store.history.note([RunEvent(run=run.id, at=at, kind=kind, detail=who) for run in mine])


def retry(archive: Archive, cause: str, *, source: str | None, who: str) -> tuple[str, ...]:
    """Ask again for every failed address of a cause, now; gives the sources concerned.

    A source that is paused or turned off stays so: its addresses are asked for when it is crawled again.
    """
    with archive.store.transaction():
        names = archive.store.troubles.retry(cause, source=source)
        for name in names:
            _order(archive, name, who)
    return names


def retry_one(archive: Archive, id: int, *, who: str) -> Trouble:
    """Ask again for one failed address, now; gives it as it was. Raises NotFound."""
    with archive.store.transaction():
        trouble = archive.store.troubles.one(id)
        archive.store.troubles.retry_one(id)
        _order(archive, trouble.source, who)
    return trouble


def _order(archive: Archive, name: str, who: str) -> None:
    if archive.store.sources.named(name).enabled and archive.store.jobs.signs(name).paused is None:
        steering.order(archive, name, who=who)


def exclude(archive: Archive, id: int) -> Trouble | None:
    """Give the source a rule against exactly this address, and refuse it at once; gives it as it was.

    None, and nothing is changed, for an address that the source begins at: those are always asked for. Raises NotFound.
    """
    with archive.store.transaction():
        trouble = archive.store.troubles.one(id)
        source = archive.store.sources.named(trouble.source)
        if trouble.url in scope_of(source).seeds:
            return None
        rule = whole_path(urlsplit(trouble.url))
        if rule not in source.exclude:
            archive.store.sources.save(replace(source, exclude=(*source.exclude, rule)))
        archive.store.troubles.refuse(id, rule=Rule.EXCLUDE.value, now=archive.clock())
    return trouble
