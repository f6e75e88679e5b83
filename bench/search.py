"""How fast searches are answered, beside SQLite FTS5 and (when installed) tantivy.

    python -m bench.search [--docs 20000] [--queries 200] [--plain]
    python -m bench.search --growth 2000 20000 100000

The corpus is made here, always the same: words of the demo municipality's pages with their own frequencies, and
dictionary words, compounds, names and numbers drawn by Zipf's law; lengths log-normal around 320 words. Queries are of
eight kinds, in equal shares. Times are CPU milliseconds of one process, p50 / p95, after a warm-up.
`--plain` adds this engine without its array companion: Whoosh's own postings, read for each query. Whoosh by its
defaults stands beside it. Then: how soon a changed page is found, and the memory of a process that only searches.
`--growth` asks this engine alone, with so many pages.
"""

from __future__ import annotations

import argparse
import gc
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter, process_time

from rich.console import Console
from rich.table import Table

from bench.search_corpus import KINDS, SCHEMA, Asked, Engine, Page, document, make_pages, make_queries, tree
from bench.search_default import default_whoosh
from bench.search_living import searcher, visible
from index.model import Query
from index.swedish import SwedishAnalyzer
from index.whoosh_engine import WhooshIndex

DEFAULTS = 20_000
"""Pages up to which Whoosh's defaults are tried without `--plain`: with more they take minutes."""


def our_engine(pages: Sequence[Page], folder: Path, name: str, *, companions: bool = True) -> Engine:
    """This engine."""
    started = process_time()
    index = WhooshIndex(folder, SCHEMA, SwedishAnalyzer(), companions=companions)
    if not list(index.ids()):
        with index.rebuild() as batch:
            for page in pages:
                batch.put(document(page))
    built = process_time() - started

    def facets(asked: Asked) -> int:
        return index.find(Query(root=tree(asked))).total

    def full(asked: Asked) -> int:
        return index.search(Query(root=tree(asked))).total

    return Engine(name=name, facets=facets, full=full, built=built, size=_megabytes(folder))


def fts5(pages: Sequence[Page], folder: Path) -> Engine:
    """SQLite FTS5, unicode61, facets by GROUP BY over one materialised match."""
    started = process_time()
    folder.mkdir()
    base = sqlite3.connect(folder / "fts5.db")
    base.executescript(
        "create virtual table text using fts5(title, body, prefix='3 4 5');"
        "create table page(id integer primary key, name text, year int, unit text, day text);"
        "create table topic(page int, name text); create index by_page on topic(page, name);"
        "create index facets on page(id, year, unit, day);"
    )
    for number, page in enumerate(pages, 1):
        base.execute("insert into text(rowid, title, body) values(?, ?, ?)", (number, page.title, page.body))
        base.execute("insert into page values(?, ?, ?, ?, ?)", (number, page.id, page.year, page.unit, page.day))
        base.executemany("insert into topic values(?, ?)", [(number, topic) for topic in page.topics])
    base.commit()
    built = process_time() - started

    def facets(asked: Asked) -> int:
        values = (_fts_text(asked), *(asked.days or ()))
        where = "and day between ? and ?" if asked.days else ""
        return len(base.execute(_FTS_FACETS.format(where=where), values).fetchall())

    def full(asked: Asked) -> int:
        values = (_fts_text(asked), *(asked.days or ()))
        where = "and day between ? and ?" if asked.days else ""
        base.execute(_FTS_EXCERPTS.format(where=where), values).fetchall()
        return facets(asked)

    return Engine(name="SQLite FTS5", facets=facets, full=full, built=built, size=_megabytes(folder))


_FTS_FACETS = """
with found as materialized (
  select page.id, page.year, page.unit, bm25(text, 3.0, 1.0) as score
  from text join page on page.id = text.rowid where text match ? {where})
select * from (select 'hit', id, score from found order by score, id limit 10)
union all select 'year', year, count(*) from found group by year
union all select 'unit', unit, count(*) from found group by unit
union all select 'topic', topic.name, count(*) from found join topic on topic.page = found.id group by topic.name
"""
_FTS_EXCERPTS = """
select snippet(text, 1, '<', '>', '…', 30) from text join page on page.id = text.rowid
where text match ? {where} order by rank limit 10
"""


def _fts_text(asked: Asked) -> str:
    quoted = [f'"{word}"' for word in asked.words]
    match asked.kind:
        case "or":
            return " OR ".join(quoted)
        case "phrase":
            return f'"{" ".join(asked.words)}"'
        case "prefix":
            return quoted[0] + "*"
        case _:
            return " ".join(quoted)


