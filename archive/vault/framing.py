"""WARC records in any stream, framed strictly: what is cut short or has no header is damage, never a short record."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, BinaryIO

from archive.vault.records import Record

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PIECE = 65_536
_LINE = 65_536
_FIELDS = 1_000
_FOLD = re.compile(rb"\r?\n[ \t]+")


class Damaged(Exception):
    """These bytes are no whole record; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A record, and whether its block is longer than what was taken of it."""

    record: Record
    is_cut: bool


def frames(stream: IO[bytes] | io.BufferedReader, limit: int) -> Iterator[Frame]:
    """The records of a stream, at most `limit` bytes of each block. Raises Damaged."""
    while (first := _first_line(stream)) is not None:
        if not first.startswith(b"WARC/"):
            raise Damaged("it does not begin with WARC/")
        fields = _fields(stream)
        length = _length(fields)
        block = _exactly(stream, min(length, limit))
        for place in range(len(block), length, _PIECE):
            _exactly(stream, min(_PIECE, length - place))
        yield Frame(record=Record(fields=fields, block=block), is_cut=length > limit)


def _first_line(stream: IO[bytes] | io.BufferedReader) -> bytes | None:
    """The first line that is not blank, or None at the end."""
    while line := stream.readline(_LINE):
        if line.strip():
            return line
    return None


def _fields(stream: IO[bytes] | io.BufferedReader) -> tuple[tuple[str, str], ...]:
    lines: list[bytes] = []
    for _ in range(_FIELDS):
        line = stream.readline(_LINE)
        if not line.endswith(b"\n"):
            raise Damaged("its header is cut off")
        if not line.strip():
            return named(b"".join(lines))
        lines.append(line)
    raise Damaged("its header has too many lines")


def named(head: bytes) -> tuple[tuple[str, str], ...]:
    """Header lines as pairs; folded lines are joined, lines without a colon passed over."""
    lines = _FOLD.sub(b" ", head).splitlines()
    pairs = (_text(line).partition(":") for line in lines if b":" in line)
    return tuple((name.strip(), value.strip()) for name, _, value in pairs)


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _length(fields: tuple[tuple[str, str], ...]) -> int:
    said = Record(fields=fields, block=b"").field("Content-Length") or ""
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        raise Damaged("it does not say how long it is")
    return int(said)


def _exactly(stream: IO[bytes] | io.BufferedReader, size: int) -> bytes:
    held = stream.read(size)
    if len(held) < size:
        raise Damaged("it is cut off")
    return held


class MemberStream(io.RawIOBase):
    """What one gzip member holds, a piece at a time; `end` is where the next one begins, once it is read through."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        super().__init__()
        self._file = file
        self._machine = zlib.decompressobj(31)
        self._pending = b""
        self._taken = offset

    @property
    def end(self) -> int:
        """Where the member ends in the file."""
        return self._taken - len(self._machine.unused_data)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer. Raises Damaged."""
        room = memoryview(buffer)
        while not self._machine.eof:
            chunk = self._pending or self._more()
            try:
                plain = self._machine.decompress(chunk, len(room))
            except zlib.error as error:
                raise Damaged(str(error)) from error
            self._pending = self._machine.unconsumed_tail
            if plain:
                room[: len(plain)] = plain
                return len(plain)
        return 0

    def _more(self) -> bytes:
        self._file.seek(self._taken)
        chunk = self._file.read(_PIECE)
        if not chunk:
            raise Damaged("it is cut off")
        self._taken += len(chunk)
        return chunk
