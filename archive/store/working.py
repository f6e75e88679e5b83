"""Seams of the store for what is to be done and who does it; archive.store joins them with the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from archive.model import Job, JobState, Signs, Worker


class Jobs(Protocol):
    """Crawls that are to be done. A source has at most one that waits and one that is begun: runs never overlap."""

    def plan(self, source: str, *, due: datetime) -> Job | None:
        """A job for a moment of the schedule; None when one waits already or another answers for that moment.

        Called by every worker that looks at the schedules; several may ask at once, one gets it.
        """

    def order(self, source: str, *, who: str, now: datetime) -> Job:
        """A job now because a person asked; the one that waits or is begun when there is one. Lifts a pause."""

    def covered(self, source: str) -> datetime | None:
        """Up to which moment, inclusive, a source's jobs answer for what its schedule asked."""

    def claim(self, *, worker: str, now: datetime, is_dead: Callable[[str], bool] = lambda _: False) -> Job | None:
        """Lease the job that waits for longest, in one transaction; None when there is none for now.

        One put aside waits from then on, so that each has its turn before any has a second.

        First, jobs whose lease ran out, or whose worker `is_dead` knows to be dead, are put aside (stopped when that
        had been asked for) and their runs closed. A job that more than three workers died of waits for longer and
        longer, at most an hour; none is given up. Paused sources are passed over.
        """

    def is_wanted(self, *, now: datetime) -> bool:
        """Whether a job waits that could be claimed now; asked by crawls that have had their share of time."""

    def renew(self, job: Job, *, now: datetime) -> None:
        """Still at it: the lease holds for a minute more. Raises Busy when the lease was lost."""

    def attach(self, job: Job, run: int) -> None:
        """Say which run does this job. Raises Busy when the lease was lost."""

    def put_aside(self, job: Job, *, not_before: datetime) -> None:
        """Let go of a job that is not over; nothing when the lease was lost."""

    def end(self, job: Job, state: JobState, *, now: datetime, error: str | None = None) -> None:
        """Close it; nothing when the lease was lost."""

    def pause(self, source: str, *, now: datetime) -> None:
        """Nothing of this source is to be asked for until it is resumed. Harmless twice."""

    def resume(self, source: str) -> None:
        """Lift the pause; what was put aside goes on. Harmless without one."""

    def stop(self, source: str, *, now: datetime) -> None:
        """Close what waits or stands aside, and tell what runs to end after the request at hand. A pause stays."""

    def signs(self, source: str) -> Signs:
        """What a source has been told; asked before every request."""

    def paused(self) -> Mapping[str, datetime]:
        """The paused sources and since when."""

    def one(self, id: int) -> Job:
        """Raises NotFound."""

    def open(self) -> tuple[Job, ...]:
        """Those that are not over, at most two a source, longest due first."""

    def latest(self, source: str | None = None, limit: int = 50) -> tuple[Job, ...]:
        """Newest first."""


class Workers(Protocol):
    """Signs of life of those who work."""

    def beat(self, name: str, *, now: datetime, busy_with: str | None = None) -> None:
        """The worker lives. Those not heard of for thirty days are forgotten."""

    def leave(self, name: str, *, now: datetime) -> None:
        """It ends, and nobody need worry."""

    def all(self) -> tuple[Worker, ...]:
        """Last heard of first, at most a hundred."""