def _megabytes(folder: Path) -> float:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6


def percentile(times: list[float], share: float) -> float:
    """The value below which that share lies."""
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def spread(times: list[float]) -> str:
    """The median, and what one in twenty exceeds."""
    return f"{percentile(times, 0.5):.2f} / {percentile(times, 0.95):.2f}"


def timed(ask: Callable[[Asked], int], queries: Sequence[Asked]) -> list[float]:
    """CPU milliseconds of each query, the second time it is asked. What lies in memory already is no garbage."""
    for asked in queries:
        ask(asked)
    gc.collect()
    gc.freeze()
    times = []
    for asked in queries:
        started = process_time()
        ask(asked)
        times.append((process_time() - started) * 1000)
    return times


def report(engine: Engine, pages: int, queries: Sequence[Asked], table: Table, console: Console) -> None:
    """One row."""
    facets, full = timed(engine.facets, queries), timed(engine.full, queries)
    table.add_row(
        engine.name,
        spread(facets),
        spread(full),
        f"{pages / engine.built:.0f}" if engine.built > 1 else "-",
        f"{engine.size:.0f}",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}",
    )
    by_kind = {
        kind: percentile([t for t, q in zip(facets, queries, strict=True) if q.kind == kind], 0.5) for kind in KINDS
    }
    console.print(engine.name, {kind: round(each, 2) for kind, each in by_kind.items()})


def living(pages: Sequence[Page], queries: Sequence[Asked], folder: Path, console: Console) -> None:
    """What is measured beside queries."""
    said = searcher(folder / "ours", queries)
    console.print(
        f"a new process: first answer after {said['opening_ms']:.0f} ms (its imports took {said['importing_ms']:.0f}); "
        f"after all queries {said['VmRSS']:.0f} MB resident, {said['RssAnon']:.0f} its own, "
        f"{said['RssFile']:.0f} mapped from files"
    )
    console.print(f"a changed page is found after {visible(pages, folder / 'ours'):.0f} ms (median of 10)")


def growth(sizes: Sequence[int], count: int, folder: Path, console: Console) -> None:
    """How our costs grow with the pages."""
    table = Table(title=f"our engine, {count} queries, CPU ms p50 / p95")
    for column in ("pages", "with facets", "and excerpts", "pages/s built", "MB on disk", "first answer ms", "MB held"):
        table.add_column(column, justify="right")
    for size in sizes:
        pages = list(make_pages(size))
        queries = make_queries(pages, count)
        engine = our_engine(pages, folder / str(size), "ours")
        said = searcher(folder / str(size), queries)
        table.add_row(
            str(size),
            *(spread(timed(ask, queries)) for ask in (engine.facets, engine.full)),
            *(f"{each:.0f}" for each in (size / engine.built, engine.size, said["opening_ms"], said["VmRSS"])),
        )
    console.print(table)


def compare(chosen: argparse.Namespace, folder: Path, console: Console) -> None:
    """All engines on one corpus."""
    started = perf_counter()
    pages = list(make_pages(chosen.docs))
    queries = make_queries(pages, chosen.queries)
    console.print(f"{chosen.docs} pages and {len(queries)} queries made in {perf_counter() - started:.0f} s")
    table = Table(title=f"{chosen.docs} pages, {len(queries)} queries, CPU ms p50 / p95")
    for column in ("engine", "with facets", "and excerpts", "pages/s built", "MB on disk", "peak MB so far"):
        table.add_column(column, justify="left" if column == "engine" else "right")
    report(our_engine(pages, folder / "ours", "ours"), len(pages), queries, table, console)
    report(fts5(pages, folder / "fts5"), len(pages), queries, table, console)
    if find_spec("tantivy"):
        from bench.search_tantivy import tantivy

        report(tantivy(pages, folder / "tantivy"), len(pages), queries, table, console)
    some = queries[: max(1, len(queries) // 5)]
    if chosen.plain:
        alone = our_engine(pages, folder / "ours", "ours, no companion", companions=False)
        report(alone, len(pages), some, table, console)
    if chosen.plain or len(pages) <= DEFAULTS:
        report(default_whoosh(pages, folder / "default"), len(pages), some, table, console)
    console.print(table)
    living(pages, queries, folder, console)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--growth", type=int, nargs="+", metavar="PAGES")
    chosen = parser.parse_args()
    console, folder = Console(), Path(tempfile.mkdtemp(prefix="bench-search-"))
    try:
        if chosen.growth:
            growth(chosen.growth, chosen.queries, folder, console)
        else:
            compare(chosen, folder, console)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
