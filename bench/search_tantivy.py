"""tantivy, asked the questions of bench.search."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any as Untyped

import tantivy as engine

from bench.search_corpus import Asked, Engine, Page

_FACETS = {name: {"terms": {"field": name, "size": 100}} for name in ("year", "unit", "topic")}


def tantivy(pages: Sequence[Page], folder: Path) -> Engine:
    """Its Swedish stemmer, fast fields for facets, one writer thread."""
    folder.mkdir()
    started = process_time()
    index = engine.Index(_schema(), path=str(folder))
    writer = index.writer(200_000_000, 1)
    for page in pages:
        writer.add_document(
            engine.Document(
                id=[page.id],
                title=[page.title],
                body=[page.body],
                year=[str(page.year)],
                unit=[page.unit],
                topic=list(page.topics),
                day=[int(page.day.replace("-", ""))],
            )
        )
    writer.commit()
    writer.wait_merging_threads()
    built = process_time() - started
    index.reload()
    searcher = index.searcher()

    def facets(asked: Asked) -> int:
        query = _query(index, asked)
        searcher.aggregate(query, _FACETS)
        return int(searcher.search(query, 10).count)

    def full(asked: Asked) -> int:
        query = _query(index, asked)
        found = searcher.search(query, 10)
        snippets = engine.SnippetGenerator.create(searcher, query, index.schema, "body")
        for _, address in found.hits:
            snippets.snippet_from_doc(searcher.doc(address)).to_html()
        searcher.aggregate(query, _FACETS)
        return int(found.count)

    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / 1e6
    return Engine(name="tantivy", facets=facets, full=full, built=built, size=size)


def _schema() -> Untyped:
    made = engine.SchemaBuilder()
    made.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in ("title", "body"):
        made.add_text_field(name, stored=True, tokenizer_name="sv_stem")
    for name in ("year", "unit", "topic"):
        made.add_text_field(name, fast=True, tokenizer_name="raw")
    made.add_integer_field("day", indexed=True, fast=True)
    return made.build()


def _query(index: Untyped, asked: Asked) -> Untyped:
    if asked.kind == "prefix":
        return engine.Query.regex_query(index.schema, "body", f"{asked.words[0]}.*")
    words = json.dumps(" ".join(asked.words), ensure_ascii=False) if asked.kind == "phrase" else _joined(asked)
    if asked.days:
        low, high = (day.replace("-", "") for day in asked.days)
        words = f"({words}) AND day:[{low} TO {high}]"
    return index.parse_query(words, ["title", "body"])


def _joined(asked: Asked) -> str:
    return (" OR " if asked.kind == "or" else " AND ").join(asked.words)
