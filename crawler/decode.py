"""Undoing content codings (RFC 9110 8.4.1) within limits, so that no small answer becomes a big one.

Only what the standard library reads is asked for and undone: gzip and deflate, also several times over.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

MAX_CODINGS = 3
MAX_MEMBERS = 1_000

_PIECE = 65_536
_GZIP = 31
_ZLIB = 15
_RAW = -15
_GZIP_MAGIC = b"\x1f\x8b"
_IDENTITY = frozenset({"", "identity", "none", "utf-8"})
_KNOWN = frozenset({"gzip", "x-gzip", "deflate"})


@dataclass(frozen=True, kw_only=True)
class Decoded:
    """The payload, why it is not whole (a WARC-Truncated reason) or None, and what was odd."""

    body: bytes
    truncated: str | None = None
    warnings: tuple[str, ...] = ()


class Broken(Exception):
    """The coded bytes are damaged."""


def codings(header: str | None) -> tuple[str, ...]:
    """The codings of a Content-Encoding header in the order they must be undone."""
    names = (name.strip().lower() for name in (header or "").split(","))
    return tuple(name for name in reversed(list(names)) if name not in _IDENTITY)


def decode(body: bytes, header: str | None, limit: int) -> Decoded:
    """Undo the codings that Content-Encoding names; at most `limit` bytes come out, and pass through each layer."""
    names = codings(header)
    if not names or not body:
        return _cut(body, limit)
    if len(names) > MAX_CODINGS or not _KNOWN.issuperset(names):
        return Decoded(body=body[:limit], truncated="unspecified", warnings=(f"cannot undo {', '.join(names)[:80]}",))
    result = Decoded(body=body)
    for name in names:
        if not _looks_coded(name, result.body):
            return Decoded(body=result.body[:limit], warnings=(*result.warnings, f"declared {name}, is not"))
        result = _layer(result, name, limit)
    return result


def inflate(body: bytes, limit: int) -> Decoded:
    """The contents of a gzip file."""
    return _layer(Decoded(body=body), "gzip", limit)


def _cut(body: bytes, limit: int) -> Decoded:
    return Decoded(body=body[:limit], truncated="length" if len(body) > limit else None)


def _layer(coded: Decoded, name: str, limit: int) -> Decoded:
    plain = bytearray()
    reason = coded.truncated
    try:
        for piece in _pieces(coded.body, name):
            plain += piece
            if len(plain) > limit:
                return Decoded(body=bytes(plain[:limit]), truncated="length", warnings=coded.warnings)
    except Broken as damage:
        reason = reason or "unspecified"
        return Decoded(body=bytes(plain), truncated=reason, warnings=(*coded.warnings, f"{name}: {damage}"))
    return Decoded(body=bytes(plain), truncated=reason, warnings=coded.warnings)


def _pieces(body: bytes, name: str) -> Iterator[bytes]:
    """Small pieces of what is inside, member after member; raises Broken at damage or a missing end."""
    mode = _GZIP if name.endswith("gzip") else _deflate_mode(body)
    place = 0
    for _ in range(MAX_MEMBERS):
        machine = zlib.decompressobj(mode)
        while not machine.eof:
            if place >= len(body):
                raise Broken("ends too early")
            chunk = body[place : place + _PIECE]
            place += len(chunk)
            yield from _fed(machine, chunk)
        place -= len(machine.unused_data)
        if mode != _GZIP or not body.startswith(_GZIP_MAGIC, place):
            return
    raise Broken("too many members")


def _fed(machine: zlib._Decompress, chunk: bytes) -> Iterator[bytes]:
    """What a chunk gives, never more than a piece at a time."""
    pending = chunk
    while True:
        try:
            plain = machine.decompress(pending, _PIECE)
        except zlib.error as error:
            raise Broken(str(error)) from error
        yield plain
        pending = machine.unconsumed_tail
        if machine.eof or (not pending and len(plain) < _PIECE):
            return


def _looks_coded(name: str, body: bytes) -> bool:
    return (name == "deflate" and body.lstrip()[:1] != b"<") or body.startswith(_GZIP_MAGIC)


def _deflate_mode(body: bytes) -> int:
    """Servers send "deflate" with and without the zlib wrapper; the first two bytes tell (RFC 1950 2.2)."""
    wrapped = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] * 256 + body[1]) % 31 == 0
    return _ZLIB if wrapped else _RAW
