"""How fast a store takes in what a crawl brings: SQLite and PostgreSQL in one run, by one worker and by several.

    python -m bench.store [--pages 1000] [--workers 1 2 4] [--database URL]

Batches as a crawl keeps them (100 pages, each with a capture, a step of the frontier, a version and eight facts), a
transaction each, durable when it returns; every worker is a process of its own with a source of its own. Then one
reader asks for pages and their versions. PostgreSQL is a server of its own in a temporary folder that waits for the
disk, else the empty database at URL. What one machine gives to database and workers is shared by both.
"""

from __future__ import annotations

import argparse
import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from archive.model import Evidence, Fact, Kept, Memento, Section, TopicFact, UnitFact, UnitKind
from archive.store.pages import page_id
from archive.store.sql import SqlStore, open_store
from crawler.model import Capture, Step, Target

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
BATCH, FACTS, WORDS = 100, 8, 300
PATIENCE = 300.0
"""Seconds until it is given up that all workers are ready."""
SPAWN = multiprocessing.get_context("spawn")


def address(worker: int, number: int) -> str:
    """A page of a worker's site."""
    return f"https://www.kommun{worker}.example/nyheter/{number}"


def facts(number: int) -> Iterator[Fact]:
    """Facts as a page of news has them."""
    for each in range(FACTS):
        evidence = Evidence(text=f"Sida {number}, mening {each}.", rule="bench", start=each, end=each + 20)
        kind = (
            UnitFact(name=f"nämnd {each}", kind=UnitKind.NAMND, evidence=evidence)
            if each % 2
            else TopicFact(name="skola", weight=3, evidence=evidence)
        )
        yield kind


def memento(worker: int, number: int, chance: Random) -> Memento:
    """A made version of 300 words."""
    url = address(worker, number)
    text = " ".join(str(chance.getrandbits(40)) for _ in range(WORDS))
    return Memento(
        page=page_id(url),
        url=url,
        source=f"s{worker}",
        at=AT,
        seen_at=AT,
        title=f"Nyhet {number}",
        sections=(Section(kind="paragraph", text=text),),
        cuts=(),
        facts=tuple(facts(number)),
        digest=page_id(url) * 4,
        text_digest=page_id(url) * 4,
        capture=f"{worker}-{number}",
    )


def keep(store: SqlStore, batch: list[Memento], worker: int) -> None:
    """One transaction, as archive.ingest makes it."""
    kept = [
        Kept(id=each.capture or "", url=each.url, at=AT, status=200, digest=each.digest, file="f", offset=n, length=9)
        for n, each in enumerate(batch)
    ]
    steps = [
        Step(
            target=Target(url=each.url, source=f"s{worker}"),
            visit=Capture(url=each.url, at=AT, status=200, headers=(), body=b"", digest=each.digest),
        )
        for each in batch
    ]
    with store.transaction(alone=False):
        store.removals.at_urls(each.url for each in batch)
        store.captures.save(kept)
        store.frontier.record(steps, now=AT)
        for each in batch:
            store.pages.save(each)


def work(url: str, worker: int, pages: int, begin: object) -> None:
    """Make everything ready, wait for the others, keep it."""
    chance, store = Random(worker), open_store(url)
    made = [memento(worker, number, chance) for number in range(pages)]
    begin.wait(PATIENCE)  # type: ignore[attr-defined]
    for start in range(0, pages, BATCH):
        keep(store, made[start : start + BATCH], worker)
    store.close()


def written(url: str, workers: int, pages: int) -> float:
    """Pages a second that so many workers keep, each its share."""
    begin = SPAWN.Barrier(workers + 1)
    crew = [SPAWN.Process(target=work, args=(url, each, pages // workers, begin)) for each in range(workers)]
    for each in crew:
        each.start()
    begin.wait(PATIENCE)
    began = time.perf_counter()
    for each in crew:
        each.join()
    if any(each.exitcode for each in crew):
        raise SystemExit("a worker failed")
    return pages // workers * workers / (time.perf_counter() - began)


def read(url: str, pages: int) -> float:
    """Pages with their newest version that one reader gets in a second."""
    store, began = open_store(url), time.perf_counter()
    for number in range(pages):
        store.pages.memento(store.pages.page(page_id(address(0, number))).id)
    seconds = time.perf_counter() - began
    store.close()
    return pages / seconds


@contextmanager
def sqlite() -> Iterator[str]:
    """A database in a file."""
    with tempfile.TemporaryDirectory(prefix="bench-store-") as folder:
        yield f"sqlite:///{Path(folder) / 'archive.db'}"


@contextmanager
def postgres(given: str) -> Iterator[str]:
    """An empty database of a server."""
    if given:
        yield given
        return
    from tests.fakes.postgres import Server

    server = Server(is_durable=True)
    try:
        with server.fresh() as url:
            yield url
    finally:
        server.remove()


def main() -> None:
    """Print pages a second and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--database", default="")
    said = parser.parse_args()
    table = Table("pages a second", "SQLite", "PostgreSQL", "ratio")
    counts = said.workers[:1] if said.database else said.workers
    for workers in counts:
        with sqlite() as small, postgres(said.database) as large:
            rates = [written(url, workers, said.pages) for url in (small, large)]
            table.add_row(f"kept by {workers}", *(f"{rate:.0f}" for rate in rates), f"{rates[1] / rates[0]:.2f}")
            rates = [read(url, said.pages // workers) for url in (small, large)]
            table.add_row("read by one", *(f"{rate:.0f}" for rate in rates), f"{rates[1] / rates[0]:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
