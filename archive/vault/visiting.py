"""A record of another tool as the visit it stands for."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime

from archive.vault.framing import Damaged, Frame, named
from archive.vault.records import Record
from crawler.decode import Decoded, decode
from crawler.errors import BadUrl
from crawler.model import Capture, Headers, Revisit
from crawler.urls import canonical

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(r"HTTP/([\d.]+) +(\d{3})\b")
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")

MAX_KNOWN = 1_000_000
"""So many payloads of one import are remembered for its revisits."""


class Visits:
    """Turns records into visits, and remembers payloads so that a revisit can say which one it repeats."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._digests: dict[str, str] = {}

    def of(self, frame: Frame) -> Capture | Revisit | None:
        """The visit, or None for a record that is none of a web page. Raises Damaged."""
        record = frame.record
        url = _url(record)
        if url is None:
            return None
        match record.kind:
            case "response":
                return self._response(frame, url)
            case "resource":
                headers = (("Content-Type", record.field("Content-Type") or "application/octet-stream"),)
                return self._capture(frame, url, ("1.1", 200, headers), record.block)
            case "revisit":
                return self._revisit(record, url)
        return None

    def _response(self, frame: Frame, url: str) -> Capture:
        first, headers, body = _message(frame.record.block)
        status = _STATUS.match(first)
        if status is None:
            raise Damaged("it holds no HTTP answer")
        return self._capture(frame, url, (status[1], int(status[2]), headers), body)

    def _capture(self, frame: Frame, url: str, answer: tuple[str, int, Headers], coded: bytes) -> Capture:
        version, status, headers = answer
        decoded = _decoded(coded, headers, self._max_bytes)
        digest = hashlib.sha256(decoded.body).hexdigest()
        record = frame.record
        labelled = record.field("WARC-Payload-Digest")
        if labelled and len(self._digests) < MAX_KNOWN:
            self._digests[labelled] = digest
        return Capture(
            url=url,
            at=_moment(record),
            status=status,
            headers=headers,
            body=decoded.body,
            digest=digest,
            http_version=version,
            truncated="length" if frame.is_cut else record.field("WARC-Truncated") or decoded.truncated,
            ip=record.field("WARC-IP-Address"),
            warnings=decoded.warnings,
        )

    def _revisit(self, record: Record, url: str) -> Revisit:
        first, headers, _ = _message(record.block)
        status = _STATUS.match(first)
        unmodified = "server-not-modified" in (record.field("WARC-Profile") or "")
        return Revisit(
            url=url,
            at=_moment(record),
            status=int(status[2]) if status else 304 if unmodified else 200,
            headers=headers,
            digest=self._digests.get(record.field("WARC-Payload-Digest") or "", ""),
            http_version=status[1] if status else "1.1",
            ip=record.field("WARC-IP-Address"),
        )


def _url(record: Record) -> str | None:
    """The canonical address of a web page, or None."""
    uri = (record.field("WARC-Target-URI") or "").strip("<>")
    if not uri.lower().startswith(("http://", "https://")):
        return None
    try:
        return canonical(uri)
    except BadUrl:
        return None


def _moment(record: Record) -> datetime:
    try:
        moment = datetime.fromisoformat(record.field("WARC-Date") or "")
    except ValueError:
        raise Damaged("it has no date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _message(block: bytes) -> tuple[str, Headers, bytes]:
    """The first line, the headers and the body of an HTTP message."""
    end = _END_OF_HEAD.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    first, _, rest = head.partition(b"\n")
    return first.decode("latin-1").strip(), named(rest), body


def _decoded(coded: bytes, headers: Headers, limit: int) -> Decoded:
    held = {name.lower(): value for name, value in headers}
    reason = None
    if "chunked" in held.get("transfer-encoding", "").lower():
        coded, reason = dechunk(coded)
    decoded = decode(coded, held.get("content-encoding"), limit)
    return replace(decoded, truncated=reason or decoded.truncated)


def dechunk(body: bytes) -> tuple[bytes, str | None]:
    """The body without its chunks, and why it is not whole (a WARC-Truncated reason) or None.

    A body without chunks is given as it is: many tools keep the header and not the chunks.
    """
    pieces: list[bytes] = []
    place = 0
    while size := _CHUNK.match(body, place):
        length = int(size[1], 16)
        if length == 0:
            return b"".join(pieces), None
        pieces.append(body[size.end() : size.end() + length])
        place = size.end() + length
        place += 2 if body.startswith(b"\r\n", place) else body.startswith(b"\n", place)
    return (b"".join(pieces), "unspecified") if pieces else (body, None)
