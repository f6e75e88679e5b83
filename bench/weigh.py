"""What a page weighs in each part of an archive: bytes of WARC, database and index, and CPU from capture to search.

    python -m bench.weigh [--pages 1000] [--kilobytes 60] [--postgres] [--toml]

A made municipal site (bench.weigh_site) is crawled three times, a month apart by the archive's clock: all of it is new;
a tenth has changed; nothing has. The first gives the weight of a page, the last that of a visit without news (a revisit
record), the second, less its visits, that of a version. The index is weighed after a rebuild. `--postgres` starts a
PostgreSQL server of its own (tests/fakes/postgres.py) instead of SQLite. The CPU is the crawler's, with reading,
storing and indexing.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import process_time
from urllib.error import HTTPError
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine, text

from archive import changes, jobs
from archive.config import Config, make_config
from archive.parts import system_clock
from archive.wiring import opened
from bench.crawl import site
from bench.measured import lines
from bench.weigh_site import CHANGED, SIZE
from crawler.model import Source

NAME = "bench"
MONTH = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Weight:
    """Bytes on disk by part, and seconds of CPU to have it there."""

    warc: float = 0.0
    cdxj: float = 0.0
    database: float = 0.0
    index: float = 0.0
    cpu: float = 0.0

    def less(self, other: Weight, *, times: float = 1) -> Weight:
        mine, its = asdict(self), asdict(other)
        return Weight(**{name: mine[name] - times * its[name] for name in mine})

    def shared(self, among: float) -> Weight:
        return Weight(**{name: value / among for name, value in asdict(self).items()})


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Of a new page, of a later version of one, of a visit that brought nothing new.

    `rebuild_cpu` is seconds to index a page again, `megabytes` the peak memory of the crawler.
    """

    pages: int
    page: Weight
    version: Weight
    visit: Weight
    rebuild_cpu: float
    megabytes: float


def weigh(config: Config, pages: int, size: int) -> Weights:
    """Crawl three times and tell."""
    with opened(config):
        pass
    empty = _on_disk(config)
    with site(pages, size, kind="weigh_site") as url:
        first, rebuild = _round(config, url, months=0)
        with suppress(HTTPError):
            urlopen(f"{url}/nasta").close()
        second, _ = _round(config, url, months=1)
        third, _ = _round(config, url, months=2)
    visit, changed = _grown(second, third).shared(pages), len(range(1, pages, CHANGED))
    version = _grown(first, second).less(visit, times=pages - changed).shared(changed)
    return Weights(
        pages=pages,
        page=first.less(empty).shared(pages),
        version=version,
        visit=visit,
        rebuild_cpu=rebuild / pages,
        megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def _grown(before: Weight, after: Weight) -> Weight:
    """What a round has added; its CPU is its own."""
    return replace(after.less(before), cpu=after.cpu)


def _round(config: Config, url: str, *, months: int) -> tuple[Weight, float]:
    """What all weighs after a round, with its CPU, and the CPU of a rebuild of the index."""
    source = Source(name=NAME, seeds=(f"{url}/",), delay=0, allow_private=True, max_alike=10**9, max_pages=10**9)
    with opened(config, clock=lambda: system_clock() + months * MONTH) as archive:
        archive.store.sources.save(source)
        began = process_time()
        jobs.crawl(archive, source)
        crawled = process_time()
        changes.rebuild(archive.store, archive.index)
        rebuilt = process_time() - crawled
    return replace(_on_disk(config), cpu=crawled - began), rebuilt


def _on_disk(config: Config) -> Weight:
    files = [each for each in config.warc.rglob("*") if each.is_file()]
    lines = sum(each.stat().st_size for each in files if ".cdxj" in each.name)
    return Weight(
        warc=sum(each.stat().st_size for each in files) - lines,
        cdxj=lines,
        database=_database_bytes(config.database_url),
        index=sum(each.stat().st_size for each in config.index.rglob("*") if each.is_file()),
    )


def _database_bytes(url: str) -> int:
    """After what is dead has been given back: VACUUM."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    query = {
        "sqlite": "select page_count * page_size from pragma_page_count(), pragma_page_size()",
        "postgresql": "select pg_database_size(current_database())",
    }[engine.dialect.name]
    with engine.connect() as connection:
        connection.execute(text("vacuum"))
        found = int(connection.scalar(text(query)) or 0)
    engine.dispose()
    return found


@contextmanager
def _database(*, postgres: bool) -> Iterator[str]:
    """Its address; empty for SQLite."""
    if not postgres:
        yield ""
        return
    from tests.fakes.postgres import fresh_database

    with fresh_database() as address:
        yield address


def table(found: Weights, kilobytes: int) -> Table:
    made = Table(title=f"{found.pages} pages of {kilobytes} KB; bytes, CPU milliseconds")
    for column in ("", "WARC", "CDXJ", "database", "index", "CPU ms"):
        made.add_column(column, justify="right" if column else "left")
    for name, each in (("page", found.page), ("version", found.version), ("visit without news", found.visit)):
        sizes = (each.warc, each.cdxj, each.database, each.index)
        made.add_row(name, *(f"{size:,.0f}" for size in sizes), f"{each.cpu * 1000:.1f}")
    made.caption = f"index rebuilt: {found.rebuild_cpu * 1000:.1f} ms a page; crawler {found.megabytes:.0f} MB at most"
    return made


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1_000)
    parser.add_argument("--kilobytes", type=int, default=SIZE // 1000, help="size of a page's HTML")
    parser.add_argument("--postgres", action="store_true", help="instead of SQLite")
    parser.add_argument("--toml", action="store_true", help="as it stands in bench/measured.toml")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-weigh-") as place, _database(postgres=chosen.postgres) as database:
        config = replace(make_config(Path(place) / "home"), database=database)
        found = weigh(config, chosen.pages, chosen.kilobytes * 1000)
    if chosen.toml:
        parts = {"page": found.page, "version": found.version, "visit": found.visit}
        command = f"python -m bench.weigh{' --postgres' * chosen.postgres}"
        own = {"megabytes": found.megabytes, "rebuild_cpu": found.rebuild_cpu}
        print(lines(command, {name: asdict(each) for name, each in parts.items()} | {"crawler": own}))
    else:
        Console().print(table(found, chosen.kilobytes))


if __name__ == "__main__":
    main()
