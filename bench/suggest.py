"""What proposals cost in an index of many different words: spelling and completing, CPU milliseconds, nothing cached.

    python -m bench.suggest [--words 400000] [--docs 20000]

The words are drawn from the Swedish word table, fifty to a page, with a few that stand on every second page; the pages
of the second part are those of bench.search.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time

from archive import facets
from archive.web.completing import Completer
from bench.search_corpus import Page, make_pages
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
    parser.add_argument("--docs", type=int, default=20_000)
    given = parser.parse_args()
    among_words(given.words)
    among_pages(given.docs)


def among_words(count: int) -> None:
    """Spelling and completing alone."""
    drawn, analyzer, random = words(count), SwedishAnalyzer(), Random(2)
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


def among_pages(count: int) -> None:
    """Whole lists of proposals: words, titles, units and topics, as the search box asks for them."""
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(Path(folder), facets.SCHEMA)
        with index.rebuild() as batch:
            for page in make_pages(count):
                batch.put(_document(page))
        completer = Completer(index, SwedishAnalyzer())
        first, _ = cost(lambda: completer.propose("budget"))
        print(f"{count:,} pages, {sum(1 for _ in index.words('')):,} words; the first list {first:.1f} ms")
        for begun in BEGUN:
            took, rows = cost(lambda begun=begun: completer.propose(begun))
            print(f"{begun + '…':18} proposals {took:5.1f} ms: {' | '.join(row.text for row in rows)}")
        index.close()


def _document(page: Page) -> Document:
    values = {each.name: () for each in facets.SCHEMA.fields if each.kind is not Kind.TEXT}
    texts = {"titel": page.title, "text": page.body, "ingress": "", "rubriker": "", "url": page.id, "datumslag": ""}
    told = {"ar": (page.year,), "forvaltning": (page.unit,), "amne": page.topics, "datum": page.day, "fangad": ""}
    return Document(id=page.id, values=values | texts | told)


if __name__ == "__main__":
    main()
