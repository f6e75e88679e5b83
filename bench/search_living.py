"""What an index costs beside its queries: a changed page, a process that searches."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.search_corpus import SCHEMA, Asked, Page, document
from index.model import Query
from index.swedish import SwedishAnalyzer
from index.tree import Word
from index.whoosh_engine import WhooshIndex

ROOT = Path(__file__).parents[1]


def visible(pages: Sequence[Page], folder: Path, times: int = 10) -> float:
    """Milliseconds (median, by the clock) from a changed page's arrival to the first search that finds it."""
    index = WhooshIndex(folder, SCHEMA, SwedishAnalyzer())
    index.search(Query(root=Word(text="först")))
    return median(_changes(index, pages[:times]))


def _changes(index: WhooshIndex, pages: Sequence[Page]) -> Iterator[float]:
    for number, page in enumerate(pages):
        changed, word = replace(page, body=f"{page.body} nyord{number}x"), f"nyord{number}x"
        started = perf_counter()
        with index.batch() as batch:
            batch.put(document(changed))
        total = index.search(Query(root=Word(text=word))).total
        yield (perf_counter() - started) * 1000
        if total != 1:
            raise RuntimeError(f"{page.id} is not found by {word}")


def searcher(folder: Path, queries: Sequence[Asked]) -> dict[str, float]:
    """What a new process says that opens the index and asks the queries; see bench.search_child."""
    asked = json.dumps([asdict(each) for each in queries])
    command = [sys.executable, "-m", "bench.search_child", str(folder)]
    said: dict[str, float] = json.loads(
        subprocess.run(command, input=asked, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    )
    return said
