"""Records taken out of a WARC file for good: a tombstone of the same length stands in the place of each.

No other record moves, so nothing that speaks of one need be changed. A new file is written beside the old one, synced,
and takes its name at once: killed at any moment, the file is the old or the new one, and asking again goes on.
"""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from archive.errors import VaultBroken
from archive.model import Kept
from archive.vault.appending import in_words, sync_folder
from archive.vault.beside import beside
from archive.vault.members import Member, read_member
from archive.vault.mending import index_anew
from archive.vault.records import Record, from_bytes, removed_record

_COMMENT = 0x10
"""The gzip flag that says: a comment follows, up to a zero byte (RFC 1952 2.3.1)."""
_HEAD = struct.Struct("<3sBIBB")
_TAIL = struct.Struct("<II")
_PIECE = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Span:
    """Bytes of a file, and what is to stand there instead."""

    start: int
    end: int
    instead: bytes


def tombstone_id(record: str) -> str:
    """The id of the record that stands in the place of a removed one: always the same."""
    return str(uuid5(NAMESPACE_URL, f"urn:uuid:{record}#removed"))


def pack_to(content: bytes, length: int) -> bytes:
    """One gzip member of exactly `length` bytes, filled up by its comment. Raises ValueError when it takes more."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = machine.compress(content) + machine.flush()
    room = length - _HEAD.size - len(packed) - _TAIL.size
    if room < 0:
        raise ValueError(f"{len(content)} bytes do not go into {length}")
    head = _HEAD.pack(b"\x1f\x8b\x08", _COMMENT if room else 0, 0, 2, 255)
    comment = b" " * (room - 1) + b"\0" if room else b""
    return head + comment + packed + _TAIL.pack(zlib.crc32(content), len(content))


def erase(path: Path, wanted: Sequence[Kept], *, at: datetime, note: str) -> int:
    """Put tombstones in the place of these records of a closed file; gives how many were put, the rest had theirs.

    The CDXJ beside it is made anew in any case. Raises VaultBroken when another record stands at one of the places,
    DiskFull; then the file is as it was.
    """
    with path.open("rb") as file:
        spans = sorted(_spans(file, wanted, at, note), key=lambda span: span.start)
        if spans:
            _rewrite(file, path, spans)
    index_anew(path)
    return len(spans)


def _spans(file: BinaryIO, wanted: Iterable[Kept], at: datetime, note: str) -> Iterator[Span]:
    for kept in {each.id: each for each in wanted}.values():
        member = read_member(file, kept.offset)
        record = _record(member)
        if record is not None and record.id == tombstone_id(kept.id):
            continue
        if record is not None and record.id != kept.id:
            raise VaultBroken(f"{kept.file} has another record than {kept.id} at {kept.offset}")
        end = _end(file, member, kept)
        yield Span(start=kept.offset, end=end, instead=_tombstone(kept, end - kept.offset, at, note))


def _record(member: Member | None) -> Record | None:
    """The record of a member; None when it is damaged, and then it is what the store says it is."""
    try:
        return from_bytes(member.content) if member else None
    except VaultBroken:
        return None


def _end(file: BinaryIO, member: Member | None, kept: Kept) -> int:
    """Where the record ends, with its request and the page that a browser built of it after it."""
    end = kept.offset + (member.length if member else kept.length)
    return max((each.end for each, _ in beside(file, end, kept.id)), default=end)


def _tombstone(kept: Kept, length: int, at: datetime, note: str) -> bytes:
    for said in (note, ""):
        try:
            return pack_to(removed_record(id=tombstone_id(kept.id), removed=kept.id, at=at, note=said), length)
        except ValueError:
            continue
    raise VaultBroken(f"{kept.file} has too little room at {kept.offset} for what shall stand there instead")


def _rewrite(file: BinaryIO, path: Path, spans: Iterable[Span]) -> None:
    part = path.with_name(path.name + ".part")
    try:
        with in_words(path), part.open("wb") as new:
            place = 0
            for span in spans:
                _copy(file, new, place, span.start)
                new.write(span.instead)
                place = span.end
            file.seek(place)
            shutil.copyfileobj(file, new, _PIECE)
            new.flush()
            os.fsync(new.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_folder(path.parent)


def _copy(file: BinaryIO, new: BinaryIO, start: int, end: int) -> None:
    file.seek(start)
    while start < end and (chunk := file.read(min(_PIECE, end - start))):
        new.write(chunk)
        start += len(chunk)
