"""What proposals cost in an index of many different words: spelling and completing, CPU milliseconds, nothing cached.

    python -m bench.suggest [--words 400000]

The words are drawn from the Swedish word table, fifty to a page, with a few that stand on every second page.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time

from index.model import Document, Field, Kind, Schema
from index.suggest import Speller, completions
from index.swedish.analyzer import SwedishAnalyzer, default_folder, open_lexicon
from index.swedish.compiling import installed_sources
from index.whoosh_engine import open_index

SCHEMA = Schema(fields=(Field(name="body", kind=Kind.TEXT), Field(name="day", kind=Kind.DATE)), body="body", date="day")
COMMON = ["förvaltning", "nämnd", "nämnden", "äldreomsorg", "upphandling", "direktupphandling", "budget", "skola"]
WRITTEN = ["forvaltning", "namnden", "aldreomsorg", "upphandlling", "nämdn", "förvaltnig", "skolla", "sekretesbelagt"]
BEGUN = ["sa", "sko", "upp", "for", "direktu", "budg"]
PAGE = 50


def words(count: int) -> list[str]:
    """So many words of the table, always the same."""
    lexicon = open_lexicon(default_folder(), installed_sources())
    known = [form for form in lexicon.forms() if form.isalpha()]
    return Random(1).sample(known, count)


def cost(work: Callable[[], object]) -> tuple[float, object]:
    """CPU milliseconds and what came of it."""
    started = process_time()
    found = work()
    return (process_time() - started) * 1000, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=400_000)
    drawn, analyzer, random = words(parser.parse_args().words), SwedishAnalyzer(), Random(2)
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(Path(folder), SCHEMA, analyzer)
        with index.batch() as batch:
            for start in range(0, len(drawn), PAGE):
                body = " ".join(drawn[start : start + PAGE] + random.sample(COMMON, len(COMMON) // 2))
                batch.put(Document(id=str(start), values={"body": body, "day": "2024-01-01"}))
        print(f"{sum(1 for _ in index.words('')):,} words")
        for written in WRITTEN:
            speller = Speller(index)
            twin, _ = cost(lambda speller=speller, written=written: speller.twin(written))
            near, found = cost(lambda speller=speller, written=written: speller.near(written))
            print(f"{written:18} accents {twin:5.1f} ms, spelling {near:5.1f} ms: {found.word if found else '-'}")
        for begun in BEGUN:
            took, given = cost(lambda begun=begun: completions(begun, index, analyzer, 5))
            print(f"{begun + '…':18} completions {took:5.1f} ms: {' '.join(given)}")
        index.close()


if __name__ == "__main__":
    main()
