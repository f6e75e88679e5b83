"""An object read like a file: by ranges, each a request, as few as the way it is read allows."""

from __future__ import annotations

import io
from collections.abc import Callable

from archive.errors import VaultBroken

Get = Callable[[int, int], bytes | None]
"""Bytes from a place on, at most so many; fewer at the end; None when the object is gone."""
LEAST = 65_536
MOST = 8 * 1024 * 1024
"""Bytes of a request: reading on, each asks for twice as many as the one before."""
BESIDE = 32_768
"""Bytes asked for after a record: its request, mostly the rendered page, and the head of what follows."""
BUFFER = 8_192


class _Ranges(io.RawIOBase):
    def __init__(self, get: Get, size: Callable[[], int], name: str) -> None:
        self._get, self._size, self._name = get, size, name
        self._place = self._start = 0
        self._held = b""
        self._next = LEAST
        self._end: int | None = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place}.get(whence)
        self._place = max((self._size() if base is None else base) + offset, 0)
        return self._place

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        if self._end is not None and self._place >= self._end:
            return 0
        if not self._start <= self._place < self._start + len(self._held):
            self.fetch(self._place, max(self._next, len(view)))
            self._next = min(self._next * 2, MOST)
        at = self._place - self._start
        piece = self._held[at : at + len(view)]
        view[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)

    def fetch(self, start: int, size: int) -> None:
        found = self._get(start, size)
        if found is None:
            raise VaultBroken(f"{self._name} is gone from the vault")
        self._start, self._held = start, found
        if len(found) < size:
            self._end = start + len(found)


def ranged(get: Get, size: Callable[[], int], name: str, near: range | None = None) -> io.BufferedReader:
    """A file whose bytes `get` gives; those `near` and what mostly stands beside them are asked for at once.

    `size` is asked for only when somebody seeks from the end. Holds at most `MOST` bytes.
    """
    raw = _Ranges(get, size, name)
    if near is not None:
        raw.fetch(near.start, max(len(near), 0) + BESIDE)
    return io.BufferedReader(raw, BUFFER)
