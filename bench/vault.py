"""What a vault on object storage costs beside one in a folder: captures a second, and requests to the storage.

    python -m bench.vault [--captures 2000] [--vault s3://bucket/prefix --endpoint https://storage.example]

The same captures, pages of 26 KB and one document of 200 KB in twenty, are written, handed over, read in any order,
copied, and read through (`examine`, what `verify` does) in a folder and in a bucket, in one run. Without --vault a
server is started here (moto, in a process of its own): its seconds are those of a slow server without a network, so
only the ratios within one run say something; the requests are the same with every storage.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from archive.model import Kept
from archive.vault.addresses import Place, parse_place
from archive.vault.bucket import Bucket
from archive.vault.objects import open_bucket
from archive.vault.warc import WarcVault, open_vault
from bench.verify import documents, pages
from crawler.model import Capture

BUCKET = "s3://bench-valv/valv"
BATCH = 100
PATIENCE = 60.0
"""Seconds that the server gets to start."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a step took: seconds on the clock, captures, requests to the storage."""

    seconds: float
    captures: int
    requests: int


Costs = dict[str, Cost]


def visits(count: int) -> Iterator[Capture]:
    """Nineteen pages and a document, again and again."""
    plain, heavy = pages(), documents()
    groups = (chain(islice(plain, 19), islice(heavy, 1)) for _ in range(count // 20 + 1))
    return islice(chain.from_iterable(groups), count)


def play(vault: WarcVault, count: int, asked: Callable[[], int]) -> Costs:
    """Write and hand over, read, copy and examine."""
    kept: list[Kept] = []
    given = list(visits(count))

    def write() -> None:
        for start in range(0, count, BATCH):
            kept.extend(vault.add(each) for each in given[start : start + BATCH])
            vault.sync()
        vault.close()

    def read() -> None:
        for each in Random(4711).sample(kept, count):
            vault.read(each)

    def copy() -> None:
        for each in Random(42).sample(kept, count):
            vault.copy(each)

    def examine() -> None:
        assert sum(1 for _ in vault.examine()) == count

    steps = {"write and hand over": write, "read": read, "copy": copy, "examine": examine}
    return {name: measured(step, count, asked) for name, step in steps.items()}


def measured(step: Callable[[], None], count: int, asked: Callable[[], int]) -> Cost:
    begun, before = time.perf_counter(), asked()
    step()
    return Cost(seconds=time.perf_counter() - begun, captures=count, requests=asked() - before)


@contextmanager
def server() -> Iterator[str]:
    """moto's server in a process of its own, with an empty bucket; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ.update(
        {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_DEFAULT_REGION": "us-east-1"}
    )
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        make_bucket(f"http://127.0.0.1:{port}/{BUCKET.split('/')[2]}")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def make_bucket(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(urllib.request.Request(address, method="PUT"), timeout=5).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
        else:
            return


def place_of(chosen: argparse.Namespace, stack: ExitStack) -> Place:
    if chosen.vault:
        return parse_place(chosen.vault, chosen.endpoint)
    return parse_place(BUCKET, stack.enter_context(server()))


def main() -> None:
    """Play both, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--captures", type=int, default=2_000)
    parser.add_argument("--vault", default="")
    parser.add_argument("--endpoint", default="")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-vault-")))
        bucket = Bucket(place_of(chosen, stack))
        near = play(open_vault(folder / "near"), chosen.captures, lambda: 0)
        far = play(open_bucket(bucket, folder / "far"), chosen.captures, lambda: bucket.requests)
        show(near, far, sum(each.size for each in open_vault(folder / "near").files()))


def show(near: Costs, far: Costs, size: int) -> None:
    """The table."""
    captures = next(iter(near.values())).captures
    table = Table(title=f"{captures:,} captures, {size / 1e6:,.0f} MB of WARC")
    headings: Sequence[str] = ("", "folder /s", "bucket /s", "bucket takes", "requests", "requests a capture")
    for heading in headings:
        table.add_column(heading, justify="right" if heading else "left")
    for name, cost in near.items():
        other = far[name]
        rates = (f"{each.captures / each.seconds:,.0f}" for each in (cost, other))
        times = f"{other.seconds / cost.seconds:,.1f} times"
        table.add_row(name, *rates, times, f"{other.requests:,}", f"{other.requests / other.captures:.3f}")
    Console().print(table)


if __name__ == "__main__":
    main()
