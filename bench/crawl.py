"""How fast a site is crawled beside other crawlers: pages a second, CPU milliseconds a page, memory.

    python -m bench.crawl [--pages 5000] [--whole 500] [--scrapy PYTHON]

A made site on loopback (bench.crawl_site), delay 0, each crawler in a process of its own. Ours keeps WARC, digests,
links and rows; wget keeps files; the bare aiohttp loop keeps nothing; Scrapy, when the Python of an environment that
has it is named, follows links and keeps nothing. One host is asked one thing at a time by us and wget.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table

from bench.crawl_site import SIZE

SPIDER = """
import scrapy
from scrapy.linkextractors import LinkExtractor

class Spider(scrapy.Spider):
    name = "bench"
    links = LinkExtractor()
    def parse(self, response):
        for link in self.links.extract_links(response):
            yield scrapy.Request(link.url)
"""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a process took: seconds on the clock and of CPU, megabytes at most."""

    pages: int
    seconds: float
    cpu: float
    megabytes: float


def measured(command: Sequence[str], pages: int, *, folder: Path | None = None) -> Cost:
    """Run a command to its end. Starting up is counted; it is what a person waits for."""
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    return Cost(pages=pages, seconds=seconds, cpu=used.ru_utime + used.ru_stime, megabytes=used.ru_maxrss / 1024)


@contextmanager
def site(pages: int, size: int = SIZE, *, kind: str = "crawl_site") -> Iterator[str]:
    """The address of a made site (a module of bench), with so many pages of so many bytes."""
    command = [sys.executable, "-m", f"bench.{kind}", str(pages), str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


def ours(what: str, url: str, pages: int, home: Path) -> Cost:
    return measured([sys.executable, "-m", "bench.crawl_child", what, url, str(pages), str(home)], pages)


def peers(url: str, pages: int, folder: Path, scrapy: str | None) -> Iterator[tuple[str, Cost]]:
    """Other crawlers on the same site."""
    yield "bare aiohttp, a list, 16 connections", ours("loop", url, pages, folder)
    if wget := shutil.which("wget"):
        yield "wget --mirror", measured([wget, "-q", "--mirror", "-P", str(folder / "wget"), f"{url}/"], pages)
    if scrapy:
        spider = folder / "spider.py"
        spider.write_text(SPIDER + f"    start_urls = [{url + '/'!r}]\n", "utf-8")
        told = ["-s", "LOG_LEVEL=ERROR", "-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16"]
        yield "Scrapy, following links", measured([scrapy, "-m", "scrapy", "runspider", str(spider), *told], pages)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=5_000)
    parser.add_argument("--whole", type=int, default=500, help="pages of the crawl that reads and indexes")
    parser.add_argument("--scrapy", metavar="PYTHON", help="the Python of an environment that has Scrapy")
    chosen = parser.parse_args()
    table = Table(title=f"{chosen.pages} pages of 26 KB on loopback, delay 0")
    for column in ("crawler", "pages/s", "CPU ms/page", "MB"):
        table.add_column(column, justify="left" if column == "crawler" else "right")

    def add(name: str, cost: Cost) -> None:
        speed, cpu = cost.pages / cost.seconds, cost.cpu * 1000 / cost.pages
        table.add_row(name, f"{speed:,.0f}", f"{cpu:.2f}", f"{cost.megabytes:.0f}")

    with tempfile.TemporaryDirectory(prefix="bench-crawl-") as place, site(chosen.pages) as url:
        folder = Path(place)
        add("ours: fetch, digest, WARC, links, rows", ours("keep", url, chosen.pages, folder / "a"))
        with suppress(HTTPError):
            urlopen(f"{url}/nasta").close()
        add("ours again, 99 % answer 304", ours("keep", url, chosen.pages, folder / "a"))
        for name, cost in peers(url, chosen.pages, folder, chosen.scrapy):
            add(name, cost)
    with tempfile.TemporaryDirectory(prefix="bench-crawl-") as place, site(chosen.whole) as url:
        add(f"ours to searchable pages ({chosen.whole})", ours("whole", url, chosen.whole, Path(place) / "a"))
    Console().print(table)


if __name__ == "__main__":
    main()
