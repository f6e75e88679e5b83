"""One crawler at work for `bench.crawl`, in a process of its own: python -m bench.crawl_child WHAT URL PAGES FOLDER.

`keep` is our crawl with everything but reading: fetch, digest, WARC, links, rows. `whole` is a crawl to searchable
pages. `loop` is a bare aiohttp client that asks for a list of addresses. Prints how many pages were had.
"""

from __future__ import annotations

import asyncio
import cProfile
import pstats
import sys
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from archive import jobs
from archive.config import load_config, make_config
from archive.ingest import Ingest
from archive.parts import Archive
from archive.remembering import CrawlMemory
from archive.wiring import opened
from crawler.crawl import crawl
from crawler.fetch import HttpFetcher, identity
from crawler.model import Capture, Revisit, Source, Step

NAME = "bench"


class Keeping(CrawlMemory):
    """The archive's memory, without reading the pages: bytes synced, then captures and frontier in one transaction."""

    def __init__(self, archive: Archive, source: Source) -> None:
        super().__init__(Ingest(archive, source))
        self.archive = archive

    def record(self, steps: Sequence[Step]) -> None:
        """Keep what came of these targets."""
        store, vault = self.archive.store, self.archive.vault
        known = store.captures.last_responses(each.visit.url for each in steps if isinstance(each.visit, Revisit))
        kept = [
            vault.add(each.visit, refers_to=known.get(each.visit.url) if isinstance(each.visit, Revisit) else None)
            for each in steps
            if isinstance(each.visit, Capture | Revisit)
        ]
        vault.sync()
        with store.transaction():
            store.captures.save(kept)
            store.frontier.record(steps, now=self.archive.clock())


async def walk(archive: Archive, source: Source) -> None:
    fetcher = HttpFetcher(agent=identity("bench"))
    try:
        await crawl(source, memory=Keeping(archive, source), fetcher=fetcher, clock=archive.clock)
    finally:
        await fetcher.close()


def keep(archive: Archive, source: Source) -> int:
    archive.store.frontier.begin(NAME, now=archive.clock())
    asyncio.run(walk(archive, source))
    tally = archive.store.frontier.tally(NAME)
    return tally.fetched + tally.unchanged


def whole(archive: Archive, source: Source) -> int:
    tally = jobs.crawl(archive, source).run.tally
    return tally.fetched + tally.unchanged


async def loop(url: str, pages: int) -> int:
    """Sixteen connections, one list."""
    numbers = iter(range(pages))

    async def work(session: aiohttp.ClientSession) -> int:
        had = 0
        for number in numbers:
            async with session.get(f"{url}/n/{number}") as response:
                had += len(await response.read()) > 0
        return had

    async with aiohttp.ClientSession() as session:
        return sum(await asyncio.gather(*(work(session) for _ in range(16))))


def main() -> None:
    what, url, pages, folder = sys.argv[1:5]
    if what == "loop":
        print(asyncio.run(loop(url, int(pages))))
        return
    home = Path(folder)
    config = load_config(home) if home.exists() else make_config(home)
    with opened(config) as archive:
        source = Source(name=NAME, seeds=(f"{url}/",), delay=0, allow_private=True, max_alike=10**9)
        archive.store.sources.save(source)
        profile = cProfile.Profile() if len(sys.argv) > 5 else None
        work = {"keep": keep, "whole": whole}[what]
        print(profile.runcall(work, archive, source) if profile else work(archive, source))
        if profile:
            pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
