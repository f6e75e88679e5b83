"""How long `verify` takes beside programs that read the same files: seconds on the clock and of CPU, memory.

    python -m bench.verify [--megabytes 1000] [--pages 2000]

An archive is made: so many megabytes of WARC files, half of them pages of 26 KB and half documents that do not pack;
so many of the pages have a version in the store and a document in the index. Then, each in a process of its own and
on the same files, warm: `kommunarkiv verify`, `gzip -t`, `sha256sum`, and warcio's check where it is installed.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from archive import changes
from archive.config import make_config
from archive.ingest import Ingest
from archive.parts import Archive
from archive.wiring import opened
from bench.crawl import Cost, measured
from bench.crawl_site import SIZE, make_page
from crawler.model import Capture, Source

AT = datetime(2024, 4, 12, 9, 30, tzinfo=UTC)
DOCUMENT_BYTES = 200_000
GROUP = 100
TOWN = Source(name="bench", seeds=("https://bench.example/",))


def capture(path: str, body: bytes, media_type: str) -> Capture:
    digest = hashlib.sha256(body).hexdigest()
    headers = (("Content-Type", media_type),)
    return Capture(url=f"https://bench.example/{path}", at=AT, status=200, headers=headers, body=body, digest=digest)


def pages() -> Iterator[Capture]:
    """Pages without end; each has text of its own, so that they pack as real ones do."""
    for number in range(10_000_000):
        own = Random(number).randbytes(2_500).hex().encode()
        yield capture(
            f"{number}", make_page(number, 0, 1_000, size=SIZE) + b"<!-- " + own + b" -->", "text/html; charset=utf-8"
        )


def documents() -> Iterator[Capture]:
    """Files that do not pack, without end."""
    for number in range(10_000_000):
        yield capture(f"{number}.pdf", Random(-number).randbytes(DOCUMENT_BYTES), "application/pdf")


def keep(archive: Archive, visits: Iterator[Capture], size: int) -> int:
    """Captures up to so many bytes of WARC; gives how many."""
    count = done = 0
    while done < size:
        kept = [archive.vault.add(each) for each in islice(visits, GROUP)]
        archive.vault.sync()
        archive.store.captures.save(kept)
        count, done = count + len(kept), done + sum(each.length for each in kept)
    return count


def make(home: Path, size: int, read: int) -> int:
    """An archive of about so many bytes, so many pages of it read and indexed; gives the number of captures."""
    with opened(make_config(home)) as archive:
        archive.store.sources.save(TOWN)
        kept = pages()
        Ingest(archive, TOWN).keep(list(islice(kept, read)))
        changes.apply(archive.store, archive.index)
        held = sum(path.stat().st_size for path in archive.config.warc.iterdir())
        plain = keep(archive, kept, max(size // 2 - held, 0))
        return read + plain + keep(archive, documents(), size // 2)


def made_apart(home: Path, size: int, read: int) -> int:
    """`make` in a process of its own, whose memory no child inherits."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(make, home, size, read).result()


def main() -> None:
    """Make, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1_000)
    parser.add_argument("--pages", type=int, default=2_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-verify-") as place:
        home = Path(place) / "a"
        captures = made_apart(home, chosen.megabytes * 1_000_000, chosen.pages)
        files = sorted(str(path) for path in (home / "warc").glob("*.warc.gz"))
        held = sum(Path(each).stat().st_size for each in files)
        rows = {
            "kommunarkiv verify": [sys.executable, "-m", "archive", "verify", "--home", str(home)],
            "gzip -t": ["gzip", "-t", *files],
            "sha256sum": ["sha256sum", *files],
            "warcio check": [sys.executable, "-m", "warcio.cli", "check", *files],
        }
        measured(rows["sha256sum"], captures)
        show(held, captures, chosen.pages, {name: measured(command, captures) for name, command in rows.items()})


def show(held: int, captures: int, read: int, costs: dict[str, Cost]) -> None:
    """The table."""
    table = Table(title=f"{held / 1e6:,.0f} MB, {captures:,} captures, {read:,} pages read")
    for heading in ("", "seconds", "CPU s", "MB/s", "memory MB"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, cost in costs.items():
        figures = (cost.seconds, cost.cpu, held / 1e6 / cost.seconds, cost.megabytes)
        table.add_row(name, *(f"{figure:,.1f}" for figure in figures))
    Console().print(table)


if __name__ == "__main__":
    main()
