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
    """What a run came to. Invariant: discovered = fetched + unchanged + refused + failed + waiting.

    `rested`, a part of `unchanged`, are pages that gave no sign of change and were not asked for.
    """

    discovered: int = 0
    fetched: int = 0
    unchanged: int = 0
    refused: int = 0
    failed: int = 0
    waiting: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    rested: int = 0


class AlertKind(StrEnum):
    """What a run should be looked at for."""

    FORBIDDEN = "forbidden"
    """The site answers 401 or 403 to nearly everything."""
    ALIKE = "alike"
    """Addresses that differ in numbers only were left out: a calendar without end?"""
    REPEAT = "repeat"
    """Paths that repeat themselves were left out."""
    FULL = "full"
    """The source has had its number of pages."""
    SHRUNK = "shrunk"
    """Less than half of what answered in the run before."""
    REBUILT = "rebuilt"
    """Pages no longer look as they did: the share of them that fits the site model moved."""


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One thing to look at: how many addresses it concerns, and one of them."""

    kind: AlertKind
    count: int
    url: str = ""


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
    alerts: tuple[Alert, ...] = ()
