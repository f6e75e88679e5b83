"""A crawl of a site that does all it can to send us into our own network; nothing leaves this process."""

from __future__ import annotations

import asyncio
import socket
from asyncio.selector_events import BaseSelectorEventLoop
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.crawl import crawl
from crawler.fetch import HttpFetcher, Limits, identity
from crawler.model import Ask, Capture, Failure, Refusal, Revisit, Source, Target
from crawler.seams import Manner
from tests.fakes.crawling import ROBOTS, SITE, Answer, CannedFetcher, DictMemory, StepClock, moved, page, says
from tests.security.addresses import NAMES

OPEN = says("User-agent: *\nAllow: /\n", media="text/plain")
NUMERIC = frozenset("0123456789abcdefx.:%lo")


@dataclass
class Wire:
    """Where connections were begun (none is ever made), and what names were looked up."""

    begun: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    names: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    """Answers of a name, one after the other, the last for ever."""

    def answers(self, host: str) -> tuple[str, ...]:
        """What a name resolves to this time."""
        self.asked.append(host)
        turns = self.names.get(host)
        if turns:
            return turns.pop(0) if len(turns) > 1 else turns[0]
        return NAMES.get(host, (host,) if set(host) <= NUMERIC else ())


def cut(monkeypatch: pytest.MonkeyPatch) -> Wire:
    """Cut this process off: names resolve as the wire says, and a connection is noted and refused."""
    wire, real = Wire(), socket.getaddrinfo

    def getaddrinfo(host: str, port: Any, *more: Any, **said: Any) -> list[Any]:
        found = wire.answers(host)
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [each for address in found for each in real(address, port, type=socket.SOCK_STREAM)]

    async def sock_connect(_: object, sock: socket.socket, place: tuple[Any, ...]) -> None:
        wire.begun.append(str(place[0]))
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(BaseSelectorEventLoop, "sock_connect", sock_connect)
    return wire


class Outward:
    """The site's own pages are canned, everything else goes out by the real client.

    With `is_open` every other origin has a robots.txt that allows all, so that the pages behind it are tried.
    """

    def __init__(self, web: dict[str, Answer | list[Answer]], clock: StepClock, *, is_open: bool) -> None:
        self._clock, self._is_open = clock, is_open
        self._canned = CannedFetcher(web, clock)
        self._real = HttpFetcher(agent=identity("1"), limits=Limits(total=5.0), clock=clock)
        self.sent: list[str] = []

    async def fetch(self, target: Target, source: Source) -> Capture | Revisit | Refusal | Failure:
        """See the seam."""
        if urlsplit(target.url).netloc == urlsplit(SITE).netloc:
            return await self._canned.fetch(target, source)
        if self._is_open and target.ask is Ask.ROBOTS and urlsplit(target.url).path == "/robots.txt":
            return OPEN(target, self._clock())  # type: ignore[return-value]
        self.sent.append(target.url)
        return await self._real.fetch(target, source)

    async def address(self, url: str) -> str | None:
        """See the seam."""
        return None if url.startswith(SITE) else await self._real.address(url)

    async def close(self) -> None:
        """See the seam."""
        await self._real.close()


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What came of a crawl: how each address stands, and what the real client was given."""

    states: dict[str, str]
    sent: tuple[str, ...]

    def outcomes(self) -> set[str]:
        """How the addresses outside the site stand, but for their robots.txt."""
        outside = {url: state for url, state in self.states.items() if not url.startswith(SITE)}
        return {state for url, state in outside.items() if not url.endswith("/robots.txt")}


def tried(pages: Mapping[str, Answer], hosts: Iterable[str] = (), *, is_open: bool = True, **rules: Any) -> Tried:
    """Crawl the site; `hosts` are let into scope, so that the guard of addresses stands alone."""

    async def walk() -> Tried:
        clock, memory = StepClock(), DictMemory()
        web: dict[str, Answer | list[Answer]] = {ROBOTS: OPEN}
        web |= {SITE + path: answer for path, answer in pages.items()}
        said: dict[str, Any] = {"delay": 0.0, "seeds": (f"{SITE}/",), "hosts": tuple(hosts)}
        source, fetcher = Source(name="town", **said | rules), Outward(web, clock, is_open=is_open)
        try:
            await crawl(source, memory=memory, fetcher=fetcher, clock=clock, manner=Manner(sleep=clock.sleep))
        finally:
            await fetcher.close()
        return Tried(states=memory.states(), sent=tuple(fetcher.sent))

    return asyncio.run(walk())


def listing(url: str, kind: str) -> str:
    """A sitemap, an index of sitemaps, or a feed with one address."""
    shapes = {
        "sitemap": "<urlset><url><loc>{}</loc></url></urlset>",
        "index": "<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>",
        "feed": "<rss version='2.0'><channel><item><title>x</title><link>{}</link></item></channel></rss>",
    }
    return shapes[kind].format(url.replace("&", "&amp;").replace("<", "&lt;"))


def ways(url: str) -> dict[str, dict[str, Answer]]:
    """Every way in which a site can name an address, as the pages that do."""
    href = url.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    feed = '<link rel="alternate" type="application/rss+xml" href="{}">'
    robots = "User-agent: *\nAllow: /\n"
    header = url.replace("\n", "").replace("\t", "").encode().decode("latin-1")
    return {
        "link": {"/": says(page(href))},
        "base": {"/": says(page("inre", head=f'<base href="{href}">'))},
        "refresh": {"/": says(page(head=f'<meta http-equiv="refresh" content="0; url={href}">'))},
        "canonical": {"/": says(page(head=f'<link rel="canonical" href="{href}">'))},
        "redirect": {"/": says(page("/r")), "/r": moved(header)},
        "sitemap": {"/": says(page()), "/sitemap.xml": says(listing(url, "sitemap"), media="text/xml")},
        "sitemap index": {"/": says(page()), "/sitemap.xml": says(listing(url, "index"), media="text/xml")},
        "feed link": {"/": says(page(head=feed.format(href)))},
        "feed entry": {
            "/": says(page(head=feed.format("/rss"))),
            "/rss": says(listing(url, "feed"), media="application/rss+xml"),
        },
        "robots sitemap": {"/": says(page()), "/robots.txt": says(f"{robots}Sitemap: {header}\n", media="text/plain")},
        "robots redirect": {"/": says(page()), "/robots.txt": moved(header)},
    }
