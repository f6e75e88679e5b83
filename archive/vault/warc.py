"""The vault in WARC 1.1 files: a gzip member a record, one new file a process, always read by place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from threading import RLock
from typing import BinaryIO
from uuid import uuid4

from archive.errors import VaultAway, VaultBroken
from archive.model import Kept
from archive.model.findings import Flaw
from archive.vault import VaultFile, cdxj
from archive.vault.appending import SYSTEM, Disk, alone
from archive.vault.beside import HEAD, beside
from archive.vault.checking import checked
from archive.vault.conversions import KIND, conversion_record, rendered_of
from archive.vault.examining import examined, torn
from archive.vault.folder import Folder
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
from archive.vault.writing import SUFFIX, WarcFile
from crawler.model import Capture, Revisit

LIMIT = 1_000_000_000
"""A file is closed and a new one begun when it has grown to so many bytes."""


def _now() -> datetime:
    return datetime.now(UTC)


class WarcVault:
    """Captures in the WARC files of a folder. Threads may share it; processes may share the folder."""

    def __init__(
        self,
        folder: Path | Folder,
        *,
        limit: int = LIMIT,
        clock: Callable[[], datetime] = _now,
        disk: Disk = SYSTEM,
    ) -> None:
        self._held = folder if isinstance(folder, Folder) else Folder(folder)
        self._folder, self._limit, self._clock, self._disk = self._held.path, limit, clock, disk
        self._file: WarcFile | None = None
        self._serial = 0
        self._turn = RLock()
        self._folder.mkdir(parents=True, exist_ok=True)
        mend(self._folder)

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
            with self._held.opened(kept.file, range(kept.offset, kept.offset + HEAD)) as file:
                head, is_whole, _ = read_start(file, kept.offset, HEAD).partition(b"\r\n\r\n")
        except (VaultBroken, VaultAway):
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
            if self._file is None:
                return
            self._file.sync()
            if self._held.longest is not None and self._clock() - self._file.begun >= self._held.longest:
                self.settle()

    def read(self, kept: Kept) -> Capture:
        """The capture as it was given; a revisit gives its own headers and an empty body. Raises VaultBroken."""
        with self._held.opened(kept.file, _place(kept)) as file:
            return self._read(file, kept)

    def copy(self, kept: Kept) -> bytes:
        """The record and those beside it as they stand in their file, byte for byte. Raises VaultBroken."""
        with self._held.opened(kept.file, _place(kept)) as file:
            self._read(file, kept)
            end = kept.offset + kept.length
            end = max((each.end for each, _ in beside(file, end, kept.id)), default=end)
            file.seek(kept.offset)
            return file.read(end - kept.offset)

    def _read(self, file: BinaryIO, kept: Kept) -> Capture:
        record, others = self._stored(file, kept)
        capture = capture_of(record, next((each for each in others if each.kind == "request"), None))
        if capture.digest != kept.digest:
            raise VaultBroken(f"capture {kept.id} in {kept.file} does not have the digest it was kept with")
        rendered = rendered_of(record, next((each for each in others if each.kind == KIND), None))
        return capture if rendered is None else replace(capture, rendered=rendered)

    def _stored(self, file: BinaryIO, kept: Kept) -> tuple[Record, tuple[Record, ...]]:
        """The record of a capture, and those that belong to it: its request, the page a browser built of it."""
        member = read_member(file, kept.offset, about=kept.length)
        if member is None or member.length != kept.length:
            raise VaultBroken(f"capture {kept.id} cannot be read at {kept.offset} in {kept.file}")
        record = from_bytes(member.content)
        if record.id != kept.id:
            raise VaultBroken(f"{kept.file} has another record than {kept.id} at {kept.offset}")
        return record, tuple(each for _, each in beside(file, member.end, kept.id))

    def walk(self) -> Iterator[Kept]:
        """Every record found by walking the files themselves, damage passed over."""
        for name in self._held.names():
            with self._held.opened(name) as file:
                yield from captures(file, name)

    def examine(self) -> Iterator[Kept | Flaw]:
        """Every record read back once and held against its digests, and what is amiss with the files."""
        for name in self._held.names():
            is_growing, said = self._held.is_growing(name), self._held.said(name)
            with self._held.opened(name) as file:
                yield from examined(file, name, said, is_growing=is_growing)
        yield from torn(self._folder)

    def lines(self, *urls: str) -> tuple[str, ...]:
        """The CDXJ lines of URLs, in the order of files and in time."""
        found = self._held.each(self._held.names(), lambda name: self._matching(name, urls))
        return tuple(chain.from_iterable(found))

    def _matching(self, name: str, urls: Iterable[str]) -> list[str]:
        is_growing, index = self._held.is_growing(name), self._held.index(name)
        if index is None:
            return []
        with index:
            return cdxj.matching(index, urls, is_sorted=not is_growing)

    def of_url(self, *urls: str) -> Iterator[Kept]:
        """Every record of exactly these URLs, those that the store does not know too."""
        for each in map(cdxj.read_line, self.lines(*urls)):
            if each.url not in urls:
                continue
            with self._held.opened(each.file, range(each.offset, each.offset + each.length)) as file:
                member = read_member(file, each.offset, about=each.length)
                if member is not None and (record := from_bytes(member.content)).id == each.id:
                    yield kept_of(record, member, each.file)

    def remove(self, kept: Iterable[Kept], *, at: datetime, note: str) -> int:
        """Put a tombstone in the place of each record; gives how many had none. Raises Busy, DiskFull, VaultBroken."""
        files: dict[str, list[Kept]] = {}
        for each in kept:
            files.setdefault(Path(each.file).name, []).append(each)
        with self._turn:
            if self._file is not None and self._file.name in files:
                self._end()
            mend(self._folder)
            with alone(self._folder):
                # What a stop cut off can be of any page, and none of it was ever told of.
                for torn in self._folder.glob(f"*{SUFFIX}.torn") if files else ():
                    torn.unlink()
                return sum(self._held.erase(name, wanted, at=at, note=note) for name, wanted in files.items())

    def files(self) -> Iterator[VaultFile]:
        """Every closed WARC file, by name."""
        return self._held.files()

    def open_file(self, name: str) -> BinaryIO:
        """A closed WARC file. Raises Busy, VaultBroken."""
        return self._held.open_file(name)

    def take_in(self, name: str, source: BinaryIO) -> None:
        """Add a whole closed WARC file; the same again is harmless. Raises DiskFull, VaultAway, VaultBroken."""
        self._held.take_in(name, source)

    def settle(self) -> None:
        """Let every host read what was added."""
        if self._held.longest is not None:
            self.close()

    def close(self) -> None:
        """Finish the open file. Harmless twice."""
        self._end()
        self._held.settle()

    def _end(self) -> None:
        with self._turn:
            file, self._file = self._file, None
            if file is not None:
                file.close()


def _place(kept: Kept) -> range:
    return range(kept.offset, kept.offset + kept.length)


def open_vault(folder: Path, *, limit: int = LIMIT) -> WarcVault:
    """The vault in a folder, made when it is not there. A WARC file grows to `limit` bytes, then a new one is begun."""
    return WarcVault(folder, limit=limit)
