"""Visits as WARC 1.1 records and back (ISO 28500:2017).

Written here and not with warcio, which percent-encodes header bytes outside ASCII: a capture must come back as it
was given. The digests tools key on are sha1 in base32; ours stands beside them in a field of its own.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote, urlsplit

from archive.errors import VaultBroken
from archive.model import Kept
from crawler.archival import archival_headers
from crawler.model import Capture, Headers, Revisit

SHA256 = "Archive-Payload-SHA256"
WARNING = "Archive-Warning"
RENAMED = "Archive-Renamed-Headers"
RENDERED = "Archive-Rendered"
PROFILE = "http://netpreserve.org/warc/1.1/revisit/"

_CODED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_BREAKS = re.compile(r"[\r\n\x00]+")
_UNSAFE_IN_URL = re.compile(r"[\x00-\x20\x7f]")


@dataclass(frozen=True, kw_only=True)
class Record:
    """A WARC record: its named fields in order, and its block."""

    fields: Headers
    block: bytes

    def field(self, name: str) -> str | None:
        """First value of a field, name case-insensitive, or None."""
        wanted = name.lower()
        return next((value for key, value in self.fields if key.lower() == wanted), None)

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return tuple(value for key, value in self.fields if key.lower() == name.lower())

    @property
    def kind(self) -> str:
        """The WARC-Type."""
        return self.field("WARC-Type") or ""

    @property
    def id(self) -> str:
        """The UUID of the record."""
        return uuid_of(self.field("WARC-Record-ID")) or ""


def uuid_of(value: str | None) -> str | None:
    """The UUID in "<urn:uuid:…>", or None."""
    return value.strip("<>").removeprefix("urn:uuid:") if value else None


def sha1(content: bytes) -> str:
    """The labelled digest that WARC tools compare."""
    return "sha1:" + base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest()).decode()


def to_bytes(kind: str, fields: Iterable[tuple[str, str | None]], block: bytes) -> bytes:
    """A record as it stands in a file; fields without a value are left out."""
    own = (("Content-Length", str(len(block))),)
    lines = [f"{name}: {_line(value)}" for name, value in (*fields, *own) if value is not None]
    head = "\r\n".join(("WARC/1.1", f"WARC-Type: {kind}", *lines))
    return head.encode("utf-8", "replace") + b"\r\n\r\n" + block + b"\r\n\r\n"


def from_bytes(content: bytes) -> Record:
    """The record in a member. Raises VaultBroken when there is none, or its block is not of its length or digest."""
    head, separator, rest = content.partition(b"\r\n\r\n")
    record = Record(fields=fields_of(head), block=rest[:-4])
    if not separator or rest[-4:] != b"\r\n\r\n" or record.field("Content-Length") != str(len(record.block)):
        raise VaultBroken("a record is not as long as it says")
    if record.field("WARC-Block-Digest") != sha1(record.block):
        raise VaultBroken(f"the bytes of record {record.id} do not have the digest they were kept with")
    return record


def fields_of(head: bytes) -> Headers:
    """The named fields in the head of a record."""
    return tuple(_pair(line) for line in head.decode("utf-8", "replace").split("\r\n")[1:])


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name, value.strip(" \t")


def _line(value: str) -> str:
    return _BREAKS.sub(" ", value)


def warc_date(moment: datetime) -> str:
    """A moment as WARC-Date, to the microsecond."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def info_record(*, id: str, file: str, at: datetime, software: str) -> bytes:
    """The warcinfo record that a file begins with."""
    block = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
    fields = (*_naming(id, at), ("WARC-Filename", file), ("WARC-Block-Digest", sha1(block)))
    return to_bytes("warcinfo", (*fields, ("Content-Type", "application/warc-fields")), block)


def _naming(id: str, at: datetime) -> Headers:
    return (("WARC-Record-ID", f"<urn:uuid:{id}>"), ("WARC-Date", warc_date(at)))


