"""One WARC file of ours being written: `….warc.gz.open` until it is closed; `….cdxj` beside it has a line a capture."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from archive import __version__
from archive.errors import DiskFull
from archive.model import Kept
from archive.vault import cdxj
from archive.vault.appending import Disk, Growing, sync_folder
from archive.vault.members import pack
from archive.vault.records import info_record

OPEN = ".open"
SUFFIX = ".warc.gz"


class WarcFile:
    """A new file of a vault, begun with its warcinfo record."""

    def __init__(self, folder: Path, *, at: datetime, serial: int, disk: Disk) -> None:
        # Hosts may share a moment, a process number and, in containers, even their name; hence the last part.
        self.name = f"kommunarkiv-{at:%Y%m%d%H%M%S%f}-{os.getpid()}-{serial:05d}-{uuid4().hex[:8]}{SUFFIX}"
        self.begun = at
        self._path = folder / self.name
        self._records = Growing(folder / (self.name + OPEN), disk=disk)
        self._index = Growing(index_of(self._path), disk=disk)
        self._lines: list[bytes] = []
        info = info_record(id=str(uuid4()), file=self.name, at=at, software=f"kommunarkiv/{__version__}")
        try:
            self._records.append(pack(info))
        except BaseException:
            self.drop()
            raise
        sync_folder(folder)

    @property
    def size(self) -> int:
        """Bytes so far."""
        return self._records.size

    def append(self, members: bytes) -> int:
        """Add whole members; gives where the first begins. Raises DiskFull, with none of them left."""
        return self._records.append(members)

    def note(self, kept: Kept) -> None:
        """Remember a capture for the index."""
        self._lines.append(cdxj.line(kept))

    def sync(self) -> None:
        """Put the records on disk. Raises DiskFull; then what was added since the last time is gone."""
        try:
            self._records.sync()
        except BaseException:
            self._lines.clear()
            raise
        # The index can be made anew from the records, so want of room for it is no reason to stop.
        with suppress(DiskFull):
            self._index.append(b"".join(self._lines))
            self._lines.clear()

    def close(self) -> None:
        """Give the file its own name; without room for the sorted index, the next opening of the vault does it."""
        try:
            self.sync()
            with suppress(DiskFull):
                seal(self._path, [*index_of(self._path).read_bytes().splitlines(keepends=True), *self._lines])
        finally:
            self._records.close()
            self._index.close()

    def drop(self) -> None:
        """Leave no trace of a file that could not be begun."""
        for growing in (self._records, self._index):
            growing.path.unlink()
            growing.close()


def index_of(path: Path) -> Path:
    """The CDXJ file beside a WARC file."""
    return path.with_name(path.name.removesuffix(SUFFIX) + ".cdxj")


def seal(path: Path, lines: list[bytes]) -> None:
    """Sort the index and give a finished file its own name. Raises DiskFull, with nothing changed."""
    cdxj.write_sorted(index_of(path), lines)
    path.with_name(path.name + OPEN).replace(path)
    sync_folder(path.parent)
