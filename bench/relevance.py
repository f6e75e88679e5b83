"""How well searches find: nDCG@10 and recall@10 of plain tokens, Whoosh's own Swedish analyzer and ours.

    python -m bench.relevance [PAGES.jsonl QUERIES.jsonl]
    python -m bench.relevance --engine opensearch [ADDRESS,ADDRESS …]

Pages are JSON Lines of `url`, `title` (or none) and `text`; queries of `query` and `relevant` (URLs). Without arguments
every set found is measured: the demo's pages with the queries of tests/data/relevance (a part to tune on and a part
that was not tuned on) and, where it lies, ../shared/eval.
All three read the same query language; the plain and the Whoosh row differ from ours in the analyzer alone. Another
row is Whoosh as its manual sets it up: its own Swedish analyzer, parser (words are OR) and BM25F.
`--engine opensearch` asks Whoosh and a cluster (the one at the addresses, else one of one node started for it) and
prints by how much they differ.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import log2
from pathlib import Path

from rich.console import Console
from rich.table import Table
from whoosh.analysis import LanguageAnalyzer
from whoosh.fields import ID, TEXT
from whoosh.fields import Schema as WhooshSchema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup

from archive.config import Config
from archive.synonyms import listed_groups
from demo.model import Kind as DemoKind
from demo.site import Site
from index.analysis import Analyzer, Cut, PlainAnalyzer, Span, Token, cut_of, fold, picked
from index.function_words import FUNCTION_WORDS
from index.memory import MemoryIndex
from index.model import Document, Field, Kind, Query, Schema, SearchIndex
from index.swedish import SwedishAnalyzer
from index.synonyms import Group
from index.syntax import parse
from index.tree import Any, Word

ROOT = Path(__file__).parent.parent
DEPTH, GRAM = 10, 5
SCHEMA = Schema(
    fields=(
        Field(name="title", kind=Kind.TEXT, weight=3.0),
        Field(name="body", kind=Kind.TEXT),
        Field(name="day", kind=Kind.DATE),
    ),
    body="body",
    date="day",
)
Search = Callable[[str], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A query and the pages that answer it."""

    query: str
    relevant: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Score:
    """Means over queries, 0..1, and how many queries found nothing relevant among the first ten."""

    ndcg: float
    recall: float
    empty: int


class WhooshSwedish:
    """Whoosh's Swedish analyzer as one of ours: its stop list and its stemmer."""

    version = "whoosh-sv"

    def __init__(self) -> None:
        self._analyze = LanguageAnalyzer("sv")

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Stems with their places."""
        return tuple(
            Token(
                position=each.pos,
                text=text[each.startchar : each.endchar],
                start=each.startchar,
                end=each.endchar,
                key=fold(each.text),
            )
            for each in self._analyze(text, positions=True, chars=True)
        )

    def cut(self, text: str) -> Cut:
        """The same, in words."""
        return cut_of(self.tokens(text))

    def spans(self, text: str, chosen: Iterable[object] | None = None) -> list[Span]:
        """The words that are no stop words."""
        return [(token.text, token.start, token.end) for token in picked(self.tokens(text), chosen)]

    def stems(self, word: str) -> tuple[str, ...]:
        """The stem of a word."""
        return tuple(token.key for token in self.tokens(word))


def measure(search: Search, asked: Iterable[Asked]) -> Score:
    """Ask every query and score the first ten answers (binary gains)."""
    rows = [(each, list(search(each.query))[:DEPTH]) for each in asked]
    found = [len(each.relevant.intersection(urls)) for each, urls in rows]
    return Score(
        ndcg=sum(_ndcg(each.relevant, urls) for each, urls in rows) / len(rows),
        recall=sum(n / min(DEPTH, len(each.relevant)) for n, (each, _) in zip(found, rows, strict=True)) / len(rows),
        empty=found.count(0),
    )


def _ndcg(relevant: frozenset[str], urls: Sequence[str]) -> float:
    gained = sum(1 / log2(place + 2) for place, url in enumerate(urls) if url in relevant)
    best = sum(1 / log2(place + 2) for place in range(min(DEPTH, len(relevant))))
    return gained / best


def ours(pages: Iterable[dict[str, str]], analyzer: Analyzer, synonyms: Iterable[Group] = ()) -> Search:
    """Our engine over an analyzer: the hits, then those that nearly match."""
    scored = ours_scored(pages, analyzer, synonyms)
    return lambda text: [page for page, _ in scored(text)]


def ours_scored(
    pages: Iterable[dict[str, str]], analyzer: Analyzer, synonyms: Iterable[Group]
) -> Callable[[str], list[tuple[str, float]]]:
    """The same, with scores."""
    return asking(_filled(pages, analyzer, synonyms))


def asking(index: SearchIndex) -> Callable[[str], list[tuple[str, float]]]:
    """Searches of an index: the hits, then those that nearly match, with scores."""

    def search(text: str) -> list[tuple[str, float]]:
        parsed = parse(text, SCHEMA, today=date(2024, 6, 1))
        result = index.search(Query(root=parsed.root, size=DEPTH))
        return [(hit.id, hit.score) for hit in (*result.hits, *result.nearly)]

    return search


def _filled(pages: Iterable[dict[str, str]], analyzer: Analyzer, synonyms: Iterable[Group]) -> MemoryIndex:
    index = MemoryIndex(SCHEMA, analyzer, synonyms=synonyms)
    fill(index, pages)
    return index


def fill(index: SearchIndex, pages: Iterable[dict[str, str]]) -> None:
    """Put the pages into an index."""
    with index.batch() as batch:
        for page in pages:
            batch.put(Document(id=page["url"], values={"title": page.get("title") or "", "body": page["text"]}))


class Grams(PlainAnalyzer):
    """Words as their runs of five letters; no digits, no function words, no shorter words."""

    def tokens(self, text: str) -> tuple[Token, ...]:
        """A token a run, all of a word at its place."""
        return tuple(
            replace(token, key=gram, text=gram)
            for token in super().tokens(text)
            if token.key.isalpha() and token.key not in FUNCTION_WORDS
            for gram in _runs(token.key)
        )


def _runs(word: str) -> list[str]:
    return [word[start : start + GRAM] for start in range(len(word) - GRAM + 1)]


def fused(pages: list[dict[str, str]], groups: Iterable[Group], share: float) -> Search:
    """Our scores with a share of those of a second field of five-letter runs added: the field DESIGN speaks of."""
    whole = ours_scored(pages, SwedishAnalyzer(), groups)
    grams = _filled(pages, Grams(), ())

    def search(text: str) -> Sequence[str]:
        scores = dict(whole(text))
        runs = [run for word in fold(text).split() if word.isalpha() for run in _runs(word)]
        root = Any(parts=tuple(Word(text=run) for run in runs)) if runs else None
        for hit in grams.search(Query(root=root, size=len(pages))).hits if root else ():
            scores[hit.id] = scores.get(hit.id, 0.0) + share * hit.score
        return sorted(scores, key=lambda each: (-scores[each], each))

    return search


def whoosh_alone(pages: Iterable[dict[str, str]]) -> Search:
    """Whoosh as its manual sets it up for Swedish."""
    analyzer = LanguageAnalyzer("sv")
    schema = WhooshSchema(url=ID(stored=True), title=TEXT(analyzer, field_boost=3.0), body=TEXT(analyzer))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for page in pages:
        writer.add_document(url=page["url"], title=page.get("title") or "", body=page["text"])
    writer.commit()
    parser = MultifieldParser(["title", "body"], schema, group=OrGroup)

    def search(text: str) -> Sequence[str]:
        with index.searcher() as searcher:
            return [hit["url"] for hit in searcher.search(parser.parse(text), limit=DEPTH)]

    return search


def read_queries(path: Path) -> list[Asked]:
    """The queries of a file."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [Asked(query=row["query"], relevant=frozenset(row["relevant"])) for row in rows]


