"""What a re-crawl costs a site of 5,000 pages, counted by the site itself."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import pytest

from archive.model import Tally
from archive.store import Frontier
from crawler.crawl import crawl
from crawler.fetch import HttpFetcher, identity
from crawler.model import Host, Source, Step, Target
from crawler.seams import Manner
from tests.fakes.crawling import StepClock
from tests.fakes.storing import memory_store
from tests.hostile.server import Request, Server, reply, running

PAGES = 5_000
NAME = "big"


class FrontierMemory:
    """The crawl's memory as the archive keeps it, without reading the pages."""

    def __init__(self, frontier: Frontier, clock: StepClock) -> None:
        self._frontier, self._clock = frontier, clock

    def add(self, targets: Iterable[Target]) -> int:
        return self._frontier.add(targets)

    def take(self, *, now: datetime, limit: int) -> Sequence[Target]:
        return self._frontier.take(NAME, now=now, limit=limit)

    def record(self, steps: Sequence[Step]) -> None:
        self._frontier.record(steps, now=self._clock())

    def links(self, url: str) -> Sequence[Target]:
        return self._frontier.links(NAME, url)

    def take_turn(self, name: str, *, delay: float, now: datetime) -> datetime:
        return self._frontier.take_turn(name, who="me", delay=delay, now=now)

    def host(self, name: str) -> Host:
        return self._frontier.host(name)

    def save_host(self, host: Host) -> None:
        self._frontier.save_host(host)


class Town:
    """A site of so many pages, all in its sitemap; some changed, told or untold."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.changed: dict[int, str] = {}
        self.told: set[int] = set()
        server.other = self.answer

    def answer(self, sock: socket.socket, request: Request) -> None:
        if request.path == "/sitemap.xml":
            sock.sendall(reply(self.sitemap(), headers=("Content-Type: application/xml",)))
        elif request.path == "/robots.txt":
            sock.sendall(reply("User-agent: *\n", headers=("Content-Type: text/plain",)))
        else:
            number = int(request.path.rpartition("/")[2] or 0)
            sock.sendall(reply(f"<title>Nyhet {number}</title><p>{self.changed.get(number, 'som den var')}</p>"))

    def sitemap(self) -> str:
        day = {number: "2024-04-11" if number in self.told else "2024-03-01" for number in range(1, PAGES)}
        origin = self.server.origin
        urls = (f"<url><loc>{origin}/n/{each}</loc><lastmod>{on}</lastmod></url>" for each, on in day.items())
        return f"<urlset>{''.join(urls)}</urlset>"


@pytest.mark.slow
def test_an_unchanged_site_with_an_honest_sitemap_costs_sixty_requests_at_most() -> None:
    clock, store = StepClock(), memory_store()
    with running({}) as server:
        town = Town(server)
        source = Source(name=NAME, seeds=(f"{server.origin}/",), delay=0, allow_private=True)

        def night() -> tuple[int, Tally]:
            """How many requests the site saw, and what the run came to."""
            before = len(server.log.requests)
            store.frontier.begin(NAME, now=clock())
            asyncio.run(walk(source, FrontierMemory(store.frontier, clock), clock))
            clock.now += timedelta(days=1)
            tally = store.frontier.tally(NAME)
            assert tally.discovered == tally.fetched + tally.unchanged + tally.refused + tally.failed + tally.waiting
            return len(server.log.requests) - before, tally

        assert night()[0] == PAGES + 2
        asked, tally = night()
        assert asked <= 60
        assert (tally.unchanged, tally.rested) == (PAGES + 1, PAGES - 51)
        town.told, town.changed = {7, 4_711}, {7: "ny text", 4_711: "ny text"}
        asked, tally = night()
        assert (asked <= 62, tally.fetched) == (True, 4)
        assert {"/n/7", "/n/4711"} <= set(server.log.paths()[-asked:])
        town.changed |= dict.fromkeys(range(1, PAGES), "ändrad i tysthet")
        asked, tally = night()
        assert tally.fetched >= 40
        asked, tally = night()
        assert (asked, tally.rested) == (PAGES + 2, 0)
    store.close()


async def walk(source: Source, memory: FrontierMemory, clock: StepClock) -> None:
    fetcher = HttpFetcher(agent=identity("1"), clock=clock)
    try:
        await crawl(source, memory=memory, fetcher=fetcher, clock=clock, manner=Manner(sleep=clock.sleep))
    finally:
        await fetcher.close()
