"""What a record says: the visit it was made of, and where it is kept."""

from __future__ import annotations

import hashlib
from datetime import datetime

from archive.errors import VaultBroken
from archive.model import Kept
from archive.vault.members import Member
from archive.vault.records import RENAMED, SHA256, WARNING, Record, uuid_of
from crawler.archival import PREFIX
from crawler.model import Capture, Headers

VISITS = frozenset({"response", "revisit"})

_CODED = frozenset(f"{PREFIX}{name}".lower() for name in ("Content-Encoding", "Transfer-Encoding", "Content-Length"))


def capture_of(record: Record, request: Record | None = None) -> Capture:
    """The capture as it was given; a revisit gives its headers and an empty body. Raises VaultBroken."""
    head, _, body = record.block.partition(b"\r\n\r\n")
    version, status, headers = http_head(head)
    if record.field(RENAMED):
        headers = tuple((_received(name), value) for name, value in headers[:-1])
    if record.kind == "response" and hashlib.sha256(body).hexdigest() != record.field(SHA256):
        raise VaultBroken(f"the payload of record {record.id} does not have the digest it was kept with")
    return Capture(
        url=record.field("WARC-Target-URI") or "",
        at=_moment(record),
        status=status,
        headers=headers,
        body=body,
        digest=record.field(SHA256) or "",
        request_headers=http_head(request.block.removesuffix(b"\r\n\r\n"))[2] if request else (),
        http_version=version,
        truncated=record.field("WARC-Truncated"),
        ip=record.field("WARC-IP-Address"),
        warnings=record.values(WARNING),
    )


def _received(name: str) -> str:
    return name[len(PREFIX) :] if name.lower() in _CODED else name


def http_head(head: bytes) -> tuple[str, int, Headers]:
    """The version, the status (0 for a request) and the headers of an HTTP message."""
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name, value.strip(" \t")) for name, _, value in pairs)
    if not first.startswith("HTTP/") or len(words) < 2 or not words[1].isdecimal():
        return "", 0, headers
    return words[0].removeprefix("HTTP/"), int(words[1]), headers


def kept_of(record: Record, member: Member, file: str) -> Kept:
    """Where a visit's record stands; a revisit of an unknown response refers to ""."""
    _, status, headers = http_head(record.block.partition(b"\r\n\r\n")[0])
    return Kept(
        id=record.id,
        url=record.field("WARC-Target-URI") or "",
        at=_moment(record),
        status=status,
        digest=record.field(SHA256) or "",
        file=file,
        offset=member.offset,
        length=member.length,
        media_type=media_type(headers),
        refers_to=(uuid_of(record.field("WARC-Refers-To")) or "") if record.kind == "revisit" else None,
    )


def media_type(headers: Headers) -> str:
    """What Content-Type says, without parameters, in lower case."""
    said = next((value for name, value in headers if name.lower() == "content-type"), "")
    return said.partition(";")[0].strip().lower()


def _moment(record: Record) -> datetime:
    try:
        return datetime.fromisoformat(record.field("WARC-Date") or "")
    except ValueError as error:
        raise VaultBroken(f"record {record.id} has no date") from error
