"""Runs, jobs and what went wrong, of some sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from typing import Any

from archive.errors import NotFound
from archive.limiting.gate import Limited
from archive.model import Job, Run, Worker
from archive.model.troubles import CauseCount, Dismissal, Fate, Live, Outcome, PageFate, RunEvent, Trouble

MOST_CAUSES = 1_000


class LimitedRuns(Limited):
    """Runs of these sources."""

    def latest(self, source: str | None = None, limit: int = 20) -> tuple[Run, ...]:
        return _newest(lambda name: self._whole.latest(name, limit=limit), self._names(source), limit)

    def _names(self, source: str | None) -> Iterable[str]:
        return _asked(source, self._mine.of_names())


class LimitedHistory(Limited):
    """Runs as people look back at them."""

    passing = frozenset({"previous", "dismissals"})

    def one(self, id: int) -> Run:
        found: Run = self._whole.one(id)
        if found.source not in self._mine.names:
            raise NotFound(f"there is no run {id}")
        return found

    def listed(self, *, source: str | None = None, before: int | None = None, limit: int = 25) -> tuple[Run, ...]:
        names = _asked(source, self._mine.of_names())
        return _newest(lambda name: self._whole.listed(source=name, before=before, limit=limit), names, limit)

    def running(self) -> tuple[Live, ...]:
        return tuple(each for each in self._whole.running() if each.run.source in self._mine.names)

    def note(self, events: Sequence[RunEvent]) -> None:
        for number in {each.run for each in events}:
            self.one(number)
        self._whole.note(events)

    def events(self, run: int) -> tuple[RunEvent, ...]:
        self.one(run)
        found: tuple[RunEvent, ...] = self._whole.events(run)
        return found

    def dismiss(self, dismissal: Dismissal) -> None:
        self.one(dismissal.run)
        self._whole.dismiss(dismissal)

    def fates(
        self, fate: Fate, *, source: str | None = None, skip: int = 0, limit: int = 50, **span: datetime
    ) -> tuple[PageFate, ...]:
        names = _asked(source, self._mine.of_names())
        every = (self._whole.fates(fate, source=each, skip=0, limit=skip + limit, **span) for each in names)
        by_id = sorted(chain.from_iterable(every), key=lambda each: each.id)
        return tuple(sorted(by_id, key=lambda each: each.at, reverse=True)[skip : skip + limit])

    def fate_count(self, fate: Fate, *, source: str | None = None, **span: datetime) -> int:
        names = _asked(source, self._mine.of_names())
        return sum(self._whole.fate_count(fate, source=each, **span) for each in names)


class LimitedJobs(Limited):
    """Jobs of these sources, and what may be told to their crawls."""

    by_source = frozenset({"order", "covered", "pause", "resume", "stop", "signs"})

    def paused(self) -> Mapping[str, datetime]:
        return {name: since for name, since in self._whole.paused().items() if name in self._mine.names}

    def one(self, id: int) -> Job:
        found: Job = self._whole.one(id)
        if found.source not in self._mine.names:
            raise NotFound(f"there is no job {id}")
        return found

    def open(self) -> tuple[Job, ...]:
        return tuple(each for each in self._whole.open() if each.source in self._mine.names)

    def latest(self, source: str | None = None, limit: int = 50) -> tuple[Job, ...]:
        every = [self._whole.latest(name, limit=limit) for name in _asked(source, self._mine.of_names())]
        return tuple(sorted(chain.from_iterable(every), key=lambda job: job.id, reverse=True)[:limit])


class LimitedWorkers(Limited):
    """Who works; what they are busy with only where it is one of these sources."""

    def all(self) -> tuple[Worker, ...]:
        names = self._mine.names
        return tuple(each if each.busy_with in names else replace(each, busy_with=None) for each in self._whole.all())


class LimitedTroubles(Limited):
    """Addresses of these sources that came to nothing."""

    def causes(self, source: str | None = None) -> tuple[CauseCount, ...]:
        every = (self._whole.causes(name) for name in _asked(source, self._mine.of_names()))
        return tuple(sorted(chain.from_iterable(every), key=lambda each: -each.count)[:MOST_CAUSES])

    def listed(
        self, outcome: Outcome, cause: str, *, source: str | None = None, after: int = 0, limit: int = 50
    ) -> tuple[Trouble, ...]:
        names = _asked(source, self._mine.of_names())
        every = (self._whole.listed(outcome, cause, source=each, after=after, limit=limit) for each in names)
        return tuple(sorted(chain.from_iterable(every), key=lambda each: each.id)[:limit])

    def one(self, id: int) -> Trouble:
        found: Trouble = self._whole.one(id)
        if found.source not in self._mine.names:
            raise NotFound(f"there is no address {id} that came to nothing")
        return found

    def retry(self, cause: str, *, source: str | None = None) -> tuple[str, ...]:
        every = [self._whole.retry(cause, source=each) for each in _asked(source, self._mine.of_names())]
        return tuple(sorted(chain.from_iterable(every)))

    def retry_one(self, id: int) -> None:
        self.one(id)
        self._whole.retry_one(id)

    def refuse(self, id: int, **said: Any) -> None:
        self.one(id)
        self._whole.refuse(id, **said)


def _asked(source: str | None, mine: Sequence[str]) -> Iterator[str]:
    """The sources that are meant: the one asked for, if it is one of these, else all of these."""
    return (name for name in mine if source is None or name == source)


def _newest(read: Callable[[str], Iterable[Run]], names: Iterable[str], limit: int) -> tuple[Run, ...]:
    every = chain.from_iterable([read(name) for name in names])
    return tuple(islice(sorted(every, key=lambda run: run.id, reverse=True), limit))
