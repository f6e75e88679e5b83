"""A ZIP whose bytes depend on what is put in alone: order, time and rights are given, every file has its SHA-256."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from archive.errors import HandoutRefused

MANIFEST = "manifest-sha256.txt"
_READABLE = 0o100644 << 16
_PACKED = frozenset({".gz", ".pdf"})
"""Endings of what is compressed already."""


class Package:
    """A ZIP being written; a context. `limit` bounds the bytes that are put in. Raises HandoutRefused beyond it."""

    def __init__(self, path: Path, *, at: datetime, limit: int) -> None:
        self._zip = zipfile.ZipFile(path, "w")
        self._time = max(at.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))
        self._limit = limit
        self._taken = 0
        self.digests: dict[str, str] = {}
        """SHA-256 of every file so far, by name, in order."""

    def __enter__(self) -> Package:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._zip.close()

    def put(self, name: str, content: str | bytes) -> None:
        """Add a file; text is UTF-8."""
        self.stream(name, (content.encode("utf-8", "replace") if isinstance(content, str) else content,))

    def stream(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a file piece by piece."""
        digest = hashlib.sha256()
        with self._zip.open(self._info(name), "w", force_zip64=True) as file:
            for piece in pieces:
                self._take(len(piece))
                digest.update(piece)
                file.write(piece)
        self.digests[name] = digest.hexdigest()

    def seal(self) -> None:
        """Add the manifest, in the form that `sha256sum -c` reads."""
        self.put(MANIFEST, "".join(f"{digest}  {name}\n" for name, digest in self.digests.items()))

    def _take(self, size: int) -> None:
        self._taken += size
        if self._taken > self._limit:
            millions = self._limit // 1_000_000
            raise HandoutRefused(f"Det blir mer än {millions} MB, så mycket som ryms i ett utlämnande: dela upp det.")

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._time)
        info.create_system = 3
        info.external_attr = _READABLE
        is_packed = Path(name).suffix in _PACKED
        info.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        return info
