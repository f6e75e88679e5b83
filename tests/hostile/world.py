"""A misbehaving site on loopback, an archive that crawls it, and a clock that can be set: what a case is played in."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from archive import jobs
from archive.alerts import find
from archive.ingest import Ingest
from archive.model import Alert, Memento, Page, Tally
from archive.parts import Archive
from archive.remembering import CrawlMemory
from crawler.crawl import crawl
from crawler.fetch import HttpFetcher, Limits, identity
from crawler.model import Source
from crawler.seams import Manner
from tests.fakes.archives import memory_archive
from tests.fakes.crawling import StepClock
from tests.hostile.server import Misdeed, Request, Server, reply, running

Answer = bytes | str | Misdeed | Sequence["Answer"]
"""Raw bytes; a page; a misdeed; one of these after the other, the last for ever."""

NAME = "hostile"
OPEN = reply("User-agent: *\nAllow: /\n", headers=("Content-Type: text/plain",))
STATES = ("fetched", "unchanged", "refused", "failed", "waiting")
LIMITS = Limits(total=2.0, idle=0.6, connect=1.0)


class World:
    """The site, the archive and the clock. Paths stand for addresses of the site."""

    def __init__(self, archive: Archive, server: Server, clock: StepClock) -> None:
        self.archive = archive
        self.server = server
        self.clock = clock
        self.moments: list[tuple[str, datetime]] = []
        self.tally = self.before = Tally()
        server.deeds.setdefault("/robots.txt", self._deed(OPEN))

    def serve(self, pages: Mapping[str, Answer]) -> None:
        """What the site answers from now on, by path; other paths stay as they are."""
        self.server.deeds.update({path: self._deed(answer) for path, answer in pages.items()})

    def crawl(self, *, limits: Limits = LIMITS, indexed: bool = True, **rules: Any) -> Tally:
        """Crawl the site in a new round, unless one is open, bring the index up to it, and check the sum."""
        source = self.source(**rules)
        self.archive.store.sources.save(source)
        self.archive.store.frontier.begin(NAME, now=self.clock())
        asyncio.run(self._walk(source, limits))
        if indexed:
            jobs.catch_up(self.archive)
        self.before, self.tally = self.tally, self.archive.store.frontier.tally(NAME)
        assert self.tally.discovered == sum(getattr(self.tally, state) for state in STATES)
        assert [url for state in ("refused", "failed") for url, why, _ in self.outcomes(state) if not why] == []
        return self.tally

    def source(self, **rules: Any) -> Source:
        """The site as a source."""
        said: dict[str, Any] = {"seeds": (self.url("/"),), "delay": 0.0, "allow_private": True}
        return Source(name=NAME, **said | rules)

    def later(self, **span: float) -> None:
        """Let time pass."""
        self.clock.now += timedelta(**span)

    def url(self, path: str) -> str:
        """The address of a path."""
        return path if "://" in path else self.server.origin + path

    def asked(self, path: str) -> int:
        """How often a path was asked for."""
        return self.server.log.paths().count(path)

    def outcomes(self, state: str) -> tuple[tuple[str, str, str], ...]:
        """(url, rule or cause, detail) of the addresses in a state."""
        return self.archive.store.frontier.outcomes(NAME, state)

    def state(self, path: str) -> str:
        """How an address stands, with the rule or cause: "refused robots"."""
        found = [
            f"{state} {why}".strip()
            for state in STATES
            for url, why, _ in self.outcomes(state)
            if url == self.url(path)
        ]
        return found[0] if found else "unknown"

    def detail(self, path: str) -> str:
        """What is said of an address besides its rule or cause."""
        return next(words for state in STATES for url, _, words in self.outcomes(state) if url == self.url(path))

    def page(self, path: str) -> Page | None:
        """The page of a path, if there is one."""
        return self.archive.store.pages.by_url(self.url(path))

    def memento(self, path: str) -> Memento:
        """The newest version of the page of a path."""
        page = self.page(path)
        assert page is not None, f"there is no page {path}"
        return self.archive.store.pages.memento(page.id)

    def text(self, path: str) -> str:
        """Title and text of a page."""
        memento = self.memento(path)
        return "\n".join((memento.title, *(section.text for section in memento.sections)))

    def versions(self, path: str) -> int:
        """How many versions of a page there are, 0 for no page."""
        page = self.page(path)
        return len(self.archive.store.pages.timemap(page.id)) if page else 0

    def is_found(self, path: str) -> bool:
        """Whether a search can lead to the page."""
        page = self.page(path)
        return page is not None and page.id in set(self.archive.index.ids())

    def alerts(self) -> list[Alert]:
        """What an admin should look at after the last crawl."""
        refused, failed = self.outcomes("refused"), self.outcomes("failed")
        return list(find(self.tally, failed=failed, refused=refused, before=self.before))

    async def _walk(self, source: Source, limits: Limits) -> None:
        memory = CrawlMemory(Ingest(self.archive, source))
        fetcher = HttpFetcher(agent=identity("1", "test@example.se"), limits=limits, clock=self.clock)
        manner = Manner(sleep=self.clock.sleep)
        try:
            await crawl(source, memory=memory, fetcher=fetcher, clock=self.clock, manner=manner)
        finally:
            await fetcher.close()

    def _deed(self, answer: Answer) -> Misdeed:
        left = list(answer) if isinstance(answer, Sequence) and not isinstance(answer, bytes | str) else [answer]

        def act(sock: socket.socket, request: Request) -> None:
            self.moments.append((request.path, self.clock()))
            now = left.pop(0) if len(left) > 1 else left[0]
            if isinstance(now, bytes | str):
                sock.sendall(now if isinstance(now, bytes) else reply(now))
            elif callable(now):
                now(sock, request)

        return act


@contextmanager
def a_world() -> Iterator[World]:
    """A world of its own, for the length of a `with`."""
    clock = StepClock()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(running({}))
        archive = stack.enter_context(memory_archive(clock=clock))
        yield World(archive, server, clock)


def story(text: str, *hrefs: str, head: str = "", more: str = "") -> str:
    """A page with something to read, and links."""
    links = "".join(f'<p><a href="{href}">Läs mer om {number}</a></p>' for number, href in enumerate(hrefs))
    return (
        f'<!doctype html><html lang="sv"><head><meta charset="utf-8"><title>{text[:30]}</title>{head}</head>'
        f"<body><main><h1>{text[:30]}</h1><p>{text}</p>{links}</main>{more}</body></html>"
    )


def moved(to: str, *, status: str = "301 Moved Permanently", headers: tuple[str, ...] = ()) -> bytes:
    """A redirect."""
    return reply(status=status, headers=(f"Location: {to}", *headers))


def broken_off(sock: socket.socket, request: Request) -> None:
    """Takes the question and hangs up."""


def conditional(body: str, etag: str, *, modified: str = "") -> Misdeed:
    """A page that answers 304 to its ETag."""
    headers = tuple(filter(None, (f"ETag: {etag}", modified and f"Last-Modified: {modified}")))

    def act(sock: socket.socket, request: Request) -> None:
        if request.headers.get("if-none-match") == etag:
            head = "\r\n".join(("HTTP/1.1 304 Not Modified", *headers, "Connection: close", "", ""))
            sock.sendall(head.encode("latin-1"))
        else:
            sock.sendall(reply(body, headers=headers))

    return act
