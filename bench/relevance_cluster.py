"""The same questions to Whoosh and to a cluster: how well both find, how far they differ, what a question costs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from rich.console import Console
from rich.table import Table

from archive.config import Config
from archive.synonyms import listed_groups
from bench.relevance import DEPTH, ROOT, SCHEMA, Asked, asking, demo_pages, fill, measure, read_queries
from index.model import SearchIndex
from index.opensearch_engine import Cluster, open_index
from index.swedish import SwedishAnalyzer
from index.whoosh_engine import open_index as open_whoosh
from tests.scaleout.cluster import TestCluster
from tests.scaleout.kit import make_kit

NAME = "kommunarkiv-relevance"


@contextmanager
def addresses(named: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Those named, else those of one node that runs meanwhile."""
    if named:
        yield tuple(named[0].split(","))
        return
    folder = Path(tempfile.mkdtemp())
    nodes = TestCluster(folder / "node")
    try:
        nodes.start(make_kit(), 1)
        yield nodes.addresses
    finally:
        nodes.stop()
        shutil.rmtree(folder)


def compare(named: Sequence[str], console: Console) -> None:
    """Print one table a part, and how many of the answers differ."""
    groups, pages = listed_groups(Config(home=ROOT)), demo_pages()
    with addresses(named) as where, tempfile.TemporaryDirectory() as folder:
        cluster = open_index(
            Cluster(addresses=where, name=NAME, replicas=0), SCHEMA, SwedishAnalyzer(), synonyms=groups
        )
        whoosh = open_whoosh(Path(folder) / "index", SCHEMA, SwedishAnalyzer(), synonyms=groups)
        fill(whoosh, pages)
        with cluster.rebuild():
            pass
        fill(cluster, pages)
        for part in ("dev", "test"):
            asked = read_queries(ROOT / f"tests/data/relevance/queries-{part}.jsonl")
            report(f"demo, {part}: {len(asked)} queries, {len(pages)} pages", whoosh, cluster, asked, console)
        cluster.close()


def report(title: str, whoosh: SearchIndex, cluster: SearchIndex, asked: Sequence[Asked], console: Console) -> None:
    """Print one table."""
    table = Table(title=title)
    for column in ("engine", "nDCG@10", "recall@10", "ms a query (p50)"):
        table.add_column(column, justify="left" if column == "engine" else "right")
    scores = []
    for name, index in (("Whoosh", whoosh), ("OpenSearch", cluster)):
        search, times = asking(index), [cost(index, each.query) for each in asked]
        score = measure(lambda text, search=search: [page for page, _ in search(text)], asked)
        scores.append(score.ndcg)
        table.add_row(name, f"{score.ndcg:.4f}", f"{score.recall:.4f}", f"{median(times):.1f}")
    console.print(table)
    differing = [each.query for each in asked if asking(whoosh)(each.query) != asking(cluster)(each.query)]
    console.print(
        f"nDCG@{DEPTH} differs by {abs(scores[0] - scores[1]):.6f}; {len(differing)} answers differ {differing[:5]}"
    )


def cost(index: SearchIndex, text: str) -> float:
    """Milliseconds from question to answer, asked the second time."""
    search = asking(index)
    search(text)
    begun = perf_counter()
    search(text)
    return (perf_counter() - begun) * 1_000
