"""What went wrong, what runs were looked at for, and what became of pages between two runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive.model.runs import AlertKind, Run


class Outcome(StrEnum):
    """Why nothing came of an address."""

    FAILED = "failed"
    """Asked for in vain; some of these wait to be tried again."""
    REFUSED = "refused"
    """Not asked for, by a rule."""


@dataclass(frozen=True, kw_only=True)
class CauseCount:
    """How many addresses of a source came to nothing by a cause or rule; `waiting` of them will be tried again."""

    outcome: Outcome
    cause: str
    source: str
    count: int
    waiting: int = 0


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """An address that came to nothing. `retry_at` when it will be tried again by itself."""

    id: int
    source: str
    url: str
    outcome: Outcome
    cause: str
    detail: str = ""
    asked_at: datetime | None = None
    retry_at: datetime | None = None


class EventKind(StrEnum):
    """A notable event of a run."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    TOLD_TO_STOP = "told-to-stop"
    MADE_ROOM = "made-room"
    """It had had its share of time and others waited."""
    FAILED = "failed"
    """So many addresses failed by the cause in `detail`."""
    REFUSED = "refused"
    """So many addresses were refused by the rule in `detail`."""
    ALERT = "alert"
    ERROR = "error"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class RunEvent:
    """Something worth remembering of a run."""

    run: int
    at: datetime
    kind: EventKind
    detail: str = ""
    count: int = 0


@dataclass(frozen=True, kw_only=True)
class Live:
    """A run that is under way, its worker, and when the worker was last heard of."""

    run: Run
    worker: str
    heard: datetime


@dataclass(frozen=True, kw_only=True)
class Dismissal:
    """Somebody has seen an alert of a run and put it aside."""

    run: int
    kind: AlertKind
    who: str
    at: datetime


class Fate(StrEnum):
    """What became of a page within a span of time."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class PageFate:
    """A page that came, changed or went at a moment; `title` is its newest one."""

    id: str
    url: str
    title: str
    at: datetime