def read_pages(path: Path) -> list[dict[str, str]]:
    """The pages of a file; the title is its own field, else a labels file beside it has it."""
    pages = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    labels = path.with_name("labels.jsonl")
    titles = {}
    if labels.exists():
        rows = map(json.loads, labels.read_text(encoding="utf-8").splitlines())
        titles = {row["url"]: row["title"] for row in rows}
    return [{"title": titles.get(page["url"], ""), **page} for page in pages]


def demo_pages() -> list[dict[str, str]]:
    """What the demo municipality's pages say, listings aside."""
    return [
        {"url": page.path, "title": page.title, "text": "\n".join(block.text for block in page.blocks)}
        for page in Site().pages.values()
        if page.kind is not DemoKind.LIST
    ]


def report(name: str, pages: list[dict[str, str]], asked: list[Asked], console: Console) -> None:
    """Print one table."""
    table = Table(title=f"{name}: {len(asked)} queries, {len(pages)} pages")
    for column in ("chain", "nDCG@10", "recall@10", "nothing found"):
        table.add_column(column, justify="left" if column == "chain" else "right")
    groups = listed_groups(Config(home=ROOT))
    rows: dict[str, Search] = {
        "plain tokens": ours(pages, PlainAnalyzer()),
        "Whoosh's Swedish analyzer, our language": ours(pages, WhooshSwedish()),
        "Whoosh alone, words are OR": whoosh_alone(pages),
        "ours": ours(pages, SwedishAnalyzer()),
        "ours, with synonyms": ours(pages, SwedishAnalyzer(), groups),
        "  and 0.3 x 5-grams": fused(pages, groups, 0.3),
        "  and 0.5 x 5-grams": fused(pages, groups, 0.5),
    }
    for chain, search in rows.items():
        score = measure(search, asked)
        table.add_row(chain, f"{score.ndcg:.3f}", f"{score.recall:.3f}", str(score.empty))
    console.print(table)


def main(arguments: Sequence[str]) -> None:
    """Measure the files named, or every set there is."""
    console = Console()
    if arguments[:2] == ["--engine", "opensearch"]:
        from bench.relevance_cluster import compare

        compare(tuple(arguments[2:3]), console)
        return
    if arguments:
        report("given", read_pages(Path(arguments[0])), read_queries(Path(arguments[1])), console)
        return
    for part in ("dev", "test"):
        queries = read_queries(ROOT / f"tests/data/relevance/queries-{part}.jsonl")
        report(f"demo, {part}", demo_pages(), queries, console)
    shared = ROOT.parent / "shared/eval"
    if shared.exists():
        report("shared", read_pages(shared / "pages.jsonl"), read_queries(shared / "queries.jsonl"), console)


if __name__ == "__main__":
    main(sys.argv[1:])
