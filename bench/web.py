"""How quick a result page is: server time, first paint in Chromium, and what compression costs and saves.

    python -m bench.web [--docs 20000] [--asked 200] [--paints 20]

Two archives are asked: the demo's, crawled here, and one of made pages (bench.search_corpus). The peer of each is a
server that holds one of its result pages with styles and script ready in memory, the same bytes under the same headers:
what remains is what waitress and the browser cost. Everything is on loopback, one visitor at a time.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlsplit

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from archive.config import make_config
from archive.web.server import Server
from archive.web.views.help import EXAMPLES
from archive.wiring import opened
from bench.search_corpus import make_pages, make_queries
from bench.serve import document, question, served
from demo.__main__ import build
from demo.serve import serving

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
PAINTED = """new Promise(done => new PerformanceObserver(list => list.getEntriesByName('first-contentful-paint')
  .forEach(each => done(each.startTime))).observe({ type: 'paint', buffered: true }))"""
KEPT = ("Content-Type", "Content-Encoding", "Cache-Control")
Answer = tuple[bytes, list[tuple[str, str]]]


def demo_home(folder: Path) -> Path:
    """The demo municipality's archive."""
    home = folder / "demo"
    with serving() as site:
        build(home, site.url)
    return home


def made_home(folder: Path, docs: int) -> tuple[Path, list[str]]:
    """An archive of made pages, and questions that fit it."""
    pages, home = list(make_pages(docs)), folder / "made"
    with opened(make_config(home)) as archive, archive.index.rebuild() as batch:
        for page in pages:
            batch.put(document(page))
    return home, [question(each) for each in make_queries(pages, 200)]


def fetch(connection: HTTPConnection, path: str) -> tuple[Answer, float]:
    """An answer taken as browsers take it, and the milliseconds until its last byte. Stops when it is no success."""
    start = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    body = response.read()
    spent = (time.perf_counter() - start) * 1_000
    if response.status != 200:
        raise SystemExit(f"{path}: {response.status}")
    return (body, [(name, value) for name in KEPT if (value := response.headers[name])]), spent


@contextmanager
def connected(address: str) -> Iterator[HTTPConnection]:
    """A connection that stays open."""
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    yield connection
    connection.close()


@contextmanager
def peer(answers: Mapping[str, Answer]) -> Iterator[str]:
    """The address of a server that has these answers ready, whatever stands behind the question mark of a page."""

    def app(environ: Mapping[str, Any], start_response: Callable[..., object]) -> list[bytes]:
        path = environ["PATH_INFO"]
        body, headers = answers[path]
        start_response("200 OK", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    server = Server(app)  # type: ignore[arg-type]
    running = threading.Thread(target=server.run)
    running.start()
    yield server.address
    server.stop()
    running.join()


def held(address: str, path: str) -> dict[str, Answer]:
    """A page with all that it links to, by path."""
    with connected(address) as connection:
        page, _ = fetch(connection, path)
        linked = LINKED.findall(gzip.decompress(page[0]).decode())
        files = {urlsplit(url).path: fetch(connection, url)[0] for url in dict.fromkeys(linked)}
    return {urlsplit(path).path: page, **files}


def waits(address: str, paths: Sequence[str]) -> list[float]:
    """Milliseconds of each answer; a first round warms up."""
    with connected(address) as connection:
        for path in paths[:20]:
            fetch(connection, path)
        return [fetch(connection, path)[1] for path in paths]


def paints(browser: Browser, url: str, times: int) -> list[float]:
    """Milliseconds to the first contentful paint of a visitor who has nothing kept."""
    found = []
    for _ in range(times):
        context = browser.new_context(viewport={"width": 1200, "height": 800})
        page = context.new_page()
        page.goto(url)
        found.append(float(page.evaluate(PAINTED)))
        context.close()
    return found


def middle(values: Sequence[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(values):.1f} / {statistics.quantiles(values, n=20)[-1]:.1f}"


def measure(address: str, asked: Sequence[str], browser: Browser, times: int) -> list[tuple[str, str, str, str]]:
    """Rows of an archive and of its peer: what, bytes sent, wait, paint."""
    paths = [f"/sok?q={quote_plus(each)}" for each in asked]
    answers = held(address, paths[0])
    size = sum(len(body) for path, (body, _) in answers.items() if not path.endswith((".js", ".svg")))
    rows = [
        ("result page", f"{size:,}", middle(waits(address, paths)), middle(paints(browser, address + paths[0], times)))
    ]
    with peer(answers) as other:
        spent = middle(waits(other, [paths[0]] * len(paths)))
        rows.append(("the same bytes from memory", "", spent, middle(paints(browser, other + paths[0], times))))
    return rows


def levels(page: bytes) -> Table:
    """What compressing one result page costs and saves at each level."""
    table = Table("level", "bytes", "CPU ms", title=f"gzip of a result page of {len(page):,} bytes")
    for level in (1, 3, 5, 6, 9):
        start = time.process_time()
        for _ in range(100):
            small = gzip.compress(page, level, mtime=0)
        table.add_row(str(level), f"{len(small):,}", f"{(time.process_time() - start) * 10:.2f}")
    return table


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=20_000)
    parser.add_argument("--asked", type=int, default=200)
    parser.add_argument("--paints", type=int, default=20)
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-web-"))
    try:
        run(folder, chosen)
    finally:
        shutil.rmtree(folder)


def run(folder: Path, chosen: argparse.Namespace) -> None:
    """Fill both archives, ask them, print the tables."""
    examples = [query for _, chapter in EXAMPLES for query, _ in chapter]
    homes = {"demo": (demo_home(folder), examples), f"{chosen.docs:,} pages": made_home(folder, chosen.docs)}
    table = Table("archive", "what", "HTML + CSS, bytes", "answer ms p50 / p95", "first paint ms p50 / p95")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        for name, (home, asked) in homes.items():
            repeated = [asked[place % len(asked)] for place in range(chosen.asked)]
            with served(home) as address:
                for row in measure(address, repeated, browser, chosen.paints):
                    table.add_row(name, *row)
                with connected(address) as connection:
                    page = gzip.decompress(fetch(connection, f"/sok?q={quote_plus(asked[0])}")[0][0])
        browser.close()
    Console(width=130).print(table)
    Console(width=130).print(levels(page))


if __name__ == "__main__":
    main()
