"""Whoosh as its documentation has it: its Swedish analyzer, its default writer, its parser, grouping and highlights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any as Untyped

from whoosh import fields
from whoosh.analysis import LanguageAnalyzer
from whoosh.index import create_in
from whoosh.qparser import AndGroup, MultifieldParser, OrGroup
from whoosh.query import And, TermRange
from whoosh.sorting import Facets

from bench.search_corpus import Asked, Engine, Page


def default_whoosh(pages: Sequence[Page], folder: Path) -> Engine:
    """Whoosh's defaults."""
    folder.mkdir()
    started = process_time()
    index = create_in(str(folder), _schema())
    writer = index.writer()
    for page in pages:
        writer.add_document(
            id=page.id,
            title=page.title,
            body=page.body,
            year=str(page.year),
            unit=page.unit,
            topic=",".join(page.topics),
            day=page.day,
        )
    writer.commit()
    built = process_time() - started
    searcher = index.searcher()
    groups = Facets().add_field("year").add_field("unit").add_field("topic", allow_overlap=True)

    def found(asked: Asked) -> Untyped:
        results = searcher.search(_query(index.schema, asked), limit=10, groupedby=groups)
        for name in ("year", "unit", "topic"):
            {value: len(docs) for value, docs in results.groups(name).items()}
        return results

    def facets(asked: Asked) -> int:
        results = found(asked)
        return len([hit["id"] for hit in results[:10]])

    def full(asked: Asked) -> int:
        results = found(asked)
        return len([hit.highlights("body") for hit in results[:10]])

    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6
    return Engine(name="Whoosh's defaults", facets=facets, full=full, built=built, size=size)


def _schema() -> Untyped:
    text, value = fields.TEXT(LanguageAnalyzer("sv"), stored=True), fields.ID(stored=True)
    topics = fields.KEYWORD(stored=True, commas=True)
    return fields.Schema(id=value, title=text, body=text, year=value, unit=value, topic=topics, day=value)


def _query(schema: Untyped, asked: Asked) -> Untyped:
    group = OrGroup if asked.kind == "or" else AndGroup
    parser = MultifieldParser(["title", "body"], schema, fieldboosts={"title": 3.0}, group=group)
    match asked.kind:
        case "phrase":
            text = f'"{" ".join(asked.words)}"'
        case "prefix":
            text = f"{asked.words[0]}*"
        case _:
            text = " ".join(asked.words)
    query = parser.parse(text)
    return And([query, TermRange("day", *asked.days)]) if asked.days else query
