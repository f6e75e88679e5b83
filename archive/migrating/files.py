"""WARC files from vault to vault, each read once here and once there, and the home's own files."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import BinaryIO

from archive.config import Config
from archive.files import whole
from archive.migrating.report import FileSum, Told
from archive.store.copying import Note, Target
from archive.vault import VaultFiles

PIECE = 1 << 20
FILE = "file "
"""What the journal's parts of WARC files begin with; their name follows."""


class _Digested(io.RawIOBase):
    """A file that knows the SHA-256 of what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        piece = self._file.read(len(view))
        self.digest.update(piece)
        view[: len(piece)] = piece
        return len(piece)


def move_files(source: VaultFiles, target: VaultFiles, move: Target, *, told: Told) -> None:
    """Copy the files that are not there yet, and note the digest of each."""
    there = {each.name: each.size for each in target.files()}
    waiting = tuple(source.files())
    for done, each in enumerate(waiting):
        if move.note_of(FILE + each.name) is None or there.get(each.name) != each.size:
            digest = _take(source, target, each.name)
            move.note(FILE + each.name, Note(rows=each.size, digest=digest))
        told(done + 1, len(waiting), "WARC files")


def _take(source: VaultFiles, target: VaultFiles, name: str) -> str:
    with source.open_file(name) as file:
        read = _Digested(file)
        target.take_in(name, io.BufferedReader(read, PIECE))
        while read.read(PIECE):
            pass  # what a vault that knows the file already has left unread
    return read.digest.hexdigest()


def noted(move: Target) -> tuple[FileSum, ...]:
    """The files as the source had them."""
    return tuple(
        FileSum(name=part.removeprefix(FILE), size=note.rows, digest=note.digest) for part, note in move.notes(FILE)
    )


def differing(expected: tuple[FileSum, ...], source: VaultFiles, target: VaultFiles, *, told: Told) -> Iterator[str]:
    """What the target's files are not, read back; in words."""
    said = {each.name: each.digest for each in expected}
    here, there = {each.name for each in source.files()}, {each.name for each in target.files()}
    yield from (f"WARC file {name} is missing from the target" for name in sorted(here - there))
    yield from (f"WARC file {name} is not of the source" for name in sorted(there - here))
    for done, name in enumerate(sorted(here & there)):
        with target.open_file(name) as file:
            if _sha256(file) != said.get(name):
                yield f"WARC file {name} has another digest in the target"
        told(done + 1, len(here), "WARC files read back")


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(PIECE):
        digest.update(piece)
    return digest.hexdigest()


def copy_own(names: tuple[str, ...], source: Config, target: Config) -> None:
    """Copy files of the home, each whole or not at all."""
    for name in names:
        (target.home / name).parent.mkdir(exist_ok=True)
        with whole(target.home / name) as part:
            part.write_bytes((source.home / name).read_bytes())
