"""How fast searches are answered, beside SQLite FTS5 and (when installed) tantivy.

    python -m bench.search [--docs 20000] [--queries 200] [--plain]

The corpus is made here, always the same: words of the demo municipality's pages with their own frequencies, and
dictionary words, compounds, names and numbers drawn by Zipf's law; lengths log-normal around 320 words. Queries are of
eight kinds, in equal shares. Times are CPU milliseconds of one process, p50 / p95, after a warm-up.
`--plain` adds this engine without its array companion: Whoosh's own postings, read for each query.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from rich.console import Console
from rich.table import Table

from demo.site import Site
from index.analysis import fold
from index.model import Document, Field, Kind, Query, Schema
from index.swedish import SwedishAnalyzer
from index.swedish.cutting import words as words_of
from index.tree import All, Any, Node, Phrase, Prefix, Range, Word
from index.whoosh_engine import WhooshIndex

_UNITS = "Social Äldre Skol Kultur Stadsbyggnads Miljö Teknik Fritids Upphandlings It Hr Ekonomi"
UNITS = [f"{name}förvaltningen" for name in _UNITS.split()]
_TOPICS = (
    "upphandling budget skola äldreomsorg socialtjänst kultur bygga trafik miljö näringsliv trygghet personal "
    "digitalisering politik hälsa"
)
TOPICS = _TOPICS.split()
SCHEMA = Schema(
    fields=(
        Field(name="title", kind=Kind.TEXT, weight=3.0),
        Field(name="body", kind=Kind.TEXT),
        Field(name="year", kind=Kind.NUMBER, facet=True),
        Field(name="unit", kind=Kind.KEYWORD, facet=True),
        Field(name="topic", kind=Kind.KEYWORD, facet=True),
        Field(name="day", kind=Kind.DATE),
    ),
    body="body",
    date="day",
)
KINDS = ("rare", "common", "or", "and", "phrase", "prefix", "word+days", "compound")


@dataclass(frozen=True, kw_only=True)
class Page:
    """A made page."""

    id: str
    title: str
    body: str
    year: int
    unit: str
    topics: tuple[str, ...]
    day: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A query: its kind, its words, for all engines alike; days are inclusive."""

    kind: str
    words: tuple[str, ...]
    days: tuple[str, str] | None = None


