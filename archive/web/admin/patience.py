"""Patience with those who guess passwords: after some wrong ones, each further try must wait longer."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FIRST = timedelta(seconds=15)
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=12)
"""Tries are forgotten so long after the last one."""
REMEMBERED = 10_000
"""Names and addresses whose tries are remembered, at most."""
FREE = {"account": 5, "address": 30}
"""Tries without a pause. Many people may share an address; nobody shares an account."""


@dataclass(frozen=True, kw_only=True)
class Tries:
    """What was tried in vain under a name or from an address."""

    count: int
    last: datetime
    barred: bool = False


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How long a try must wait, zero when it need not; `is_new` for the first that must after one that need not."""

    length: timedelta
    is_new: bool = False

    def __bool__(self) -> bool:
        """Whether it must wait at all."""
        return bool(self.length)


class Patience:
    """Tries by (kind, name), in memory. Threads may share it."""

    def __init__(self) -> None:
        self._tries: OrderedDict[tuple[str, str], Tries] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, *keys: tuple[str, str], now: datetime) -> Wait:
        """Count a try against every key before its outcome is known; gives how long it must wait instead.

        Counted first, so that many tries at once are not one. A try that must wait is not counted.
        """
        with self._lock:
            waits = {key: self._wait(key, now) for key in keys}
            if any(waits.values()):
                return self._barred(max(waits, key=lambda key: waits[key]), max(waits.values()))
            for key in keys:
                self._tries[key] = Tries(count=self._count(key, now) + 1, last=now)
                self._tries.move_to_end(key)
            while len(self._tries) > REMEMBERED:
                self._tries.popitem(last=False)
        return Wait(length=timedelta())

    def _barred(self, key: tuple[str, str], length: timedelta) -> Wait:
        tries = self._tries[key]
        self._tries[key] = replace(tries, barred=True)
        return Wait(length=length, is_new=not tries.barred)

    def forgive(self, key: tuple[str, str]) -> None:
        """Forget the tries of a key, for one has come right."""
        with self._lock:
            self._tries.pop(key, None)

    def _count(self, key: tuple[str, str], now: datetime) -> int:
        tries = self._tries.get(key)
        return tries.count if tries and now - tries.last < FORGOTTEN else 0

    def _wait(self, key: tuple[str, str], now: datetime) -> timedelta:
        beyond = self._count(key, now) - FREE[key[0]]
        if beyond < 0:
            return timedelta()
        pause = min(FIRST * (1 << min(beyond, 16)), LONGEST)
        return max(self._tries[key].last + pause - now, timedelta())
