"""The two engines of `bench.scale`, the archive's own schema and analyzer in both, and what they are asked.

A place says which engine and where: "whoosh FOLDER" or "cluster ADDRESS,ADDRESS".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import process_time
from urllib.request import urlopen

from archive.facets import SCHEMA
from bench.search_corpus import UNITS, Asked, Page, make_pages, make_queries, tree
from index.model import SHOWN, Document, Query, SearchIndex
from index.swedish import SwedishAnalyzer
from index.whoosh_engine import open_index as open_whoosh

NAME = "kommunarkiv-bench"
EVERY = 10
"""Every so manieth page has an earlier version, which is a document of its own."""
TURN = "2016-01-01"
"""The day on which the later version followed."""
KINDS = {"common": "word", "and": "words", "phrase": "phrase", "prefix": "prefix", "compound": "compound"}
FILTERED, AS_OF = "filters", "as of a day"
SAMPLE = 2_000
"""Pages that queries are drawn from."""


def documents(count: int) -> Iterator[Document]:
    """So many documents, as the archive would make them; the same ones first for every count."""
    for number, (page, is_newest) in enumerate(islice(_versions(), count)):
        yield _document(page, number, is_newest=is_newest)


def _versions() -> Iterator[tuple[Page, bool]]:
    for number, page in enumerate(make_pages(10**9)):
        yield page, True
        if number % EVERY == 0:
            yield page, False


def _document(page: Page, number: int, *, is_newest: bool) -> Document:
    words = page.body.split()
    old = {"sedd": "2010-01-01", "ersatt": TURN, "visas": ()}
    new = {"sedd": TURN if int(page.id[1:]) % EVERY == 0 else page.day, "ersatt": (), "visas": SHOWN}
    values = {
        "titel": page.title,
        "ingress": " ".join(words[:20]),
        "rubriker": " ".join(words[20:26]),
        "text": page.body if is_newest else " ".join(words[5:]),
        "datum": page.day,
        "beslutad": (page.day,) if number % 4 == 0 else (),
        "belopp": (number * 1_000,) if number % 5 == 0 else (),
        "enhet": (page.unit,),
        "dnr": (f"ks/{page.year}:{number % 900}",) if number % 3 == 0 else (),
        "leverantor": (),
        "url": f"https://www.ovreadal.example/{page.year}/{page.id}",
        "datumslag": "published day",
        "fangad": f"{page.day}T02:00:00+00:00",
        "ar": (page.year,),
        "forvaltning": (page.unit,),
        "amne": page.topics,
        "typ": "Webbsida",
        "kalla": "ovreadal",
        "kommun": "Övre Ådals kommun",
        "sida": page.id,
        "versioner": 2 if int(page.id[1:]) % EVERY == 0 else 1,
        "adresser": 1,
    }
    known = {each.name for each in SCHEMA.fields}
    filled = {name: value for name, value in (values | (new if is_newest else old)).items() if name in known}
    return Document(
        id=page.id if is_newest else f"{page.id}/20100101",
        values={each.name: () for each in SCHEMA.fields if each.name not in filled} | filled,
    )


def questions(count: int) -> list[tuple[str, Query]]:
    """Kind and query; the same for every size of the corpus."""
    pages = list(make_pages(SAMPLE))
    found = []
    for number, asked in enumerate(each for each in make_queries(pages, 3 * count) if each.kind in KINDS):
        found.append((KINDS[asked.kind], Query(root=tree(asked))))
        if asked.kind == "common":
            found += _narrowed(asked, number)
    return found[:count]


def _narrowed(asked: Asked, number: int) -> list[tuple[str, Query]]:
    years = frozenset(str(year) for year in range(2005 + number % 10, 2015 + number % 10))
    filters = {"forvaltning": frozenset({UNITS[number % 3]}), "ar": years}
    return [
        (FILTERED, Query(root=tree(asked), filters=filters)),
        (AS_OF, Query(root=tree(asked), as_of=f"{2012 + number % 8}-06-30")),
    ]


def open_place(place: str) -> SearchIndex:
    """The engine there. Raises SystemExit where the cluster's engine is not installed."""
    kind, _, where = place.partition(" ")
    if kind == "whoosh":
        return open_whoosh(Path(where), SCHEMA, SwedishAnalyzer())
    from index.opensearch_engine import Cluster, open_index

    cluster = Cluster(addresses=tuple(where.split(",")), name=NAME, timeout=60.0, replicas=0)
    return open_index(cluster, SCHEMA, SwedishAnalyzer())


def analysis(count: int) -> float:
    """Seconds of CPU to read the texts of so many documents as Swedish, which every engine needs."""
    analyzer, known = SwedishAnalyzer(), set[str]()
    texts = [str(each.values["text"]) for each in documents(count)]
    began = process_time()
    for each in texts:
        new = set(analyzer.cut(each).words) - known
        for word in new:
            analyzer.stems(word)
        known |= new
    return process_time() - began


@dataclass(frozen=True, kw_only=True)
class Held:
    """What an engine holds: megabytes on disk and, for a cluster, of memory; seconds of CPU its nodes have used."""

    disk: float
    memory: float = 0.0
    cpu: float = 0.0


def held(place: str) -> Held:
    """How it is now."""
    kind, _, where = place.partition(" ")
    if kind == "whoosh":
        return Held(disk=sum(each.stat().st_size for each in Path(where).rglob("*") if each.is_file()) / 1e6)
    nodes = list(_asked(where, "_nodes/stats/process,jvm")["nodes"].values())
    stored = _asked(where, f"{NAME}*/_stats/store")["_all"]["primaries"].get("store", {"size_in_bytes": 0})
    return Held(
        disk=stored["size_in_bytes"] / 1e6, memory=_total(map(_memory, nodes)) / 1e6, cpu=_total(map(_cpu, nodes))
    )


def _memory(node: Mapping) -> float:
    memory = node["jvm"]["mem"]
    return memory["heap_committed_in_bytes"] + memory["non_heap_committed_in_bytes"]


def _cpu(node: Mapping) -> float:
    return node["process"]["cpu"]["total_in_millis"] / 1_000


def _total(values: Iterable[float]) -> float:
    return float(sum(values))


def _asked(where: str, path: str) -> Mapping:
    with urlopen(f"{where.split(',')[0]}/{path}", timeout=60) as answer:
        found: Mapping = json.load(answer)
    return found
