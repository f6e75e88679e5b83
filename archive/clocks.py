"""One clock for all workers: the database's, carried on between two looks by a clock of the machine that nobody sets.

Leases, turns and schedules compare moments that different machines have written. Where the database stands elsewhere,
those moments are its own, so that a machine whose clock is minutes off takes nobody's work and asks no site too soon.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from archive.errors import ArchiveError

LOOK = 60.0
"""Seconds between two looks at the database's clock."""
QUICK = 0.05
"""Seconds within which an answer is good enough; a slower one is asked for again."""
TRIES = 5
CREEP = timedelta(seconds=1)
"""So far the clock stands still rather than going back: what an inexact look may differ by."""
TOLERABLE = timedelta(seconds=5)
"""A machine whose own clock differs by more is said to be wrong."""
Asked = Callable[[], datetime]
_log = logging.getLogger(__name__)


def here() -> datetime:
    """The clock of the machine we run on, in UTC."""
    return datetime.now(UTC)


def _steady() -> float:
    """Seconds that nobody sets; those that the machine slept count."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class SharedClock:
    """The present moment by the clock that `ask` reads. Threads may share it.

    It is as exact as half the time of the quickest answer of a look. While nobody answers it goes on by itself.
    """

    def __init__(
        self, ask: Asked, *, steady: Callable[[], float] = _steady, own: Callable[[], datetime] = here
    ) -> None:
        """Look at once; what `ask` raises is raised. `steady` counts seconds, `own` is the machine's clock."""
        self._ask, self._steady, self._own = ask, steady, own
        self._turn = threading.Lock()
        self._looked, self._zero = steady(), self._found()
        self._last = self._now()
        self._skew = own() - self._last

    def __call__(self) -> datetime:
        """Now, in UTC; never before what it gave last, but for a clock that was set back by more than `CREEP`."""
        if self._is_due() and self._turn.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._turn.release()
        now = self._now()
        self._last = self._last if timedelta() < self._last - now <= CREEP else now
        return self._last

    def skew(self) -> timedelta:
        """By how much this machine's own clock is ahead."""
        return self._own() - self()

    def _now(self) -> datetime:
        return self._zero + timedelta(seconds=self._steady())

    def _is_due(self) -> bool:
        """After a minute, and when one of the machine's clocks was set or stood still."""
        is_moved = abs(self._own() - self._now() - self._skew) > CREEP
        return is_moved or self._steady() - self._looked >= LOOK

    def _look(self) -> None:
        self._looked = self._steady()
        try:
            self._zero = self._found()
        except (ArchiveError, SQLAlchemyError) as error:
            _log.warning("The database's clock cannot be read; the time goes on by this machine's: %s", error)
        self._skew = self._own() - self._now()

    def _found(self) -> datetime:
        """What the shared clock showed when the steady one was at nought, by the quickest of a few answers."""
        best, zero = float("inf"), self._own()
        for _ in range(TRIES):
            before = self._steady()
            said = self._ask()
            took = self._steady() - before
            if took < best:
                best, zero = took, said.astimezone(UTC) - timedelta(seconds=before + took / 2)
            if best <= QUICK:
                break
        return zero


def skew_of(clock: Callable[[], datetime]) -> timedelta:
    """By how much this machine's clock is ahead of the archive's; nothing where they are one."""
    return clock.skew() if isinstance(clock, SharedClock) else timedelta()


def complaint(clock: Callable[[], datetime]) -> str:
    """What to tell who keeps the machine; "" when its clock is right enough."""
    skew = skew_of(clock)
    if abs(skew) <= TOLERABLE:
        return ""
    how = "ahead of" if skew > timedelta() else "behind"
    return (
        f"this machine's clock is {abs(skew).total_seconds():.0f} seconds {how} the database's, which is what counts "
        "for leases, turns and schedules; set it right (NTP)"
    )
