"""Documents into a Whoosh index: buffered by id, written in one commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any as Untyped

from whoosh.index import create_in, open_dir
from whoosh.reading import SegmentReader

from index.analysis import Analyzer
from index.collecting import uncollected
from index.documents import check
from index.model import Document, Schema
from index.whoosh_engine.arrays import Array
from index.whoosh_engine.blocks import ArrayCodec
from index.whoosh_engine.building import Builder, read_back
from index.whoosh_engine.companion import open_companion
from index.whoosh_engine.failures import writing
from index.whoosh_engine.fields import whoosh_document, whoosh_schema
from index.whoosh_engine.opening import open_snapshot
from index.whoosh_engine.plain import PlainSegment, find_document, read_live, read_stored
from index.whoosh_engine.tending import tend_companions, write_companion

FLUSH = 20_000
"""Documents a rebuild holds in memory before it writes them: a process grows to a gigabyte meanwhile, however many
documents there are. Fewer segments answer sooner."""
TIERS = (16, 128, 1024)
"""Sizes of segments that are merged with others up to their size; larger ones are left alone."""
CROWD = 8
"""Segments of a tier that may stand before they are merged."""


class WhooshBatch:
    """A Batch: keeps what is asked until `flush`, the last word on each id counting.

    A document that stands already as it is put is left alone.
    """

    def __init__(self, folder: Path, schema: Schema, analyzer: Analyzer, *, limit: int | None = None) -> None:
        self._folder = folder
        self._schema = schema
        self._analyzer = analyzer
        self._limit = limit
        self._waiting: dict[str, Document | None] = {}
        self._put: set[str] = set()

    def put(self, document: Document) -> None:
        """See Batch.put."""
        check(document, self._schema)
        self._put.add(document.id)
        self._wait(document.id, document)

    def drop(self, id: str) -> None:
        """See Batch.drop."""
        self._put.discard(id)
        self._wait(id, None)

    def drop_others(self) -> None:
        """Remove every document that was not put."""
        self.flush()
        for each in open_snapshot(self._folder, self._schema).ids():
            if each not in self._put:
                self.drop(each)

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
            index = open_dir(str(self._folder), schema=whoosh_schema(self._schema))
            segment = _NewSegment(self._folder, self._schema, self._analyzer)
            writer = index.writer(codec=ArrayCodec(segment.finish), compound=False)  # else readers copy all into memory
            try:
                self._write(writer, segment)
            except BaseException:
                with suppress(OSError):
                    writer.cancel()
                raise
            tend_companions(self._folder, self._schema)
        self._waiting.clear()

    def _write(self, writer: Untyped, segment: _NewSegment) -> None:
        standing, changed = self._changes(writer)
        if not standing and not changed:
            writer.cancel()
            return
        for number in standing:
            writer.delete_document(number)
        segment.id = writer.get_segment().segment_id()
        for document in changed:
            writer.add_document(**whoosh_document(document, segment.builder.add(document)))
        writer.commit(mergetype=segment.merge)

    def _changes(self, writer: Untyped) -> tuple[list[int], list[Document]]:
        """The numbers of documents to be removed, and the documents to be added."""
        removed, added = [], []
        with closing(writer.reader()) as reader:
            for name, document in self._waiting.items():
                number = find_document(reader, name)
                if number is not None and document and read_stored(reader, number) == document.values:
                    continue
                removed += [] if number is None else [number]
                added += [document] if document else []
        return removed, added


def make_index(folder: Path, schema: Schema) -> None:
    """An empty Whoosh index in a folder."""
    create_in(str(folder), whoosh_schema(schema)).close()


class _NewSegment:
    """The segment that a commit writes: new documents, then those of small segments that it takes in."""

    def __init__(self, folder: Path, schema: Schema, analyzer: Analyzer) -> None:
        self.id = ""
        self.builder = Builder(schema, analyzer)
        self._folder = folder
        self._schema = schema

    def finish(self) -> Mapping[str, Array]:
        """Its arrays, and its companion on disk before the commit makes it visible. The codec asks for it."""
        arrays = self.builder.arrays()
        write_companion(self._folder, self._schema, self.id, arrays)
        return arrays

    def merge(self, writer: Untyped, segments: list[Untyped]) -> list[Untyped]:
        """Whoosh's merge policy: take in small segments when they crowd; segments of which nothing lives go.

        Gives what stays.
        """
        crowd = _crowd(segments)
        for each in crowd:
            with closing(_WithoutPostings(writer.storage, writer.schema, each)) as reader:
                opened = open_companion(self._folder, self._schema, reader)
                arrays = opened.arrays if opened else read_back(PlainSegment(reader, self._schema), self._schema)
                self.builder.take(arrays, read_live(reader))
                writer.add_reader(reader)
        return [each for each in segments if each.doc_count() and each not in crowd]


class _WithoutPostings(SegmentReader):  # type: ignore[misc]
    """A segment of which Whoosh copies what it keeps by document; its postings go through arrays."""

    def iter_postings(self) -> Iterator[Untyped]:
        return iter(())


def _crowd(segments: list[Untyped]) -> list[Untyped]:
    """Segments to be merged."""
    for tier in TIERS:
        small = [each for each in segments if each.doc_count() and each.doc_count_all() <= tier]
        if len(small) > CROWD:
            return small
    return []
