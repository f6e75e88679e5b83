"""WARC and WACZ files made by other tools, as the captures they hold.

Transfer and content coding are undone and addresses made canonical, as for a page of our own fetching.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, cast

from archive.errors import ImportRefused
from archive.vault.conversions import is_conversion
from archive.vault.framing import Damaged, Frame, MemberStream, frames
from archive.vault.members import MAGIC, find
from archive.vault.records import RENDERED
from archive.vault.visiting import Visits
from crawler.model import Capture, Revisit

MAX_BYTES = 10_000_000
MAX_DAMAGES = 1_000
"""So many damaged places end the reading of a file."""


def read_warc(path: Path, *, max_bytes: int = MAX_BYTES) -> Iterator[Capture | Revisit]:
    """Responses, resources and revisits of HTTP addresses in a file, in its order; bodies are cut at `max_bytes`.

    A response of our own whose page a browser built is given with that page. Without it the response is damaged: alone
    it would look as if all of its text had been taken away.

    A damaged file gives everything that can be read, then raises ImportRefused with the number of the first record
    that could not. Raises ImportRefused when there is no record at all.
    """
    reading = _Reading(max_bytes)
    try:
        for file in _files(path):
            yield from reading.visits(file)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise ImportRefused(f"{path.name} cannot be unpacked: {error}") from error
    reading.finish(path.name)


def _files(path: Path) -> Iterator[BinaryIO]:
    """The WARC files in a file: itself, or those that a WACZ packs."""
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            file.seek(0)
            yield file
            return
        with zipfile.ZipFile(file) as packed:
            for name in packed.namelist():
                if name.startswith("archive/") and name.endswith((".warc", ".warc.gz")):
                    with packed.open(name) as inner:
                        yield cast("BinaryIO", inner)


@dataclass(frozen=True, kw_only=True)
class _Waiting:
    """A response whose page a browser built, until that page has come: record `number`, with this id."""

    number: int
    id: str
    capture: Capture

    def with_page(self, frame: Frame) -> Capture:
        """The capture with the page, which may have been cut."""
        truncated = "length" if frame.is_cut else self.capture.truncated
        return replace(self.capture, rendered=frame.record.block, truncated=truncated)


def _waiting(visit: Capture | Revisit, frame: Frame, number: int) -> _Waiting | None:
    """The visit as one that waits, when its record says that a page was built of it."""
    if isinstance(visit, Revisit) or frame.record.field(RENDERED) is None:
        return None
    return _Waiting(number=number, id=frame.record.id, capture=visit)


class _Reading:
    """Counts records over the files of one import, and remembers the first damage."""

    def __init__(self, max_bytes: int) -> None:
        self._visits = Visits(max_bytes)
        self._limit = max_bytes + 1_000_000
        self._records = self._given = self._damages = 0
        self._first = ""

    def visits(self, file: BinaryIO) -> Iterator[Capture | Revisit]:
        """What can be read of a file."""
        for visit in self._whole(file):
            self._given += 1
            yield visit

    def _whole(self, file: BinaryIO) -> Iterator[Capture | Revisit]:
        """Each visit; one whose page was built waits for that page until the next visit."""
        waiting: _Waiting | None = None
        for frame in self._frames(file):
            self._records += 1
            if waiting and is_conversion(frame.record, waiting.id):
                yield waiting.with_page(frame)
                waiting = None
            elif visit := self._visit(frame):
                self._miss(waiting)
                waiting = _waiting(visit, frame, self._records)
                if waiting is None:
                    yield visit
        self._miss(waiting)

    def _visit(self, frame: Frame) -> Capture | Revisit | None:
        try:
            return self._visits.of(frame)
        except Damaged as damage:
            self._note(damage, self._records)
            return None

    def _miss(self, waiting: _Waiting | None) -> None:
        if waiting:
            self._note(Damaged("the page that was rendered of it is not beside it"), waiting.number)

    def _frames(self, file: BinaryIO) -> Iterator[Frame]:
        is_packed = file.read(len(MAGIC)) == MAGIC
        file.seek(0)
        try:
            if is_packed:
                yield from self._unpacked(file)
            else:
                yield from frames(file, self._limit)
        except Damaged as damage:
            self._note(damage, self._records + 1)

    def _unpacked(self, file: BinaryIO) -> Iterator[Frame]:
        """Member after member; after a damaged one, the next that holds a record."""
        place = find(file, MAGIC, 0)
        while place is not None and self._damages < MAX_DAMAGES:
            start = place
            stream = MemberStream(file, start)
            try:
                yield from frames(io.BufferedReader(stream), self._limit)
                place = stream.end if _is_more(file, stream.end) else None
            except Damaged as damage:
                self._note(damage, self._records + 1)
                place = find(file, MAGIC, start + 1)

    def _note(self, damage: Damaged, number: int) -> None:
        self._damages += 1
        self._first = self._first or f"record {number} is damaged ({damage})"

    def finish(self, name: str) -> None:
        """Raises ImportRefused when something was damaged or nothing was there."""
        if self._first:
            raise ImportRefused(f"{name}: {self._first}; {self._given} captures could be read")
        if not self._records:
            raise ImportRefused(f"{name} holds no WARC record")


def _is_more(file: BinaryIO, place: int) -> bool:
    file.seek(place)
    return bool(file.read(1))
