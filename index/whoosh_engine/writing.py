"""Documents into a Whoosh index: buffered by id, written in one commit."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any as Untyped

from whoosh.index import create_in, open_dir
from whoosh.reading import SegmentReader

from index.analysis import Analyzer
from index.collecting import uncollected
from index.documents import check
from index.model import Document, Schema
from index.whoosh_engine.failures import writing
from index.whoosh_engine.fields import ID, whoosh_document, whoosh_schema

FLUSH = 2_000
"""Documents a rebuild holds in memory before it writes them."""
MERGED = 2_000
"""Segments up to this many documents are merged with others of their size; larger ones are left alone."""
CROWD = 8
"""Small segments that may stand before they are merged."""
_MEMORY_MB = 512


class WhooshBatch:
    """A Batch: keeps what is asked until `flush`, the last word on each id counting."""

    def __init__(self, folder: Path, schema: Schema, analyzer: Analyzer, *, limit: int | None = None) -> None:
        self._folder = folder
        self._schema = schema
        self._analyzer = analyzer
        self._limit = limit
        self._waiting: dict[str, Document | None] = {}

    def put(self, document: Document) -> None:
        """See Batch.put."""
        check(document, self._schema)
        self._wait(document.id, document)

    def drop(self, id: str) -> None:
        """See Batch.drop."""
        self._wait(id, None)

    def _wait(self, id: str, document: Document | None) -> None:
        self._waiting.pop(id, None)
        self._waiting[id] = document
        if self._limit and len(self._waiting) >= self._limit:
            self.flush()

    def flush(self) -> None:
        """Write what waits in one commit: all of it, or nothing when it raises."""
        if not self._waiting:
            return
        with writing(self._folder), uncollected():
            writer = open_dir(str(self._folder), schema=whoosh_schema(self._schema)).writer(limitmb=_MEMORY_MB)
            try:
                self._write(writer)
                writer.commit(mergetype=_merge_crowds)
            except BaseException:
                with suppress(OSError):
                    writer.cancel()
                raise
        self._waiting.clear()

    def _write(self, writer: Untyped) -> None:
        with writer.searcher() as searcher:
            for each in self._waiting:
                writer.delete_by_term(ID, each, searcher=searcher)
        for document in self._waiting.values():
            if document is not None:
                writer.add_document(**whoosh_document(document, self._schema, self._analyzer))


def make_index(folder: Path, schema: Schema) -> None:
    """An empty Whoosh index in a folder."""
    create_in(str(folder), whoosh_schema(schema)).close()


def _merge_crowds(writer: Untyped, segments: list[Untyped]) -> list[Untyped]:
    """Merge small segments when they crowd; drop segments of which nothing lives."""
    living = [segment for segment in segments if segment.doc_count()]
    small = [segment for segment in living if segment.doc_count_all() <= MERGED]
    if len(small) <= CROWD:
        return living
    for segment in small:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in living if segment not in small]
