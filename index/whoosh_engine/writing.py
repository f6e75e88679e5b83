"""Documents into a Whoosh index: buffered by id, written in one commit."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any as Untyped

from whoosh.codec import default_codec
from whoosh.index import create_in, open_dir
from whoosh.reading import SegmentReader

from index.analysis import Analyzer
from index.collecting import uncollected
from index.documents import check
from index.model import Document, Schema
from index.whoosh_engine.building import Builder
from index.whoosh_engine.failures import writing
from index.whoosh_engine.fields import ID, whoosh_document, whoosh_schema
from index.whoosh_engine.tending import tend_companions, write_companion

FLUSH = 5_000
"""Documents a rebuild holds in memory before it writes them: some 600 MB while it does."""
TIERS = (16, 128, 1024)
"""Sizes of segments that are merged with others up to their size; larger ones are left alone."""
CROWD = 8
"""Segments of a tier that may stand before they are merged."""
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
            index = open_dir(str(self._folder), schema=whoosh_schema(self._schema))
            writer = index.writer(limitmb=_MEMORY_MB, codec=_codec())
            try:
                self._write(writer)
            except BaseException:
                with suppress(OSError):
                    writer.cancel()
                raise
            tend_companions(self._folder, self._schema)
        self._waiting.clear()

    def _write(self, writer: Untyped) -> None:
        with writer.searcher() as searcher:
            for each in self._waiting:
                writer.delete_by_term(ID, each, searcher=searcher)
        builder, policy = Builder(self._schema), _MergeCrowds()
        for document in filter(None, self._waiting.values()):
            kept = whoosh_document(document, self._schema, self._analyzer)
            writer.add_document(**kept)
            builder.add(kept)
        if builder.is_any and not policy.would_merge(writer.segments):
            write_companion(self._folder, self._schema, writer.get_segment().segment_id(), builder.arrays())
        writer.commit(mergetype=policy)


def make_index(folder: Path, schema: Schema) -> None:
    """An empty Whoosh index in a folder."""
    create_in(str(folder), whoosh_schema(schema)).close()


def _codec() -> Untyped:
    """Whoosh's own, which looks up no text's length for each posting: we keep lengths in a column."""
    codec = default_codec()
    codec.length_stats = False
    return codec


class _MergeCrowds:
    """Merge policy: small segments when they crowd; segments of which nothing lives go."""

    def would_merge(self, segments: list[Untyped]) -> bool:
        """Whether a commit onto these segments merges some of them."""
        return bool(self._crowd(segments))

    def __call__(self, writer: Untyped, segments: list[Untyped]) -> list[Untyped]:
        """Whoosh's part of the bargain: read into the writer what is to be merged, give what stays."""
        crowd = self._crowd(segments)
        for segment in crowd:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
        return [segment for segment in segments if segment.doc_count() and segment not in crowd]

    def _crowd(self, segments: list[Untyped]) -> list[Untyped]:
        for tier in TIERS:
            small = [each for each in segments if each.doc_count() and each.doc_count_all() <= tier]
            if len(small) > CROWD:
                return small
        return []
