"""Where an index lies on disk.

    home/CURRENT        the name of the folder in force; replaced whole, so that it is one or the other
    home/LOCK           held (flock) by the one writer; the kernel lets go of it when the writer dies
    home/<n>/           a Whoosh index and its STAMP: what it was made with

A rebuild writes a new folder and then CURRENT; when it is killed, the next one goes on in its folder. Other folders
that CURRENT does not name are swept.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from index.errors import IndexBroken, IndexBusy

_CURRENT, _LOCK, _STAMP = "CURRENT", "LOCK", "STAMP"
_PAUSE = 0.02


class Home:
    """The folder of one index."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pointer = path / _CURRENT

    def current(self) -> Path | None:
        """The folder in force; None when nothing was ever written. Raises IndexBroken when it is gone."""
        name, before = self._named(), None
        while name is not None and name != before:
            folder = self._path / name
            if name.isdigit() and folder.is_dir():
                return folder
            name, before = self._named(), name  # a rebuild may have swapped and swept since we looked
        if name is None:
            return None
        raise IndexBroken(f"{self._path}: CURRENT names {name!r}, which is not there; rebuild the index")

    def stamp(self) -> str | None:
        """What the folder in force was made with; None when there is none."""
        folder, before = self.current(), None
        while folder is not None and folder != before:
            try:
                return (folder / _STAMP).read_text(encoding="utf-8")
            except FileNotFoundError:
                folder, before = self.current(), folder
        return None if folder is None else ""

    def _named(self) -> str | None:
        try:
            return self._pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None

    def make_folder(self, stamp: str) -> Path:
        """A new folder beside the present one, not yet in force. Only for the holder of the lock."""
        folder = self._path / str(max((int(each.name) for each in self._numbered()), default=0) + 1)
        folder.mkdir()
        (folder / _STAMP).write_text(stamp, encoding="utf-8")
        return folder

    def put_in_force(self, folder: Path) -> None:
        """Swap: from now on readers open `folder`. Those reading the old one keep their open files."""
        draft = self._path / f"{_CURRENT}.new"
        with draft.open("w", encoding="utf-8") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._path / _CURRENT)
        self.sweep()

    def begun(self, stamp: str) -> Path | None:
        """The folder of a rebuild that was killed, made with this stamp; None when there is none."""
        current = self._named() or "0"
        for each in self._numbered():
            later = not current.isdigit() or int(each.name) > int(current)
            if later and (each / _STAMP).exists() and (each / _STAMP).read_text(encoding="utf-8") == stamp:
                return each
        return None

    def sweep(self, keep: Path | None = None) -> None:
        """Remove folders that are not in force, but for `keep`. Only for the holder of the lock."""
        name = self._named()
        for each in self._numbered():
            if each.name != name and each != keep:
                shutil.rmtree(each, ignore_errors=True)

    def _numbered(self) -> list[Path]:
        return [each for each in self._path.iterdir() if each.name.isdigit()]

    @contextmanager
    def locked(self, patience: float) -> Iterator[None]:
        """Be the one writer. Raises IndexBusy when another is and does not finish within `patience` seconds."""
        self._path.mkdir(parents=True, exist_ok=True)
        with (self._path / _LOCK).open("w") as file:
            _acquire(file.fileno(), monotonic() + patience)
            yield


def _acquire(descriptor: int, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= deadline:
                raise IndexBusy("another process is writing the index") from None
            sleep(_PAUSE)
        else:
            return
