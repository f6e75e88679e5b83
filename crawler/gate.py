"""One host's gate: one request at a time, never sooner than it may be asked, whoever asks."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

from crawler.model import Visit
from crawler.politeness import pause_after, ready_at
from crawler.seams import Tools
from crawler.verdict import host_pause, is_unreached

LONGEST_WAIT = timedelta(seconds=60)
"""A turn that is further off is not waited for: the target is put off, the crawl goes on elsewhere."""

_NAP = 1.0


class Gate:
    """Keeps the turns of one host; what it learns is remembered over restarts.

    `turn` must be held from `pass_through` to `answered`: names that share an address share a gate.
    """

    def __init__(self, name: str, tools: Tools) -> None:
        self._name = name
        self._tools = tools
        self._host = tools.memory.host(name)
        self._misses = 0
        self.turn = asyncio.Lock()

    async def pass_through(self, delay: float) -> datetime | None:
        """Wait for the turn and take it (None); or give the moment of a turn that will not be waited for.

        With a delay the turn is taken in the memory, where other workers see it; without, in this process alone.
        """
        while True:
            now = self._tools.clock()
            if self._tools.is_stopped():
                return ready_at(self._host, delay, now)
            ready = self._ready(delay, now)
            if ready <= now:
                return None
            if ready - now > LONGEST_WAIT:
                return ready
            await self._tools.manner.sleep(min((ready - now).total_seconds(), _NAP))

    def _ready(self, delay: float, now: datetime) -> datetime:
        if not delay:
            return ready_at(self._host, delay, now)
        ready = self._tools.memory.take_turn(self._name, delay=delay, now=now)
        self._host = self._tools.memory.host(self._name)
        return ready

    def wait(self, delay: float) -> timedelta:
        """How long until the turn comes, as far as known."""
        now = self._tools.clock()
        return ready_at(self._host, delay, now) - now

    def answered(self, visit: Visit, delay: float) -> None:
        """Note an answer: the delay runs from its end, a host in trouble is left alone for a while."""
        now = self._tools.clock()
        self._misses = self._misses + 1 if is_unreached(visit) else 0
        asked = host_pause(visit, now)
        until = now + asked if asked else pause_after(self._misses, now)
        if delay or until:
            self._remember(until)

    def slowed(self) -> None:
        """The site has just asked for a delay: it runs from now on."""
        self._remember(None)

    def _remember(self, until: datetime | None) -> None:
        now = self._tools.clock()
        paused = until or self._host.paused_until
        self._host = replace(self._host, asked_at=now, paused_until=paused, held_by=None, held_until=None)
        self._tools.memory.save_host(self._host)
