"""What moving an archive costs by step: rows or bytes, seconds on the clock and of CPU of the process that moves.

    python -m bench.moving [--megabytes 100] [--pages 1000]

An archive is made as for `bench.verify`, then moved to another home, and where there is a PostgreSQL to start, to that
and a bucket of moto's, and back. moto runs in the same process: its CPU is counted with ours.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from archive.accounts import By
from archive.config import FILE, load_config
from archive.migrating import Report, migrate
from archive.wiring import open_archive
from bench.verify import made_apart
from tests.fakes.objects import fresh_bucket
from tests.fakes.postgres import missing, server

MEGABYTE = 1_000_000


class Watch:
    """Progress that notes when each step was last heard of."""

    def __init__(self) -> None:
        self._began = (time.perf_counter(), time.process_time())
        self.steps: dict[str, tuple[int, float, float]] = {}
        """By name: how many were done, seconds, seconds of CPU."""

    def __call__(self, done: int, _total: int, words: str) -> None:
        seconds, cpu = (now - began for now, began in zip(_now(), self._began, strict=True))
        before = [each for name, each in self.steps.items() if name != words]
        spent = [sum(each[place] for each in before) for place in (1, 2)]
        self.steps[words] = (done, seconds - spent[0], cpu - spent[1])


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def move(source: Path, target: Path, settings: str) -> tuple[Report, Watch]:
    target.mkdir()
    (target / FILE).write_text(settings, "utf-8")
    watch = Watch()
    with open_archive(source) as archive:
        report = migrate(archive, load_config(target), by=By(who="bench"), told=watch)
    if report.differences:
        raise SystemExit(f"differences: {', '.join(report.differences)}")
    return report, watch


@contextmanager
def elsewhere() -> Iterator[str]:
    """Settings that name a new database and a new bucket."""
    vault, endpoint = fresh_bucket()
    with server().fresh() as database:
        yield f"database = '{database}'\nvault = '{vault}'\nvault_endpoint = '{endpoint}'\n"


def told(way: str, report: Report, watch: Watch) -> Table:
    rows, size = sum(each.rows for each in report.tables), sum(each.size for each in report.files)
    table = Table(title=f"{way}: {rows} rows, {size / MEGABYTE:.0f} MB of WARC, {report.documents} documents")
    for column in ("step", "s", "CPU s", "a CPU s"):
        table.add_column(column)
    amounts = {"rows": rows, "tables read back": 2 * rows, "indexing": report.documents}
    for name, (_, seconds, cpu) in watch.steps.items():
        amount = amounts.get(name, size / MEGABYTE)
        unit = "MB" if name.startswith("WARC") else "documents" if name == "indexing" else "rows"
        table.add_row(name, f"{seconds:.1f}", f"{cpu:.1f}", f"{amount / max(cpu, 0.01):.0f} {unit}")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--pages", type=int, default=1_000)
    asked = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        made_apart(place / "a", asked.megabytes * MEGABYTE, asked.pages)
        console.print(told("home to home", *move(place / "a", place / "b", "")))
        if reason := missing():
            console.print(reason)
            return
        with elsewhere() as settings:
            console.print(told("home to PostgreSQL and bucket", *move(place / "a", place / "far", settings)))
            console.print(told("and back", *move(place / "far", place / "c", "")))


if __name__ == "__main__":
    main()
