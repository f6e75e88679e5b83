"""The vault in WARC 1.1 files: a gzip member a record, one new file a process, always read by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock
from typing import BinaryIO
from uuid import uuid4

from archive.errors import Busy, VaultBroken
from archive.model import Kept
from archive.model.findings import Flaw
from archive.vault import cdxj
from archive.vault.appending import SYSTEM, Disk, alone
from archive.vault.beside import beside
from archive.vault.checking import checked
from archive.vault.conversions import KIND, conversion_record, rendered_of
from archive.vault.examining import examined, torn
from archive.vault.members import pack, read_member, read_start
from archive.vault.mending import captures, mend
from archive.vault.reading import capture_of, kept_of, media_type
from archive.vault.records import (
    Record,
    fields_of,
    from_bytes,
    request_record,
    response_record,
    revisit_record,
)
from archive.vault.removing import erase
from archive.vault.writing import OPEN, SUFFIX, WarcFile, index_of
from crawler.model import Capture, Revisit

_HEAD = 8_192
"""So much of a record holds the fields that we write."""
LIMIT = 1_000_000_000
"""A file is closed and a new one begun when it has grown to so many bytes."""


def _now() -> datetime:
    return datetime.now(UTC)


class WarcVault:
    """Captures in the WARC files of a folder. Threads may share it; processes may share the folder."""

    def __init__(
        self, folder: Path, *, limit: int = LIMIT, clock: Callable[[], datetime] = _now, disk: Disk = SYSTEM
    ) -> None:
        self._folder, self._limit, self._clock, self._disk = folder, limit, clock, disk
        self._file: WarcFile | None = None
        self._serial = 0
        self._turn = RLock()
        folder.mkdir(parents=True, exist_ok=True)
        mend(folder)

    def add(self, visit: Capture | Revisit, *, refers_to: Kept | None = None) -> Kept:
        """Write a response or revisit record, its request and rendered page beside it.

        Raises DiskFull, with nothing torn left; ValueError when the digest is not that of the body.
        """
        name = str(uuid4())
        record = self._record(checked(visit), name, refers_to)
        first = pack(record)
        more = pack(request_record(visit, id=str(uuid4()), answer=name)) if visit.request_headers else b""
        if isinstance(visit, Capture) and visit.rendered is not None:
            more += pack(conversion_record(record, visit.rendered, id=str(uuid4())))
        with self._turn:
            file = self._current()
            kept = Kept(
                id=name,
                url=visit.url,
                at=visit.at,
                status=visit.status,
                digest=visit.digest,
                file=file.name,
                offset=file.append(first + more),
                length=len(first),
                media_type=media_type(visit.headers),
                refers_to=(refers_to.id if refers_to else "") if isinstance(visit, Revisit) else None,
            )
            file.note(kept)
        return kept

    def _record(self, visit: Capture | Revisit, id: str, refers_to: Kept | None) -> bytes:
        if isinstance(visit, Capture):
            return response_record(visit, id=id)
        payload = self._payload_digest(refers_to) or f"sha256:{visit.digest}"
        return revisit_record(visit, id=id, refers_to=refers_to, payload=payload)

    def _payload_digest(self, kept: Kept | None) -> str | None:
        """The labelled digest that a response was kept with; a revisit must name the same one."""
        if kept is None:
            return None
        try:
            with self._opened(kept.file) as file:
                head, is_whole, _ = read_start(file, kept.offset, _HEAD).partition(b"\r\n\r\n")
        except VaultBroken:
            return None
        record = Record(fields=fields_of(head), block=b"")
        return record.field("WARC-Payload-Digest") if is_whole and record.id == kept.id else None

    def _current(self) -> WarcFile:
        if self._file is not None and self._file.size >= self._limit:
            self.close()
        if self._file is None:
            with alone(self._folder):
                self._file = WarcFile(self._folder, at=self._clock(), serial=self._serial, disk=self._disk)
            self._serial += 1
        return self._file

    def sync(self) -> None:
        """When this returns, everything added is on disk. Raises DiskFull; then what was added since is gone."""
        with self._turn:
            if self._file is not None:
                self._file.sync()

    def read(self, kept: Kept) -> Capture:
        """The capture as it was given; a revisit gives its own headers and an empty body. Raises VaultBroken."""
        record, others = self._stored(kept)
        capture = capture_of(record, next((each for each in others if each.kind == "request"), None))
        if capture.digest != kept.digest:
            raise VaultBroken(f"capture {kept.id} in {kept.file} does not have the digest it was kept with")
        rendered = rendered_of(record, next((each for each in others if each.kind == KIND), None))
        return capture if rendered is None else replace(capture, rendered=rendered)

    def copy(self, kept: Kept) -> bytes:
        """The record and those beside it as they stand in their file, byte for byte. Raises VaultBroken."""
        self.read(kept)
        with self._opened(kept.file) as file:
            end = kept.offset + kept.length
            end = max((each.end for each, _ in beside(file, end, kept.id)), default=end)
            file.seek(kept.offset)
            return file.read(end - kept.offset)

    def _stored(self, kept: Kept) -> tuple[Record, tuple[Record, ...]]:
        """The record of a capture, and those that belong to it: its request, the page a browser built of it."""
        with self._opened(kept.file) as file:
            member = read_member(file, kept.offset)
            if member is None or member.length != kept.length:
                raise VaultBroken(f"capture {kept.id} cannot be read at {kept.offset} in {kept.file}")
            record = from_bytes(member.content)
            if record.id != kept.id:
                raise VaultBroken(f"{kept.file} has another record than {kept.id} at {kept.offset}")
            return record, tuple(each for _, each in beside(file, member.end, kept.id))

    def _opened(self, name: str) -> BinaryIO:
        """A file of the vault, whether it is still being written or not."""
        path = self._folder / Path(name).name
        for each in (path, path.with_name(path.name + OPEN), path):
            try:
                return each.open("rb")
            except FileNotFoundError:
                continue
        raise VaultBroken(f"the vault has no file {path.name}")

    def walk(self) -> Iterator[Kept]:
        """Every record found by walking the files themselves, damage passed over."""
        for name in self._names():
            with self._opened(name) as file:
                yield from captures(file, name)

    def examine(self) -> Iterator[Kept | Flaw]:
        """Every record read back once and held against its digests, and what is amiss with the files."""
        for name in self._names():
            with self._opened(name) as file:
                yield from examined(file, self._folder / name)
        yield from torn(self._folder)

    def lines(self, url: str) -> tuple[str, ...]:
        """The CDXJ lines of a URL, in the order of files and in time."""
        found: list[str] = []
        for name in self._names():
            is_open = (self._folder / (name + OPEN)).exists()
            with index_of(self._folder / name).open("rb") as index:
                found += cdxj.matching(index, url, is_sorted=not is_open)
        return tuple(found)

    def of_url(self, url: str) -> Iterator[Kept]:
        """Every record of exactly this URL, those that the store does not know too."""
        for each in map(cdxj.read_line, self.lines(url)):
            if each.url != url:
                continue
            with self._opened(each.file) as file:
                member = read_member(file, each.offset)
                if member is not None and (record := from_bytes(member.content)).id == each.id:
                    yield kept_of(record, member, each.file)

    def remove(self, kept: Iterable[Kept], *, at: datetime, note: str) -> int:
        """Put a tombstone in the place of each record; gives how many had none. Raises Busy, DiskFull, VaultBroken."""
        files: dict[str, list[Kept]] = {}
        for each in kept:
            files.setdefault(Path(each.file).name, []).append(each)
        with self._turn:
            if self._file is not None and self._file.name in files:
                self.close()
            mend(self._folder)
            with alone(self._folder):
                return sum(erase(self._closed(name), wanted, at=at, note=note) for name, wanted in files.items())

    def _closed(self, name: str) -> Path:
        path = self._folder / name
        if path.with_name(name + OPEN).exists():
            raise Busy(f"another process is writing to {name}; try again when its crawl has ended")
        if not path.exists():
            raise VaultBroken(f"the vault has no file {name}")
        return path

    def _names(self) -> list[str]:
        found = {path.name.removesuffix(OPEN) for path in self._folder.glob(f"*{SUFFIX}*")}
        return sorted(name for name in found if name.endswith(SUFFIX))

    def close(self) -> None:
        """Finish the open file. Harmless twice."""
        with self._turn:
            file, self._file = self._file, None
            if file is not None:
                file.close()


def open_vault(folder: Path, *, limit: int = LIMIT) -> WarcVault:
    """The vault in a folder, made when it is not there. A WARC file grows to `limit` bytes, then a new one is begun."""
    return WarcVault(folder, limit=limit)
