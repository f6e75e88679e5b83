"""Crawls that are to be done, who has them, and what people have said to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobState(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    LEASED = "leased"
    """A worker has it, until its lease runs out."""
    ASIDE = "aside"
    """Begun and put aside: paused, left by its worker, or its source was busy. It goes on where it was."""
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Job:
    """One crawl of one source that was due at a moment or asked for by a person.

    `attempt` counts its leases, `deaths` those whose worker died. `stops` is how often its source had been told to
    stop when it was leased. `run` is its newest run. Without `asked_by` the schedule asked for it.
    """

    id: int
    source: str
    due: datetime
    state: JobState = JobState.WAITING
    asked_by: str | None = None
    leased_by: str | None = None
    lease_until: datetime | None = None
    attempt: int = 0
    deaths: int = 0
    stops: int = 0
    run: int | None = None
    begun: datetime | None = None
    ended: datetime | None = None
    error: str | None = None


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What people have told the crawls of a source: paused since when, and how often to stop."""

    paused: datetime | None = None
    stops: int = 0


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A process that works: when it began, when it was last heard of, the source it is busy with, when it left."""

    name: str
    started: datetime
    seen: datetime
    busy_with: str | None = None
    left: datetime | None = None
