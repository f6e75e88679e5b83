"""Gzip members, one a record: written, read by place, walked past damage (RFC 1952, WARC 1.1 annex D)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = b"\x1f\x8b\x08"

_PIECE = 65_536
_GZIP = 31


@dataclass(frozen=True, kw_only=True)
class Member:
    """A whole member: where it stands in the file, and what is inside."""

    offset: int
    length: int
    content: bytes

    @property
    def end(self) -> int:
        """Where the next one begins."""
        return self.offset + self.length


@dataclass(frozen=True, kw_only=True)
class Damage:
    """Bytes that are no whole member."""

    offset: int
    length: int


def pack(content: bytes) -> bytes:
    """The bytes as one gzip member."""
    machine = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    return machine.compress(content) + machine.flush()


def read_member(file: BinaryIO, offset: int, *, about: int = _PIECE) -> Member | None:
    """The member that begins at `offset`, or None when no whole one does; its checksum has been compared.

    `about` so many bytes are asked for first: no more than are needed, where each byte comes over a network.
    """
    file.seek(offset)
    machine = zlib.decompressobj(_GZIP)
    pieces, taken = [], 0
    while not machine.eof:
        chunk = file.read(_PIECE if taken else about)
        if not chunk:
            return None
        try:
            pieces.append(machine.decompress(chunk))
        except zlib.error:
            return None
        taken += len(chunk)
    return Member(offset=offset, length=taken - len(machine.unused_data), content=b"".join(pieces))


def read_start(file: BinaryIO, offset: int, size: int) -> bytes:
    """The first `size` bytes, unpacked, of the member at `offset`; compared with no checksum, fewer when damaged."""
    file.seek(offset)
    try:
        return zlib.decompressobj(_GZIP).decompress(file.read(size), size)
    except zlib.error:
        return b""


def members(file: BinaryIO) -> Iterator[Member | Damage]:
    """Every record's member in a file, and what stands between them; damage hides nothing that comes after it."""
    place, size = 0, file.seek(0, 2)
    while place < size:
        member = _record(file, place)
        if member is None:
            member = _next_record(file, place + 1)
            end = member.offset if member else size
            yield Damage(offset=place, length=end - place)
        if member is None:
            return
        yield member
        place = member.end


def _record(file: BinaryIO, offset: int) -> Member | None:
    member = read_member(file, offset)
    return member if member and member.content.startswith(b"WARC/") else None


def _next_record(file: BinaryIO, start: int) -> Member | None:
    """The first member at or after `start`; the magic may stand in damaged bytes by chance, so each is tried."""
    while (place := find(file, MAGIC, start)) is not None:
        if member := _record(file, place):
            return member
        start = place + 1
    return None


def find(file: BinaryIO, wanted: bytes, start: int) -> int | None:
    """Where `wanted` stands first at or after `start`."""
    kept = b""
    file.seek(start)
    while chunk := file.read(_PIECE):
        held = kept + chunk
        if (place := held.find(wanted)) >= 0:
            return start - len(kept) + place
        kept = held[-len(wanted) + 1 :]
        start += len(chunk)
    return None
