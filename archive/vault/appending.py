"""A file that only grows, by whole pieces: what cannot be written whole leaves no trace."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.errors import DiskFull


@dataclass(frozen=True, kw_only=True)
class Disk:
    """How bytes get there: like os.write, some of them are written and it is said how many; like os.fsync."""

    write: Callable[[int, bytes], int] = os.write
    sync: Callable[[int], None] = os.fsync


SYSTEM = Disk()
"""The disk as the operating system gives it."""


_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Growing:
    """A file open for appending, held by a lock that ends with the process."""

    def __init__(self, path: Path, *, disk: Disk) -> None:
        self.path = path
        self._disk = disk
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self.size = self.synced = 0

    def append(self, content: bytes) -> int:
        """Add bytes; gives where they stand. Raises DiskFull, with none of them left."""
        place = self.size
        with self._whole(place):
            left = memoryview(content)
            while left:
                left = left[self._disk.write(self._file, bytes(left)) :]
        self.size = place + len(content)
        return place

    def sync(self) -> None:
        """Put everything on disk. Raises DiskFull, with nothing left that was added since the last time."""
        if self.size > self.synced:
            with self._whole(self.synced):
                self._disk.sync(self._file)
            self.synced = self.size

    def _cut(self, size: int) -> None:
        os.ftruncate(self._file, size)
        os.lseek(self._file, size, os.SEEK_SET)
        self.size = size

    @contextmanager
    def _whole(self, size: int) -> Iterator[None]:
        try:
            with in_words(self.path):
                yield
        except BaseException:
            self._cut(size)
            raise

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


@contextmanager
def in_words(path: Path) -> Iterator[None]:
    """A full disk, quota or file as DiskFull."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFull(f"no room to write to {path}; nothing half-written is kept") from error
        raise


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one process at a time is in here for a folder; ends with the process."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


def is_held(path: Path) -> bool:
    """True while a living process holds the file open for appending."""
    place = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(place)
    return False


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on disk."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(place)
    finally:
        os.close(place)
