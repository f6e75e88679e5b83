"""Patience with those who guess passwords: after some wrong ones, each further try must wait longer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from archive.model import Tries
from archive.store import Store

FIRST = timedelta(seconds=15)
LONGEST = timedelta(minutes=15)
FORGOTTEN = timedelta(hours=12)
"""Tries are forgotten so long after the last one."""
REMEMBERED = 10_000
"""Names and addresses whose tries are remembered, at most."""
FREE = {"account": 5, "address": 30}
"""Tries without a pause. Many people may share an address; nobody shares an account."""


@dataclass(frozen=True, kw_only=True)
class Wait:
    """How long a try must wait, zero when it need not; `is_new` for the first that must after one that need not."""

    length: timedelta
    is_new: bool = False

    def __bool__(self) -> bool:
        """Whether it must wait at all."""
        return bool(self.length)


class Patience:
    """Tries by (kind, name), in the store: of several web servers each knows what was tried at the others."""

    def __init__(self, store: Store, *, remembered: int = REMEMBERED) -> None:
        self._store = store
        self._remembered = remembered

    def take(self, *keys: tuple[str, str], now: datetime) -> Wait:
        """Count a try against every key before its outcome is known; gives how long it must wait instead.

        Counted first, so that many tries at once are not one. A try that must wait is not counted.
        """
        with self._store.transaction():
            tries = self._store.people.tries(keys)
            waits = {key: _wait(key, tries.get(key), now) for key in keys}
            if any(waits.values()):
                longest = max(waits, key=lambda key: waits[key])
                return self._barred(longest, tries[longest], waits[longest], now)
            self._keep({key: Tries(count=_count(tries.get(key), now) + 1, last=now) for key in keys}, now)
        return Wait(length=timedelta())

    def _barred(self, key: tuple[str, str], tries: Tries, length: timedelta, now: datetime) -> Wait:
        if not tries.barred:
            self._keep({key: replace(tries, barred=True)}, now)
        return Wait(length=length, is_new=not tries.barred)

    def _keep(self, tries: Mapping[tuple[str, str], Tries], now: datetime) -> None:
        self._store.people.save_tries(tries, since=now - FORGOTTEN, most=self._remembered)

    def forgive(self, key: tuple[str, str]) -> None:
        """Forget the tries of a key, for one has come right."""
        self._store.people.forgive(key)


def _count(tries: Tries | None, now: datetime) -> int:
    return tries.count if tries and now - tries.last < FORGOTTEN else 0


def _wait(key: tuple[str, str], tries: Tries | None, now: datetime) -> timedelta:
    beyond = _count(tries, now) - FREE[key[0]]
    if tries is None or beyond < 0:
        return timedelta()
    pause = min(FIRST * (1 << min(beyond, 16)), LONGEST)
    return max(tries.last + pause - now, timedelta())
