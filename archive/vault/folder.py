"""The WARC files of a vault and the indexes beside them, by name: in one folder that all who use the vault see."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypeVar

from archive.errors import Busy, VaultBroken
from archive.model import Kept
from archive.vault import VaultFile, cdxj
from archive.vault.appending import alone, in_words, sync_folder
from archive.vault.mending import captures
from archive.vault.removing import erase
from archive.vault.writing import OPEN, SUFFIX, index_of

Found = TypeVar("Found")
_PIECE = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}\.warc\.gz")


class Folder:
    """WARC files in a folder, open ones and closed ones."""

    longest: timedelta | None = None
    """How long a file may stay open; None is as long as it pleases."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def names(self) -> list[str]:
        """Every file's name once it is closed, in order."""
        found = {path.name.removesuffix(OPEN) for path in self.path.glob(f"*{SUFFIX}*")}
        return sorted(name for name in found if name.endswith(SUFFIX))

    def opened(self, name: str, near: range | None = None) -> BinaryIO:
        """A file, whether it is still being written or not. Raises VaultBroken.

        `near` are the bytes that will be read, for those to whom each reading costs.
        """
        del near
        found = self._local(name)
        if found is None:
            raise VaultBroken(f"the vault has no file {Path(name).name}")
        return found

    def _local(self, name: str) -> BinaryIO | None:
        path = self.path / Path(name).name
        for each in (path, path.with_name(path.name + OPEN), path):
            try:
                return each.open("rb")
            except FileNotFoundError:
                continue
        return None

    def is_growing(self, name: str) -> bool:
        """Whether somebody writes to a file."""
        return (self.path / (name + OPEN)).exists()

    def each(self, names: Sequence[str], look: Callable[[str], Found]) -> Iterator[Found]:
        """What a look at each of these files gives, in their order."""
        return map(look, names)

    def said(self, name: str) -> bytes | None:
        """All of the CDXJ beside a file; None when there is none."""
        index = self.index(name)
        if index is None:
            return None
        with index:
            return index.read()

    def index(self, name: str) -> BinaryIO | None:
        """The CDXJ beside a file, sorted unless the file is growing; None when there is none."""
        try:
            return index_of(self.path / name).open("rb")
        except FileNotFoundError:
            return None

    def closed(self, name: str) -> Path:
        """Where a closed file is. Raises Busy while it is being written, VaultBroken when there is none."""
        path = self.path / name
        if self.is_growing(name):
            raise Busy(f"another process is writing to {name}; try again when its crawl has ended")
        if not path.exists():
            raise VaultBroken(f"the vault has no file {name}")
        return path

    def erase(self, name: str, wanted: Sequence[Kept], *, at: datetime, note: str) -> int:
        """Put tombstones in the place of records of a closed file; gives how many had none."""
        return erase(self.closed(name), wanted, at=at, note=note)

    def settle(self) -> None:
        """Hand closed files over to where others see them; here they do."""

    def files(self) -> Iterator[VaultFile]:
        """Every closed file."""
        for path in sorted(self.path.glob(f"*{SUFFIX}")):
            yield VaultFile(name=path.name, size=path.stat().st_size)

    def open_file(self, name: str) -> BinaryIO:
        """A closed file. Raises Busy, VaultBroken."""
        return self.closed(checked_name(name)).open("rb")

    def take_in(self, name: str, source: BinaryIO) -> None:
        """Add a whole closed file; the same again is harmless. Raises DiskFull, VaultBroken, with nothing changed."""
        final = self.path / checked_name(name)
        part = final.with_name(final.name + ".part")
        with alone(self.path):
            try:
                _write(source, part)
                if self.is_growing(name) or (final.exists() and not _are_same(part, final)):
                    raise VaultBroken(f"the vault has another file that is called {name}; nothing was changed")
                with part.open("rb") as file:
                    cdxj.write_sorted(index_of(final), [cdxj.line(kept) for kept in captures(file, name)])
                part.replace(final)
            finally:
                part.unlink(missing_ok=True)
            sync_folder(self.path)


def checked_name(name: str) -> str:
    """The name, when it is one of a WARC file inside a vault. Raises VaultBroken."""
    if not _NAME.fullmatch(name):
        raise VaultBroken(f"{name!r} is no name of a WARC file of a vault")
    return name


def _write(source: BinaryIO, path: Path) -> None:
    with in_words(path), path.open("wb") as file:
        shutil.copyfileobj(source, file, _PIECE)
        file.flush()
        os.fsync(file.fileno())


def _are_same(one: Path, other: Path) -> bool:
    with one.open("rb") as first, other.open("rb") as second:
        while (piece := first.read(_PIECE)) == second.read(_PIECE):
            if not piece:
                return True
    return False
