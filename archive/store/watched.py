"""Seams of the store for runs and those who watch them: what came to nothing, and what runs came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from archive.model import Alert, Run, RunState, Tally
from archive.model.troubles import CauseCount, Dismissal, Fate, Live, Outcome, PageFate, RunEvent, Trouble


class Runs(Protocol):
    """Crawl runs, and the lease that keeps two workers off one source."""

    def start(
        self, source: str, *, worker: str, now: datetime, is_dead: Callable[[str], bool] = lambda _: False
    ) -> Run:
        """Raises Busy while another living worker holds the source. A run left by a dead worker is closed as failed.

        A worker that `is_dead` knows to be so is not waited for.
        """

    def beat(self, run: Run, tally: Tally, *, now: datetime) -> None:
        """Still alive; show progress. Raises Busy when the run was taken for dead and closed: stop then."""

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
        """Close the run and let go of the source; a run closed already stays as it is."""

    def latest(self, source: str | None = None, limit: int = 20) -> tuple[Run, ...]:
        """Newest first."""


class Troubles(Protocol):
    """Addresses of all sources that came to nothing, as the frontier has them now."""

    def causes(self, source: str | None = None) -> tuple[CauseCount, ...]:
        """How many by outcome, cause and source, most first, at most a thousand."""

    def listed(
        self, outcome: Outcome, cause: str, *, source: str | None = None, after: int = 0, limit: int = 50
    ) -> tuple[Trouble, ...]:
        """Those of a cause behind an id, in the order they became known."""

    def one(self, id: int) -> Trouble:
        """Raises NotFound, also for an address that is no trouble any longer."""

    def retry(self, cause: str, *, source: str | None = None) -> tuple[str, ...]:
        """Let every failed address of a cause wait anew as if untried; gives the sources concerned, by name."""

    def retry_one(self, id: int) -> None:
        """Let one failed address wait anew as if untried. Raises NotFound."""

    def refuse(self, id: int, *, rule: str, now: datetime) -> None:
        """Refuse one address by a rule from now on: the next round judges anew. Raises NotFound."""


class History(Protocol):
    """Runs as people look back at them, and what they kept of notable events."""

    def one(self, id: int) -> Run:
        """Raises NotFound."""

    def listed(self, *, source: str | None = None, before: int | None = None, limit: int = 25) -> tuple[Run, ...]:
        """Runs with numbers below `before`, newest first."""

    def previous(self, run: Run) -> Run | None:
        """The nearest earlier run of its source that came to its end, well or stopped."""

    def running(self) -> tuple[Live, ...]:
        """What runs now, by source."""

    def note(self, events: Sequence[RunEvent]) -> None:
        """Keep events; a run keeps its first 200. Called at a run's end and by acts upon one that runs."""

    def events(self, run: int) -> tuple[RunEvent, ...]:
        """Oldest first."""

    def dismiss(self, dismissal: Dismissal) -> None:
        """Put an alert aside; the first to do so stays named."""

    def dismissals(self, runs: Sequence[int]) -> tuple[Dismissal, ...]:
        """Those of some runs."""

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

    def fate_count(self, fate: Fate, *, since: datetime, until: datetime, source: str | None = None) -> int:
        """How many `fates` there are."""
