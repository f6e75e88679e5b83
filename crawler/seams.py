"""What the crawl loop needs from outside: something that fetches, something that remembers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crawler.model import Capture, Failure, Host, Refusal, Revisit, Source, Step, Target


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What one call of the crawl did, in steps by kind of visit. `left`: `stop` or `limit` ended it."""

    captured: int = 0
    revisited: int = 0
    refused: int = 0
    failed: int = 0
    found: int = 0
    left: bool = False

    @property
    def steps(self) -> int:
        """Everything that was looked at."""
        return self.captured + self.revisited + self.refused + self.failed


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How to crawl: at most `limit` pages, telling `progress` after every batch, until `stop` says True.

    A host's turn within a minute and a retry within `patience` seconds are slept through with `sleep`; what is due
    later is left waiting for the next crawl.
    """

    limit: int | None = None
    progress: Callable[[Counts], None] | None = None
    stop: Callable[[], bool] | None = None
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    patience: float = 10.0


class Clock(Protocol):
    """The present moment, timezone-aware UTC."""

    def __call__(self) -> datetime: ...


class Fetcher(Protocol):
    """The network. Redirects are not followed: a 3xx is a Capture whose Location the loop turns into a target."""

    async def fetch(self, target: Target, source: Source) -> Capture | Revisit | Refusal | Failure:
        """Ask once, conditionally when the target holds validators. Never raises for what a server does.

        A Refusal here is an address we may not ask (private, wrong port, wrong scheme); a Failure names its cause.
        """

    async def address(self, url: str) -> str | None:
        """The network address of a URL's host, the same for all names that share it; None when there is none."""

    async def close(self) -> None:
        """Let go of connections. Harmless twice."""


Asking = Callable[[str], Awaitable[Capture | None]]
"""Asks for an address in the name of a page; None for what may not be asked or was asked in vain."""


class Renderer(Protocol):
    """A browser that builds pages from their scripts and reaches the network through `ask` alone."""

    async def render(self, capture: Capture, ask: Asking) -> Capture | Failure:
        """The capture with its `rendered` page, or a Failure "render". Bounded in time, requests, bytes.

        Never raises for what a page does; raises Unrendered when there is no browser.
        """

    async def close(self) -> None:
        """End the browser. Harmless twice."""


class Memory(Protocol):
    """What the crawl must never forget; the archive keeps it in its store."""

    def add(self, targets: Iterable[Target]) -> int:
        """Make targets known; those known already keep their state. Gives how many were new.

        The crawl calls it once, first, with the seeds, their robots.txt and their sitemaps.
        """

    def take(self, *, now: datetime, limit: int) -> Sequence[Target]:
        """Waiting targets that are due, robots, sitemaps and feeds first, then in the order they became known.

        The same ones again until they are recorded: the crawl records everything it took before it takes more.
        """

    def record(self, steps: Sequence[Step]) -> None:
        """Keep what came of these targets and what was found in them. Durable when it returns.

        A step's target need not have been added before (a robots.txt asked for on the way), and one target may have
        several steps (a redirect to itself that sets a cookie): the last one is its state. What is raised ends the
        crawl; the steps stay waiting.
        """

    def links(self, url: str) -> Sequence[Target]:
        """What was found on a page last time, for walking on from an unchanged one.

        A crawl reports a link once in a run, on the page it met it first, so "the targets whose parent it is" will do;
        a memory in which all of them wait in every round anyway may give none.
        """

    def take_turn(self, name: str, *, delay: float, now: datetime) -> datetime:
        """Take a host's turn if it may be asked now; gives `now` then, else the first moment it may be asked.

        One act, also among several workers: a turn taken is noted before this returns, and stands until `save_host`
        says that the answer has come, or the worker is dead, or the longest time of a request has passed.
        """

    def host(self, name: str) -> Host:
        """What is remembered of a host."""

    def save_host(self, host: Host) -> None:
        """Remember it over restarts."""


@dataclass(frozen=True, kw_only=True)
class Tools:
    """Everything a crawl works with."""

    memory: Memory
    fetcher: Fetcher
    clock: Clock
    manner: Manner
    renderer: Renderer | None = None

    def is_stopped(self) -> bool:
        """Whether somebody wants the crawl to end."""
        return self.manner.stop is not None and self.manner.stop()
