"""kill -9 at any moment: no acknowledged row without its bytes, no torn record to be seen, and the next one goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from archive.store.sql import SqlStore, open_store
from archive.vault.warc import WarcVault, open_vault
from crawler.model import Step, Target
from tests.fakes.storing import AT, capture, memento

ROOT = Path(__file__).parents[2]
BATCH = 7


def address(number: int) -> str:
    return f"https://x.se/{number}"


def keep(store: SqlStore, vault: WarcVault, first: int) -> None:
    """A batch as a crawl keeps it: bytes, sync, rows."""
    captures = [capture(url=address(number), body=random.randbytes(3_000)) for number in range(first, first + BATCH)]
    kept = [vault.add(each) for each in captures]
    vault.sync()
    with store.transaction():
        store.captures.save(kept)
        steps = [Step(target=Target(url=each.url, source="a"), visit=each) for each in captures]
        store.frontier.record(steps, now=AT)
        for each, place in zip(captures, kept, strict=True):
            store.pages.save(memento(url=each.url, capture=place.id))


def main(home: Path) -> None:
    """Keep batches for ever, and say so after each."""
    store, vault = open_store(f"sqlite:///{home / 'archive.db'}"), open_vault(home / "warc", limit=100_000)
    first = store.frontier.tally("a").fetched
    while True:
        keep(store, vault, first)
        first += BATCH
        print(first, flush=True)  # noqa: T201


def killed(home: Path, after: float) -> int:
    """Run `main` and kill it; gives how many captures it had told of."""
    child = subprocess.Popen(
        [sys.executable, "-c", f"from tests.archive.test_store_killed import *; main(Path({str(home)!r}))"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    told = child.stdout.readline()
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read().splitlines()
    child.stdout.close()
    assert child.wait() == -signal.SIGKILL
    return int((rest or [told])[-1])


def check(home: Path, told: int) -> None:
    store, vault = open_store(f"sqlite:///{home / 'archive.db'}"), open_vault(home / "warc")
    rows = list(store.captures.all())
    assert len(rows) >= told
    assert len(rows) % BATCH == 0
    for kept in rows:
        assert vault.read(kept).url == kept.url
        assert store.pages.by_url(kept.url) is not None
    assert store.frontier.tally("a").fetched == len(rows) == len(store.changes.waiting(100_000))
    assert {kept.id for kept in rows} <= {kept.id for kept in vault.walk()}
    assert list((home / "warc").glob("*.open")) == []
    for path in (home / "warc").glob("*.warc.gz"):
        assert subprocess.run(["gzip", "-t", path], check=False).returncode == 0
    store.close()
    vault.close()


@pytest.mark.slow
def test_killed_ten_times_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    moments = random.Random(4711)
    told = [0]
    for _ in range(10):
        told.append(killed(tmp_path, moments.uniform(0, 0.15)))
        check(tmp_path, told[-1])
    assert all(before < after for before, after in pairwise(told))