class Language:
    """A vocabulary with frequencies."""

    def __init__(self, random: Random) -> None:
        self._random = random
        text = " ".join(page.body for page in Site().pages.values())
        real = words_of(text)
        stems = sorted({fold(word) for word in real if word.isalpha() and len(word) > 3})
        made = [first + "s" + last for first in random.sample(stems, 400) for last in random.sample(stems, 400)]
        random.shuffle(made)
        names = [
            "".join(random.choices("bdfghklmnprstv", k=3)).title() + random.choice(["berg", "by", "sta"])
            for _ in range(20_000)
        ]
        self._rare = [*made[:150_000], *names, *map(str, range(1_000, 30_000))]
        self._weights = list(accumulate(1 / (rank + 50) for rank in range(len(self._rare))))
        self._real = real
        self.common = stems

    def text(self, size: int) -> str:
        """So many words: runs of real text, one word in nine replaced by a rarer one."""
        found: list[str] = []
        while len(found) < size:
            start = self._random.randrange(len(self._real) - 30)
            found += self._real[start : start + self._random.randint(6, 24)]
        for place in self._random.sample(range(size), size // 9):
            found[place] = self._random.choices(self._rare, cum_weights=self._weights)[0]
        return " ".join(found[:size])


def make_pages(count: int) -> Iterator[Page]:
    """The corpus: the same for the same count."""
    random = Random(11)
    language = Language(random)
    for number in range(count):
        year = random.randint(2004, 2025)
        size = max(20, min(3_000, int(random.lognormvariate(5.6, 0.55))))
        yield Page(
            id=f"p{number:07}",
            title=language.text(random.randint(3, 8)),
            body=language.text(size),
            year=year,
            unit=random.choices(UNITS, weights=[1 / (rank + 1) for rank in range(len(UNITS))])[0],
            topics=tuple(sorted(random.sample(TOPICS, random.randint(1, 3)))),
            day=f"{year}-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        )


def make_queries(pages: Sequence[Page], count: int) -> list[Asked]:
    """Queries of all kinds drawn from the pages themselves."""
    random = Random(5)
    counted: dict[str, int] = {}
    for page in pages[:2_000]:
        for word in set(page.body.lower().split()):
            counted[word] = counted.get(word, 0) + 1
    plain = {word: number for word, number in counted.items() if word.isalpha() and len(word) > 3}
    rare = sorted(word for word, number in plain.items() if number <= 3)
    common = sorted(word for word, number in plain.items() if 160 <= number <= 700)
    long = sorted(word for word, number in plain.items() if len(word) > 12 and number > 3)
    return [_query(KINDS[number % len(KINDS)], random, (rare, common, long), pages) for number in range(count)]


def _query(kind: str, random: Random, lists: tuple[list[str], list[str], list[str]], pages: Sequence[Page]) -> Asked:
    rare, common, long = lists
    match kind:
        case "rare":
            return Asked(kind=kind, words=(random.choice(rare),))
        case "or" | "and":
            return Asked(kind=kind, words=tuple(random.sample(common, random.randint(2, 3))))
        case "phrase":
            words = random.choice(pages).body.split()
            start = random.randrange(len(words) - 3)
            return Asked(kind=kind, words=tuple(words[start : start + random.randint(2, 3)]))
        case "prefix":
            return Asked(kind=kind, words=(random.choice(common)[: random.randint(4, 6)],))
        case "word+days":
            year = random.randint(2005, 2020)
            return Asked(kind=kind, words=(random.choice(common),), days=(f"{year}-01-01", f"{year + 3}-06-30"))
        case "compound":
            return Asked(kind=kind, words=(random.choice(long),))
        case _:
            return Asked(kind=kind, words=(random.choice(common),))


def tree(asked: Asked) -> Node:
    """The query as our tree."""
    words = tuple(Word(text=word) for word in asked.words)
    match asked.kind:
        case "or":
            return Any(parts=words)
        case "phrase":
            return Phrase(text=" ".join(asked.words))
        case "prefix":
            return Prefix(text=asked.words[0])
        case _:
            days = (Range(field="day", low=asked.days[0], high=asked.days[1]),) if asked.days else ()
            return All(parts=(*words, *days)) if len(words) + len(days) > 1 else words[0]


@dataclass(frozen=True, kw_only=True)
class Engine:
    """An engine in the table: `facets` answers with counts and ten ids, `full` with excerpts too."""

    name: str
    facets: Callable[[Asked], int]
    full: Callable[[Asked], int]
    built: float
    size: float


def our_engine(pages: Sequence[Page], folder: Path, name: str, *, companions: bool = True) -> Engine:
    """This engine."""
    started = process_time()
    index = WhooshIndex(folder, SCHEMA, SwedishAnalyzer(), companions=companions)
    if not list(index.ids()):
        with index.rebuild() as batch:
            for page in pages:
                batch.put(_document(page))
    built = process_time() - started

    def facets(asked: Asked) -> int:
        return index.find(Query(root=tree(asked))).total

    def full(asked: Asked) -> int:
        return index.search(Query(root=tree(asked))).total

    return Engine(name=name, facets=facets, full=full, built=built, size=_megabytes(folder))


def _document(page: Page) -> Document:
    return Document(
        id=page.id,
        values={
            "title": page.title,
            "body": page.body,
            "year": page.year,
            "unit": page.unit,
            "topic": page.topics,
            "day": page.day,
        },
    )


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


def timed(ask: Callable[[Asked], int], queries: Sequence[Asked]) -> list[float]:
    """CPU milliseconds of each query, the second time it is asked."""
    for asked in queries:
        ask(asked)
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
        *(f"{percentile(times, 0.5):.2f} / {percentile(times, 0.95):.2f}" for times in (facets, full)),
        f"{pages / engine.built:.0f}" if engine.built > 1 else "-",
        f"{engine.size:.0f}",
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}",
    )
    by_kind = {
        kind: percentile([t for t, q in zip(facets, queries, strict=True) if q.kind == kind], 0.5) for kind in KINDS
    }
    console.print(engine.name, {kind: round(each, 2) for kind, each in by_kind.items()})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--plain", action="store_true")
    chosen = parser.parse_args()
    console, folder = Console(), Path(tempfile.mkdtemp(prefix="bench-search-"))
    try:
        started = perf_counter()
        pages = list(make_pages(chosen.docs))
        queries = make_queries(pages, chosen.queries)
        console.print(f"{chosen.docs} pages and {len(queries)} queries made in {perf_counter() - started:.0f} s")
        table = Table(title=f"{chosen.docs} pages, {len(queries)} queries, CPU ms p50 / p95")
        for column in ("engine", "with facets", "and excerpts", "pages/s built", "MB on disk", "peak MB so far"):
            table.add_column(column, justify="left" if column == "engine" else "right")
        report(our_engine(pages, folder / "ours", "ours"), len(pages), queries, table, console)
        report(fts5(pages, folder / "fts5"), len(pages), queries, table, console)
        if chosen.plain:
            alone = our_engine(pages, folder / "ours", "ours, no companion", companions=False)
            report(alone, len(pages), queries[: max(1, len(queries) // 5)], table, console)
        if find_spec("tantivy"):
            from bench.search_tantivy import tantivy

            report(tantivy(pages, folder / "tantivy"), len(pages), queries, table, console)
        console.print(table)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
