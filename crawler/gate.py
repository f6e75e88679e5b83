"""One host's gate: one request at a time, never sooner than it may be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from crawler.model import Host, Visit
from crawler.politeness import pause_after, ready_at
from crawler.seams import Tools
from crawler.verdict import host_pause, is_unreached

LONGEST_WAIT = timedelta(seconds=60)
"""A turn that is further off is not waited for: the target is put off, the crawl goes on elsewhere."""

_NAP = 1.0


class Gate:
    """Keeps the turns of one host; what it learns is remembered over restarts."""

    def __init__(self, name: str, tools: Tools) -> None:
        self._name = name
        self._tools = tools
        self._host = tools.memory.host(name)
        self._misses = 0

    async def pass_through(self, delay: float) -> datetime | None:
        """Wait for the turn and take it (None); or give the moment of a turn that will not be waited for.

        With a delay the host is read anew each time, since another worker may have asked it meanwhile.
        """
        while True:
            now = self._tools.clock()
            if delay:
                self._host = self._tools.memory.host(self._name)
            ready = ready_at(self._host, delay, now)
            if ready - now > LONGEST_WAIT or self._tools.is_stopped():
                return ready
            if ready <= now:
                if delay:
                    self._remember(replace(self._host, asked_at=now))
                return None
            await self._tools.manner.sleep(min((ready - now).total_seconds(), _NAP))

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
            paused = until or self._host.paused_until
            self._remember(replace(self._host, asked_at=now, paused_until=paused))

    def _remember(self, host: Host) -> None:
        self._host = host
        self._tools.memory.save_host(host)
