"""The engines under one contract, and what its tests say to them. A further engine is one more line in `ENGINES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from index.analysis import Analyzer
from index.memory import MemoryIndex
from index.model import Count, Document, Field, Kind, Query, Result, Schema, SearchIndex, Versions
from index.opensearch_engine import Cluster
from index.opensearch_engine.engine import OpenSearchIndex
from index.opensearch_engine.mapping import stamp
from index.synonyms import Group
from index.syntax import parse
from index.whoosh_engine import WhooshIndex
from tests.scaleout.cluster import TestCluster

TODAY = date(2024, 5, 6)
SCHEMA = Schema(
    fields=(
        Field(name="title", kind=Kind.TEXT, names=("titel",), weight=3.0),
        Field(name="body", kind=Kind.TEXT),
        Field(name="unit", kind=Kind.KEYWORD, names=("förvaltning",), facet=True),
        Field(name="topic", kind=Kind.KEYWORD, names=("ämne",), facet=True),
        Field(name="year", kind=Kind.NUMBER, names=("år",), facet=True),
        Field(name="amount", kind=Kind.NUMBER, names=("belopp",)),
        Field(name="day", kind=Kind.DATE, names=("datum",)),
        Field(name="url", kind=Kind.STORED),
    ),
    body="body",
    date="day",
)
VERSIONED = replace(
    SCHEMA,
    fields=(
        *SCHEMA.fields,
        Field(name="page", kind=Kind.KEYWORD),
        Field(name="since", kind=Kind.DATE),
        Field(name="until", kind=Kind.DATE),
        Field(name="shown", kind=Kind.KEYWORD),
    ),
    versions=Versions(page="page", since="since", until="until", shown="shown"),
)
SYNONYMS = (
    Group(words=("KSF", "kommunstyrelseförvaltningen")),
    Group(words=("LOV", "valfrihetssystem", "lagen om valfrihetssystem")),
    Group(words=("bokslut", "årsredovisning")),
    Group(words=("Soc", "Vård"), field="unit"),
)


def in_cluster(_: Path, schema: Schema, analyzer: Analyzer) -> SearchIndex:
    """An index in the cluster that all tests share, emptied: making one takes a second.

    Of each schema and analyzer a process has one, which serves its tests in turn.
    """
    index = OpenSearchIndex(_cluster(stamp(schema, analyzer)), schema, analyzer, synonyms=SYNONYMS, patience=0.1)
    with index.batch() as batch:
        for each in index.ids():
            batch.drop(each)
    return index


def _cluster(made_with: str) -> Cluster:
    name = NAMED.setdefault(made_with, f"contract-{uuid4().hex[:12]}")
    return Cluster(addresses=SHARED_CLUSTER[0]().addresses, name=name, replicas=0)


NAMED: dict[str, str] = {}
"""What the indexes of this process are called, by what they are made with."""
SHARED_CLUSTER: list[Callable[[], TestCluster]] = []
"""How a test comes by the cluster; filled when the tests begin."""
ENGINES: dict[str, Callable[[Path, Schema, Analyzer], SearchIndex]] = {
    "memory": lambda _, schema, analyzer: MemoryIndex(schema, analyzer, synonyms=SYNONYMS),
    "whoosh": lambda path, schema, analyzer: WhooshIndex(path, schema, analyzer, synonyms=SYNONYMS, patience=0.1),
    "whoosh alone": lambda path, schema, analyzer: WhooshIndex(
        path, schema, analyzer, synonyms=SYNONYMS, patience=0.1, companions=False
    ),
    "opensearch": in_cluster,
}
NAMES = tuple(pytest.param(name, marks=pytest.mark.cluster if name == "opensearch" else ()) for name in ENGINES)
OTHERS = NAMES[1:]
"""All but the reference."""


def page(id: str, body: str, **values: object) -> Document:
    return Document(id=id, values={"title": f"Sida {id}", "body": body, **values})  # type: ignore[dict-item]


def fill(index: SearchIndex, *documents: Document) -> None:
    with index.batch() as batch:
        for each in documents:
            batch.put(each)


def ask(index: SearchIndex, text: str, **options: object) -> Result:
    parsed = parse(text, SCHEMA, today=TODAY)
    return index.search(Query(root=parsed.root, notes=parsed.notes, **options))  # type: ignore[arg-type]


def ids(index: SearchIndex, text: str, **options: object) -> list[str]:
    return [hit.id for hit in ask(index, text, **options).hits]


def found(index: SearchIndex, text: str, **options: object) -> set[str]:
    return set(ids(index, text, **options))


def numbers(counts: tuple[Count, ...]) -> dict[str, int]:
    return {count.value: count.count for count in counts}


def chosen(**filters: str) -> dict[str, frozenset[str]]:
    return {name: frozenset(values.split()) for name, values in filters.items()}


LIBRARY = (
    page("a", "budget i balans för skolan", unit="Skola", topic=("budget", "skola"), year=2023, day="2023-02-01"),
    page("b", "budget för vården", unit="Vård", topic=("budget",), year=2024, day="2024-03-01", amount=(5, 1_100_000)),
    page("c", "nya regler för skolan och vården", unit=("Skola", "Vård"), topic="skola", year=2024, day="2024-01-01"),
    page("d", "balans i budget", unit="Skola", year=(2023, 2024), amount=900),
)
