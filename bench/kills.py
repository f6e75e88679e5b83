"""Whether kill -9 loses anything: a crawl killed at so many random moments, and what is there afterwards.

    python -m bench.kills [--kills 100] [--pages 5000] [--seed 4711]

A made site (bench.crawl_site) is crawled by a process of its own, which tells every page as soon as it is acknowledged
(recorded, so that nothing may take it back) and is killed again and again; a crawl that came to its end begins a new
round. After each kill every page that was ever told must stand; after every tenth and the last, `verify` reads every
record back and must find nothing wrong. The time to go on is that of opening the archive and taking the first
targets. At the end every page stands once.

The crawling process is forked from this one, so that the moments fall into its work and not into its start.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import signal
import tempfile
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from archive import jobs
from archive.config import make_config
from archive.keeping import verify
from archive.parts import Archive
from archive.wiring import open_archive, opened
from bench.crawl import site
from crawler.model import Source

NAME = "bench"
LONGEST = 2.5
"""Seconds until a kill, at most."""
SIZE = 2_000
VERIFIED = 10
"""So many kills from one reading of all records to the next."""
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True, kw_only=True)
class Toll:
    """What the kills did. `acknowledged` are the addresses that were told; `resumed` seconds to go on, at most."""

    kills: int = 0
    acknowledged: frozenset[str] = frozenset()
    lost: int = 0
    faults: int = 0
    resumed: float = 0.0

    def __str__(self) -> str:
        told = f"{self.kills} kills: {len(self.acknowledged)} pages acknowledged, {self.lost} of them lost"
        return f"{told}, {self.faults} records or documents at fault, went on after {self.resumed:.2f} s at most"


def standing(archive: Archive) -> frozenset[str]:
    """The addresses of the pages that stand."""
    return frozenset(page.url for page in archive.store.pages.all())


def make_home(home: Path, url: str) -> None:
    """An archive that knows the site."""
    with opened(make_config(home)) as archive:
        source = Source(name=NAME, seeds=(f"{url}/",), delay=0, allow_private=True, max_alike=10**9)
        archive.store.sources.save(source)


def crawl(home: Path, out: Connection) -> None:
    """Crawl to the end; tell what is acknowledged as it comes."""
    with open_archive(home) as archive:
        told = set(standing(archive))

        def tell(*_: object) -> None:
            news = standing(archive) - told
            told.update(news)
            out.send(tuple(news))

        jobs.crawl(archive, archive.store.sources.named(NAME), show=tell)


def killed(home: Path, seconds: float) -> tuple[bool, frozenset[str]]:
    """Let a crawl run for so long and kill it: whether it was still running, and what it told until then."""
    told: set[str] = set()
    inlet, outlet = FORK.Pipe(duplex=False)
    child = FORK.Process(target=crawl, args=(home, outlet))
    child.start()
    outlet.close()
    end = time.monotonic() + seconds
    try:
        while inlet.poll(max(end - time.monotonic(), 0)):
            told.update(inlet.recv())
        child.kill()
        while True:
            told.update(inlet.recv())
    except (EOFError, OSError):
        child.join()
    return child.exitcode == -signal.SIGKILL, frozenset(told)


def look(home: Path, toll: Toll, *, closely: bool) -> Toll:
    """Open what a kill left and count what is missing and, looking closely, at fault."""
    began = time.perf_counter()
    with open_archive(home) as archive:
        archive.store.frontier.take(NAME, now=archive.clock(), limit=1)
        seconds = time.perf_counter() - began
        lost = len(toll.acknowledged - standing(archive))
        faults = len(verify(archive).findings) if closely else 0
    return replace(toll, lost=max(toll.lost, lost), faults=max(toll.faults, faults), resumed=max(toll.resumed, seconds))


def suffer(home: Path, *, kills: int, seed: int, longest: float = LONGEST) -> Toll:
    """Kill so often, and look each time."""
    moments, toll = random.Random(seed), Toll()
    while toll.kills < kills:
        was_killed, told = killed(home, moments.uniform(0, longest))
        toll = replace(toll, kills=toll.kills + was_killed, acknowledged=toll.acknowledged | told)
        toll = look(home, toll, closely=toll.kills % VERIFIED == 0 or toll.kills == kills)
    return toll


def main() -> None:
    """Kill, look, and print what was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=4711)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-kills-") as place, site(chosen.pages, SIZE) as url:
        home = Path(place) / "a"
        make_home(home, url)
        print(suffer(home, kills=chosen.kills, seed=chosen.seed))
        with open_archive(home) as archive:
            tally = jobs.crawl(archive, archive.store.sources.named(NAME)).run.tally
            print(
                f"at the end: {len(standing(archive))} pages, {tally.waiting} waiting, {tally.failed} failed,", end=" "
            )
            print(f"verify {'RED' if verify(archive).findings else 'green'}")


if __name__ == "__main__":
    main()
