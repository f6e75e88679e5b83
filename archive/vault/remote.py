"""WARC files that are begun in a folder and, once closed, stand in a bucket that every host sees.

A file leaves the folder only when what stands in the bucket has been read back and is the same; stopped at any moment,
it is handed over by the next one who opens the vault here.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from archive.errors import Busy, CaptureAway, DiskFull, VaultAway, VaultBroken, VaultRefused
from archive.model import Kept
from archive.vault import VaultFile
from archive.vault.appending import alone, in_words
from archive.vault.bucket import AT_ONCE, PART, Bucket, Head
from archive.vault.folder import Folder, Found, checked_name
from archive.vault.mending import index_anew
from archive.vault.ranges import LEAST, ranged
from archive.vault.removing import erase
from archive.vault.trouble import UNKNOWN, Said
from archive.vault.writing import OPEN, SUFFIX, index_of

LONGEST = timedelta(minutes=10)
"""So long a file stays open at most, and what is in it is seen by its own host only."""
ON_ITS_WAY = timedelta(days=1)
"""So long after it was begun a file that is not in the bucket counts as on its way, not as lost."""
_SCRATCH = "weeding-"
_BEGUN = re.compile(r"kommunarkiv-(\d{20})-")
_log = logging.getLogger(__name__)


class RemoteFolder(Folder):
    """A folder whose closed files go to a bucket."""

    def __init__(
        self, path: Path, bucket: Bucket, *, clock: Callable[[], datetime], longest: timedelta = LONGEST
    ) -> None:
        super().__init__(path)
        self._bucket, self._clock, self.longest = bucket, clock, longest

    def sweep(self) -> None:
        """Take away what a stop left behind that is in the bucket, or was never whole."""
        with alone(self.path):
            for each in self.path.glob(f"{_SCRATCH}*"):
                shutil.rmtree(each)
            for each in self.path.glob("*.cdxj"):
                file = self.path / (each.stem + SUFFIX)
                if not file.with_name(file.name + OPEN).exists() and not file.exists():
                    each.unlink()

    def names(self) -> list[str]:
        """Every file's name, here and in the bucket."""
        # Here first: a file that goes over meanwhile is told twice rather than not at all.
        here = super().names()
        return sorted({*here, *(name for name, _ in self._bucket.listed() if name.endswith(SUFFIX))})

    def opened(self, name: str, near: range | None = None) -> BinaryIO:
        """A file, here or in the bucket. Raises CaptureAway, VaultAway, VaultBroken."""
        name = Path(name).name
        found = self._local(name) or self._remote(name, near) or self._local(name)
        if found is None:
            raise self._missing(name)
        return found

    def _remote(self, name: str, near: range | None = None) -> BinaryIO | None:
        def get(start: int, size: int) -> bytes | None:
            return self._bucket.get(name, start, size)

        if near is None:
            first = get(0, LEAST)
            if first is None or len(first) < LEAST:
                return None if first is None else BytesIO(first)
        try:
            return ranged(get, lambda: self._head(name).size, name, near)
        except VaultBroken:
            return None

    def _head(self, name: str) -> Head:
        found = self._bucket.head(name)
        if found is None:
            raise self._missing(name)
        return found

    def _missing(self, name: str) -> CaptureAway | VaultBroken:
        begun = _BEGUN.match(name)
        at = datetime.strptime(begun[1], "%Y%m%d%H%M%S%f").replace(tzinfo=UTC) if begun else None
        if at is not None and self._clock() - at < ON_ITS_WAY:
            return CaptureAway(f"{name} has not been handed over yet by the host that fetched it")
        return VaultBroken(f"the vault has no file {name}")

    def index(self, name: str) -> BinaryIO | None:
        """The CDXJ beside a file, here or in the bucket."""
        found = super().index(name)
        return found if found is not None else self._remote(index_of(Path(name)).name)

    def each(self, names: Sequence[str], look: Callable[[str], Found]) -> Iterator[Found]:
        """What a look at each of these files gives, in their order; many at once, for each waits for the storage."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for start in range(0, len(names), AT_ONCE * 8):
                yield from pool.map(look, names[start : start + AT_ONCE * 8])

    def settle(self) -> None:
        """Hand every closed file over; one that cannot be stays here until the next time."""
        # Half a record that a stop cut off: a removal on another host could not take it away here.
        for torn in self.path.glob(f"*{SUFFIX}.torn"):
            torn.unlink(missing_ok=True)
        for path in sorted(self.path.glob(f"*{SUFFIX}")):
            try:
                self._carry(path, patient=False)
            except VaultAway as error:
                _log.warning("Closed WARC files stay on this machine for now: %s", error)
                return
            except (DiskFull, VaultBroken) as error:
                _log.error("%s stays on this machine: %s", path.name, error)

    def _carry(self, path: Path, *, patient: bool) -> None:
        """Put a closed file and its index into the bucket, then let go of it here; one process at a time."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if patient else fcntl.LOCK_NB))
            except BlockingIOError:
                return
            if os.fstat(file.fileno()).st_nlink == 0:
                return
            if not index_of(path).exists():
                index_anew(path)
            self._put_index(index_of(path))
            self._put(path)
            path.unlink()
            index_of(path).unlink(missing_ok=True)

    def _put(self, path: Path) -> None:
        digest, found = _sha256(path), self._bucket.head(path.name)
        if found is not None and digest == found.first != found.digest:
            return  # records were taken out of it since it was handed over
        if found is not None and digest != found.digest:
            raise VaultBroken(f"the vault has another file that is called {path.name}; nothing was changed")
        if found is None or not self._is_whole(path.name, digest):
            self._bucket.put(path.name, path, digest, instead_of=found)

    def _is_whole(self, name: str, digest: str) -> bool:
        """Whether what an earlier try sent has arrived."""
        try:
            return self._bucket.digest(name) == digest
        except VaultBroken:
            return False

    def _put_index(self, path: Path) -> None:
        digest, found = _sha256(path), self._bucket.head(path.name)
        if found is None or found.digest != digest:
            self._bucket.put(path.name, path, digest, instead_of=found)

    def erase(self, name: str, wanted: Sequence[Kept], *, at: datetime, note: str) -> int:
        """Put tombstones in the place of records; gives how many had none. No old version of the file stays.

        The file is fetched, changed here, put in its own place on the condition that nobody did so meanwhile, and read
        back. Raises Busy, DiskFull, VaultAway, VaultBroken; VaultRefused when the bucket holds on to old versions.
        """
        if self.is_growing(name):
            raise Busy(f"another process is writing to {name}; try again when its crawl has ended")
        self._carry(self.path / name, patient=True)
        head = self._head(name)
        with TemporaryDirectory(prefix=_SCRATCH, dir=self.path) as scratch:
            path = Path(scratch) / name
            if self._fetch(name, path) != head.digest and head.digest:
                raise VaultBroken(f"{name} in the bucket is not as it was sent; restore it from a backup")
            count = erase(path, wanted, at=at, note=note)
            if count:
                self._bucket.put(name, path, _sha256(path), instead_of=head)
            self._put_index(index_of(path))
        for each in (name, index_of(Path(name)).name):
            self._forget(each)
        return count

    def _fetch(self, name: str, path: Path) -> str:
        """Write a file of the bucket here; gives its SHA-256."""
        digest = hashlib.sha256()
        with in_words(path), path.open("wb") as file:
            for piece in self._bucket.pieces(name):
                file.write(piece)
                digest.update(piece)
        return digest.hexdigest()

    def _forget(self, name: str) -> None:
        """Take the old versions of a file away, where the bucket keeps any."""
        try:
            for version in tuple(self._bucket.old_versions(name)):
                self._bucket.drop_version(name, version)
            is_gone = not any(self._bucket.old_versions(name))
        except Said as said:
            is_gone = said.code in UNKNOWN
        except VaultRefused as error:
            raise VaultRefused(_HELD.format(name=name, why=error)) from None
        if not is_gone:
            raise VaultRefused(_HELD.format(name=name, why="they were not taken away"))

    def files(self) -> Iterator[VaultFile]:
        """Every closed file, here and in the bucket."""
        here = tuple(super().files())
        there = (VaultFile(name=name, size=size) for name, size in self._bucket.listed() if name.endswith(SUFFIX))
        yield from sorted({each.name: each for each in (*here, *there)}.values(), key=lambda each: each.name)

    def open_file(self, name: str) -> BinaryIO:
        """A closed file, here or in the bucket."""
        if self.is_growing(checked_name(name)):
            return super().open_file(name)
        return self.opened(name)

    def take_in(self, name: str, source: BinaryIO) -> None:
        """Add a whole closed file and hand it over. Raises DiskFull, VaultAway, VaultBroken."""
        path, found = self.path / checked_name(name), self._bucket.head(name)
        if found is not None:
            if _digest(source) != found.digest:
                raise VaultBroken(f"the vault has another file that is called {name}; nothing was changed")
            return
        super().take_in(name, source)
        self._carry(path, patient=True)


_HELD = (
    "old versions of {name} are still in the bucket ({why}). It keeps versions: allow s3:ListBucketVersions and "
    "s3:DeleteObjectVersion, or let an object lock run out; then the removal goes on by itself"
)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return _digest(file)


def _digest(file: BinaryIO) -> str:
    found = hashlib.sha256()
    while piece := file.read(PART):
        found.update(piece)
    return found.hexdigest()
