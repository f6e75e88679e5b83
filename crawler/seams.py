"""What the crawl loop needs from outside: something that fetches, something that remembers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from crawler.model import Capture, Failure, Host, Refusal, Revisit, Source, Step, Target


class Clock(Protocol):
    """The present moment, timezone-aware UTC."""

    def __call__(self) -> datetime: ...


class Fetcher(Protocol):
    """The network. Redirects are not followed: a 3xx is a Capture whose Location the loop turns into a target."""

    async def fetch(self, target: Target, source: Source) -> Capture | Revisit | Refusal | Failure:
        """Ask once, conditionally when the target holds validators. Never raises for what a server does.

        A Refusal here is an address we may not ask (private, wrong port, wrong scheme); a Failure names its cause.
        """

    async def close(self) -> None:
        """Let go of connections. Harmless twice."""


class Memory(Protocol):
    """What the crawl must never forget; the archive keeps it in its store."""

    def take(self, *, now: datetime, limit: int) -> Sequence[Target]:
        """Waiting targets that are due, robots and sitemaps first, then in the order they became known."""

    def record(self, steps: Sequence[Step]) -> None:
        """Keep what came of these targets and what was found in them. Durable when it returns."""

    def links(self, url: str) -> Sequence[Target]:
        """What was found on a page last time, for walking on from an unchanged one."""

    def host(self, name: str) -> Host:
        """What is remembered of a host."""

    def save_host(self, host: Host) -> None:
        """Remember it over restarts."""
