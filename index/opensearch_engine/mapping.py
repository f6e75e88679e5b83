"""What the cluster is told of an index: its fields, what stands in each for a document, and the stamp.

id            keyword; order of equals
page          keyword; the page that a document is a version of, its id where it names none
part          integer; pages in about equal parts, for counting one part after another
day           integer; the latest day of the date field since 1970, for the liking of the new
t.FIELD       a TEXT field's tokens (index.opensearch_engine.terms); scores how often a term stands there
l.FIELD       integer; its words
f.FIELD       keyword; values of KEYWORD, NUMBER and DATE fields: filters, facets, ranges of days, order
v.FIELD       keyword; the same as they are compared in queries
n.FIELD       long; values of NUMBER fields: ranges
words         keyword; the exact words of the body, each once
values        the document as it was put, kept for showing
"""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any as Untyped
from zlib import crc32

from index.analysis import Analyzer, value_form
from index.documents import text_of, values_of
from index.model import Document, Kind, Schema
from index.opensearch_engine.cluster import Cluster
from index.opensearch_engine.terms import Splitter, value_term

FORMAT = "opensearch-1"
"""Changes when what we ask the cluster to keep changes."""
VALUED = (Kind.KEYWORD, Kind.NUMBER, Kind.DATE)
PARTS = 4096
"""Into how many parts pages are divided for counting."""
WINDOW = 10_000
"""Hits that the cluster sorts at once; further ones are walked to."""
LARGEST = 2**63 - 1
KEYWORD = {"type": "keyword"}
COMPARED = {"type": "keyword", "doc_values": False}
INTEGER = {"type": "integer"}
LONG = {"type": "long"}


def stamp(schema: Schema, analyzer: Analyzer) -> str:
    """What an index is made with: the format, the analyzer's version, the fields and their kinds."""
    fields = " ".join(sorted(f"{field.name}:{field.kind}" for field in schema.fields))
    return f"{FORMAT} {analyzer.version} {sha256(fields.encode()).hexdigest()[:16]}"


def index_body(cluster: Cluster, schema: Schema, made_with: str, *, replicas: int) -> dict[str, Untyped]:
    """Settings and mappings of a new index. Nothing becomes visible by itself; numbers of a field are counted whole."""
    return {
        "settings": {
            "number_of_shards": cluster.shards,
            "number_of_replicas": replicas,
            "refresh_interval": "-1",
            "max_result_window": WINDOW,
            "search.concurrent_segment_search.mode": "none",
            "similarity": {"occurrences": {"type": "scripted", "script": {"source": "return doc.freq;"}}},
            "analysis": _analysis(),
        },
        "mappings": {
            "dynamic": "strict",
            "_meta": {"stamp": made_with},
            "_source": {"includes": ["id", "values"]},
            "properties": _properties(schema),
        },
    }


def _analysis() -> dict[str, Untyped]:
    return {
        "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 65_536}},  # nosec B105 # no password
        "filter": {"bars": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^|]+)"]}},
        "analyzer": {
            "stacked": {"type": "custom", "tokenizer": "spaces", "filter": ["bars"]},
            "single": {"type": "custom", "tokenizer": "spaces"},
        },
    }


def _properties(schema: Schema) -> dict[str, Untyped]:
    text = {"type": "text", "analyzer": "stacked", "search_analyzer": "single", "similarity": "occurrences"}
    texts = [field.name for field in schema.of_kind(Kind.TEXT)]
    valued = [field.name for field in schema.of_kind(*VALUED)]
    numbers = [field.name for field in schema.of_kind(Kind.NUMBER)]
    return {
        "id": KEYWORD,
        "page": KEYWORD,
        "part": INTEGER,
        "day": INTEGER,
        "words": KEYWORD | {"index": False},
        "values": {"type": "object", "enabled": False},
        "t": {"properties": dict.fromkeys(texts, text)},
        "l": {"properties": dict.fromkeys(texts, INTEGER)},
        "f": {"properties": dict.fromkeys(valued, KEYWORD)},
        "v": {"properties": dict.fromkeys(valued, COMPARED)},
        "n": {"properties": dict.fromkeys(numbers, LONG)},
    }


def page_of(document: Document, schema: Schema) -> str:
    """The page that a document is a version of; itself when it names none."""
    named = values_of(document, schema.versions.page) if schema.versions else ()
    return value_term(next(iter(named), document.id))


def part_of(page: str) -> int:
    """In which of the PARTS a page is counted."""
    return crc32(page.encode()) % PARTS


def document_body(document: Document, schema: Schema, splitter: Splitter) -> dict[str, Untyped]:
    """What is sent to the cluster for a document."""
    texts = {field.name: splitter.split(text_of(document, field.name)) for field in schema.of_kind(Kind.TEXT)}
    values = {field.name: values_of(document, field.name) for field in schema.of_kind(*VALUED)}
    numbers = {field.name: values[field.name] for field in schema.of_kind(Kind.NUMBER)}
    page = page_of(document, schema)
    return {
        "id": value_term(document.id),
        "page": page,
        "part": part_of(page),
        "day": _day(values[schema.date]),
        "words": sorted(texts[schema.body][2]),
        "values": document.values,
        "t": {name: split for name, (split, _, _) in texts.items()},
        "l": {name: length for name, (_, length, _) in texts.items() if length},
        "f": {name: [value_term(each) for each in held] for name, held in values.items()},
        "v": {name: [value_term(value_form(each)) for each in held] for name, held in values.items()},
        "n": {name: [bounded(int(each)) for each in held] for name, held in numbers.items()},
    }


def bounded(number: int) -> int:
    """The nearest number that the cluster can hold."""
    return max(-LARGEST, min(LARGEST, number))


def _day(days: tuple[str, ...]) -> int | None:
    try:
        return (date.fromisoformat(days[-1]) - date(1970, 1, 1)).days if days else None
    except ValueError:
        return None
