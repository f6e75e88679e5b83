"""Many sites and few workers: requests a second, how long a due site waits for its turn, whether each host is let be.

    python -m bench.many [--sites 50] [--shared 5] [--pages 12] [--delay 0.2] [--workers 2] [--share 5]

So many made sites on loopback, each on a host of its own but for those that share the host of another, are all due at
once on one archive. Real workers (processes) crawl them to the end: one worker first, then as many as asked for, on an
archive of their own each. `--share` is the time in seconds that a crawl has before it makes room for others. What the
workers did is read from the servers' own logs and from the runs.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from archive.model import JobState
from archive.parts import Archive
from archive.wiring import make_archive, open_archive
from crawler.model import Source

ROOT = Path(__file__).parents[1]
TAKES = 0.02
"""Seconds that a host takes to answer."""
SLACK = 0.005
"""Seconds by which a gap may seem shorter than it was: a timer's grain."""
WORKER = """
import sys
from datetime import timedelta
from pathlib import Path
from archive import worker
from archive.wiring import open_archive
with open_archive(Path(sys.argv[1])) as archive:
    worker.work(archive, once=True, say=lambda _: None, share=timedelta(seconds=float(sys.argv[2])))
"""


@dataclass
class Host:
    """A host on loopback and when it was asked: spans of (asked, answered) on one clock."""

    address: str
    pages: int
    spans: list[tuple[float, float]] = field(default_factory=list)
    origin: str = ""

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request a connection."""
        head = await reader.readuntil(b"\r\n\r\n")
        began = time.monotonic()
        await asyncio.sleep(TAKES)
        body = self.page(head.split(b" ", 2)[1].decode("latin-1"))
        status = b"200 OK" if body else b"404 Not Found"
        said = (
            b"HTTP/1.1 %b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
        )
        writer.write(said % (status, len(body)) + body)
        self.spans.append((began, time.monotonic()))
        writer.close()

    def page(self, path: str) -> bytes:
        """A front page of links, or a page; "" for what is not there."""
        if path == "/":
            links = "".join(f'<a href="/n{number}">Nyhet {number}</a> ' for number in range(self.pages - 1))
            return f"<!doctype html><title>Kommunen {self.address}</title><main>{links}</main>".encode()
        if path[:2] != "/n" or not path[2:].isdecimal():
            return b""
        said = f"Nämnden på {self.address} sammanträder om fråga {path[2:]} på måndag."
        return f"<!doctype html><title>Nyhet {path[2:]}</title><main><p>{said}</p></main>".encode()


@contextmanager
def serving(hosts: Sequence[Host]) -> Iterator[None]:
    """All hosts in one thread, for the length of a `with`."""
    loop, ready = asyncio.new_event_loop(), threading.Event()

    async def start() -> None:
        for host in hosts:
            server = await asyncio.start_server(host.answer, host.address, 0, backlog=64)
            host.origin = f"http://{host.address}:{server.sockets[0].getsockname()[1]}"
        ready.set()

    def run() -> None:
        loop.run_until_complete(start())
        loop.run_forever()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


@dataclass(frozen=True, kw_only=True)
class Crawled:
    """What came of it: requests and the seconds from the first to the last, how long sites waited, gaps at hosts.

    A site waits from when the first worker begins until its own crawl begins.
    """

    workers: int
    requests: int
    seconds: float
    longest: float
    mean: float
    turns: int
    soonest: float
    too_soon: int
    done: bool

    @property
    def rate(self) -> float:
        """Requests a second."""
        return self.requests / self.seconds

    def words(self) -> str:
        """A line for a person."""
        return (
            f"{self.workers} worker(s): {self.requests} requests in {self.seconds:.1f} s, {self.rate:.2f} a "
            f"second; {self.turns} turns; a site waited {self.mean:.1f} s on average, {self.longest:.1f} s at most; "
            f"shortest gap at a host {self.soonest:.3f} s, {self.too_soon} too soon; "
            f"{'every site was crawled to its end' if self.done else 'NOT EVERY SITE WAS CRAWLED TO ITS END'}"
        )


def crawled(hosts: Sequence[Host], asked: argparse.Namespace, workers: int, home: Path) -> Crawled:
    """Crawl all sites with so many workers on a new archive."""
    for host in hosts:
        host.spans.clear()
    make_archive(home)
    with open_archive(home) as archive:
        _order(archive, [*hosts, *hosts[: asked.shared]], asked.delay)
    command = [sys.executable, "-c", WORKER, str(home), str(asked.share)]
    crew = [subprocess.Popen(command, cwd=ROOT) for _ in range(workers)]
    for each in crew:
        each.wait()
    with open_archive(home) as archive:
        return _told(archive, hosts, delay=asked.delay, workers=workers)


def _order(archive: Archive, hosts: Sequence[Host], delay: float) -> None:
    due = archive.clock()
    for number, host in enumerate(hosts):
        name = f"plats-{number}"
        archive.store.sources.save(Source(name=name, seeds=(f"{host.origin}/",), delay=delay, allow_private=True))
        archive.store.jobs.order(name, who="bench", now=due)


def _told(archive: Archive, hosts: Sequence[Host], *, delay: float, workers: int) -> Crawled:
    jobs = archive.store.jobs.latest(limit=10_000)
    begun = [job.begun for job in jobs if job.begun]
    waits = [(each - min(begun)).total_seconds() for each in begun]
    spans = sorted(span for host in hosts for span in host.spans)
    gaps = [after[0] - before[0] - TAKES for host in hosts for before, after in pairwise(sorted(host.spans))]
    return Crawled(
        workers=workers,
        requests=len(spans),
        seconds=max(ended for _, ended in spans) - spans[0][0],
        longest=max(waits),
        mean=sum(waits) / len(waits),
        turns=sum(job.attempt for job in jobs),
        soonest=min(gaps),
        too_soon=sum(gap < delay - SLACK for gap in gaps),
        done=all(job.state is JobState.DONE for job in jobs),
    )


def main() -> None:
    """Crawl with one worker and with several, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=50)
    parser.add_argument("--shared", type=int, default=5)
    parser.add_argument("--pages", type=int, default=12)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--share", type=float, default=5.0)
    asked = parser.parse_args()
    hosts = [
        Host(f"127.0.{number // 200}.{2 + number % 200}", asked.pages) for number in range(asked.sites - asked.shared)
    ]
    with tempfile.TemporaryDirectory() as folder, serving(hosts):
        alone, many = (crawled(hosts, asked, each, Path(folder) / f"{each}") for each in (1, asked.workers))
    print(f"{asked.sites} sites of {asked.pages} pages, {asked.delay} s between requests to a host")
    print(alone.words(), many.words(), sep="\n")
    faster, waited = many.rate / alone.rate, many.longest / alone.longest
    print(f"{asked.workers} workers: {faster:.2f} times the requests a second of one, {waited:.2f} of its longest wait")
    if many.too_soon or alone.too_soon or not (many.done and alone.done):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
