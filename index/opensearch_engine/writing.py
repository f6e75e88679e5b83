"""Documents into a cluster: checked, gathered in a file, sent in pieces that the cluster can take."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from tempfile import SpooledTemporaryFile
from time import sleep
from typing import IO

from opensearchpy.exceptions import ConnectionTimeout

from index.documents import check
from index.errors import IndexAway, SearchIndexError
from index.model import Document, Schema
from index.opensearch_engine.client import Client, Json
from index.opensearch_engine.failures import SAID, refusal
from index.opensearch_engine.mapping import document_body, page_of
from index.opensearch_engine.terms import Splitter

PIECE = 4_000_000
"""Bytes of one request, more only for a single larger document."""
IN_MEMORY = 32_000_000
"""Bytes of waiting documents that are kept in memory; more lie in a temporary file."""
LATER = (429, 503)
"""What passes: no room for more now, a part without a living copy."""
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds to wait after each refusal for too much at a time."""
PATIENCE = 60.0
"""Seconds for one request: as long as a cluster waits for a part that has lost its first copy."""
LOOKED_UP = 1000
"""Ids asked for at a time."""


class Bulk:
    """Sends lines of actions to an index."""

    def __init__(self, client: Client, index: str, pause: Callable[[float], None] = sleep) -> None:
        self._client = client
        self._index = index
        self._pause = pause

    def send(self, actions: Sequence[bytes]) -> None:
        """Write actions; those that the cluster has no room for now are sent again in halves, later and later.

        Raises IndexAway when it takes none for a minute, SearchIndexError that names what it refuses for good.
        """
        waiting = list(actions)
        for pause in (*PAUSES, None):
            size = len(waiting) if pause == PAUSES[0] else max(1, len(waiting) // 2)
            waiting = [each for piece in _pieces(waiting, size) for each in self._refused(piece)]
            if not waiting:
                return
            if pause is not None:
                self._pause(pause)
        raise IndexAway(f"the search cluster is too busy or away: {len(waiting)} documents were not taken")

    def _refused(self, actions: Sequence[bytes]) -> list[bytes]:
        """Those that were refused for now."""
        try:
            answer = self._client.ask("POST", f"/{self._index}/_bulk", b"".join(actions).decode(), timeout=PATIENCE)
        except IndexAway as error:  # busy, or a lost node's parts come to life elsewhere
            if isinstance(error.__cause__, ConnectionTimeout):
                raise
            return list(actions)
        if not answer.get("errors"):
            return []
        told = [next(iter(item.values())) for item in answer["items"]]
        for each in told:
            _check_item(each)
        return [action for action, each in zip(actions, told, strict=True) if each["status"] in LATER]


def _check_item(item: Json) -> None:
    if "error" in item and item["status"] not in LATER:
        reason = json.dumps(item["error"], ensure_ascii=False)[:SAID]
        raise refusal(f"write document {item.get('_id')!r}", item["status"], reason)


def _pieces(actions: Sequence[bytes], most: int) -> Iterator[Sequence[bytes]]:
    """Runs of at most `most` actions and PIECE bytes."""
    piece: list[bytes] = []
    size = 0
    for each in actions:
        if piece and (size + len(each) > PIECE or len(piece) >= most):
            yield piece
            piece, size = [], 0
        piece.append(each)
        size += len(each)
    if piece:
        yield piece


class ClusterBatch:
    """A Batch: gathers what is asked until `flush`, the last word on each id counting.

    With a `limit` (bytes) it is sent whenever so much waits: for an index that nobody reads yet.
    """

    def __init__(
        self, client: Client, index: str, schema: Schema, splitter: Splitter, *, limit: int | None = None
    ) -> None:
        self._client = client
        self._index = index
        self._schema = schema
        self._splitter = splitter
        self._limit = limit
        self._places: dict[str, tuple[int, int, str] | None] = {}
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed with the batch
        self._size = 0

    def put(self, document: Document) -> None:
        """See Batch.put."""
        check(document, self._schema)
        _check_id(document.id)
        line = written(document_body(document, self._schema, self._splitter))
        self._places.pop(document.id, None)
        self._places[document.id] = (self._size, len(line), page_of(document, self._schema))
        self._file.write(line)
        self._size += len(line)
        if self._limit and self._size >= self._limit:
            self.flush()

    def drop(self, id: str) -> None:
        """See Batch.drop."""
        if self._limit:
            self.flush()
            self._client.refresh(self._index)
        self._places.pop(id, None)
        self._places[id] = None

    def flush(self) -> None:
        """Send what waits. Nothing of it can be searched for before the index is refreshed."""
        bulk = Bulk(self._client, self._index)
        waiting = iter(self._places)
        while ids := tuple(islice(waiting, LOOKED_UP)):
            for piece in _pieces_of(self._actions(ids)):
                bulk.send(piece)
        self._places.clear()
        self._file.seek(0)
        self._file.truncate()
        self._size = 0

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _actions(self, ids: Sequence[str]) -> Iterator[bytes]:
        """Lines for ids; what lies in the part of another page is removed there."""
        routed = self._routed(ids)
        for each in ids:
            place = self._places[each]
            others = [page for page in routed.get(each, []) if place is None or page != place[2]]
            yield from (_removal(each, page) for page in others)
            if place is not None:
                yield self._addition(each, place)

    def _addition(self, id: str, place: tuple[int, int, str]) -> bytes:
        start, size, page = place
        self._file.seek(start)
        return _action("index", id, page if self._schema.versions else None) + self._file.read(size)

    def _routed(self, ids: Sequence[str]) -> dict[str, list[str | None]]:
        """By id: for which pages it lies in the index. Versions of a page lie together: so pages can be counted."""
        if self._schema.versions is None:
            return {each: [None] for each in ids if self._places[each] is None}
        if self._limit and all(self._places[each] for each in ids):
            return {}
        found: dict[str, list[str | None]] = {}
        body = {"query": {"ids": {"values": list(ids)}}, "size": 2 * LOOKED_UP, "_source": False}
        for hit in self._client.search(self._index, body)["hits"]["hits"]:
            found.setdefault(hit["_id"], []).append(hit.get("_routing"))
        return found


def _pieces_of(actions: Iterable[bytes]) -> Iterator[Sequence[bytes]]:
    piece: list[bytes] = []
    size = 0
    for each in actions:
        piece.append(each)
        size += len(each)
        if size >= PIECE:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


def written(body: Json) -> bytes:
    """A document as a line of JSON."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    except UnicodeEncodeError:  # halves of signs: only escaped can they be sent
        return json.dumps(body, separators=(",", ":")).encode() + b"\n"


def _removal(id: str, routing: str | None) -> bytes:
    return _action("delete", id, routing)


def _action(kind: str, id: str, routing: str | None) -> bytes:
    place = {"_id": id} if routing is None else {"_id": id, "routing": routing}
    return written({kind: place})


def _check_id(id: str) -> None:
    """Raises SearchIndexError for an id that the cluster cannot keep."""
    if len(id.encode(errors="replace")) > 512:
        raise SearchIndexError(f"document {id[:40]!r}…: the id is longer than 512 bytes")