def response_record(capture: Capture, *, id: str) -> bytes:
    """A response record. Headers that speak of a coded body are renamed unless they are true of the stored one."""
    renamed = not _is_true(capture)
    headers = archival_headers(capture.headers, len(capture.body)) if renamed else capture.headers
    block = _http_head(capture, headers) + capture.body
    fields = (
        *_visit_fields(capture, id),
        ("WARC-Payload-Digest", sha1(capture.body)),
        ("WARC-Block-Digest", sha1(block)),
        ("WARC-Truncated", capture.truncated),
        (RENAMED, "yes" if renamed else None),
        (RENDERED, "yes" if capture.rendered is not None else None),
        *((WARNING, warning) for warning in capture.warnings),
    )
    return to_bytes("response", fields, block)


def revisit_record(revisit: Revisit, *, id: str, refers_to: Kept | None, payload: str) -> bytes:
    """A revisit record; `payload` is the labelled digest of the response it repeats."""
    block = _http_head(revisit, revisit.headers)
    profile = "server-not-modified" if revisit.status == HTTPStatus.NOT_MODIFIED else "identical-payload-digest"
    fields: tuple[tuple[str, str | None], ...] = (
        *_visit_fields(revisit, id),
        ("WARC-Profile", PROFILE + profile),
        ("WARC-Payload-Digest", payload),
        ("WARC-Block-Digest", sha1(block)),
    )
    if refers_to is not None:
        fields += (
            ("WARC-Refers-To", f"<urn:uuid:{refers_to.id}>"),
            ("WARC-Refers-To-Target-URI", uri(refers_to.url)),
            ("WARC-Refers-To-Date", warc_date(refers_to.at)),
        )
    return to_bytes("revisit", fields, block)


def request_record(visit: Capture | Revisit, *, id: str, answer: str) -> bytes:
    """The request that `answer`, a record's id, is the answer to."""
    parts = urlsplit(uri(visit.url))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    block = _head_bytes(f"GET {path} HTTP/{_line(visit.http_version)}", visit.request_headers)
    fields = (
        *_naming(id, visit.at),
        ("WARC-Target-URI", uri(visit.url)),
        ("WARC-Concurrent-To", f"<urn:uuid:{answer}>"),
        ("WARC-Block-Digest", sha1(block)),
        ("Content-Type", "application/http; msgtype=request"),
    )
    return to_bytes("request", fields, block)


def removed_record(*, id: str, removed: str, at: datetime, note: str) -> bytes:
    """What stands in the place of a record that was removed by a decision: which one, when, and a note."""
    block = f"removed: {_line(note)}\r\n".encode("utf-8", "replace") if note else b""
    fields = (
        *_naming(id, at),
        ("WARC-Refers-To", f"<urn:uuid:{removed}>"),
        ("WARC-Block-Digest", sha1(block)),
        ("Content-Type", "application/warc-fields"),
    )
    return to_bytes("metadata", fields, block)


def _visit_fields(visit: Capture | Revisit, id: str) -> tuple[tuple[str, str | None], ...]:
    return (
        *_naming(id, visit.at),
        ("WARC-Target-URI", uri(visit.url)),
        ("WARC-IP-Address", visit.ip),
        ("Content-Type", "application/http; msgtype=response"),
        (SHA256, visit.digest),
    )


def uri(url: str) -> str:
    """An address as it stands in a record."""
    return _UNSAFE_IN_URL.sub(lambda match: quote(match.group()), url)


def _is_true(capture: Capture) -> bool:
    """True when no header speaks of another body than the one that is stored."""
    said = [(name.lower(), value.strip()) for name, value in capture.headers if name.lower() in _CODED]
    return not said or said == [("content-length", str(len(capture.body)))]


def _http_head(visit: Capture | Revisit, headers: Headers) -> bytes:
    phrase = HTTPStatus(visit.status).phrase if visit.status in _PHRASED else ""
    return _head_bytes(f"HTTP/{_line(visit.http_version)} {visit.status} {phrase}", headers)


_PHRASED = frozenset(HTTPStatus)


def _head_bytes(first: str, headers: Headers) -> bytes:
    lines = (first, *(f"{_line(name).replace(':', ' ')}: {_line(value)}" for name, value in headers))
    return b"\r\n".join(map(_latin, lines)) + b"\r\n\r\n"


def _latin(line: str) -> bytes:
    try:
        return line.encode("latin-1")
    except UnicodeEncodeError:  # not from a server: those headers are read as latin-1
        return line.encode("utf-8", "replace")
