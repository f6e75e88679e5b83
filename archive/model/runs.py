"""Crawl runs and what they came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RunState(StrEnum):
    """How a crawl run stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What a run came to. Invariant: discovered = fetched + unchanged + refused + failed + waiting."""

    discovered: int = 0
    fetched: int = 0
    unchanged: int = 0
    refused: int = 0
    failed: int = 0
    waiting: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0


@dataclass(frozen=True, kw_only=True)
class Run:
    """One crawl of one source."""

    id: int
    source: str
    state: RunState
    started: datetime
    ended: datetime | None = None
    tally: Tally = Tally()
    error: str | None = None
