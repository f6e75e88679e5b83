"""What a dead process left behind, made whole: a torn tail is cut and kept aside, index and name are put right."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from archive.errors import DiskFull, VaultBroken
from archive.model import Kept
from archive.vault import cdxj
from archive.vault.appending import alone, in_words, is_held
from archive.vault.members import Member, members
from archive.vault.reading import VISITS, kept_of
from archive.vault.records import from_bytes
from archive.vault.writing import OPEN, SUFFIX, index_of, seal


def mend(folder: Path) -> None:
    """Finish every file that no living process is writing. Without room for it they stay as they are, readable."""
    with alone(folder), suppress(DiskFull):
        for path in sorted(folder.glob(f"*{SUFFIX}{OPEN}")):
            if is_held(path):
                continue
            _finish(path)
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            # Files may leave the folder meanwhile, for where other hosts see them.
            with suppress(FileNotFoundError):
                if not index_of(path).exists():
                    index_anew(path)


def _finish(path: Path) -> None:
    final = path.with_name(path.name.removesuffix(OPEN))
    with path.open("r+b") as file:
        end = _whole_end(file)
        _cut(file, end, final.with_name(final.name + ".torn"))
        lines = [cdxj.line(kept) for kept in captures(file, final.name)]
    if end:
        seal(final, lines)
    else:
        path.unlink()
        index_of(final).unlink(missing_ok=True)


def index_anew(path: Path) -> None:
    """Write the CDXJ of a closed file from its records."""
    with path.open("rb") as file:
        cdxj.write_sorted(index_of(path), [cdxj.line(kept) for kept in captures(file, path.name)])


def _whole_end(file: BinaryIO) -> int:
    return max((each.end for each in members(file) if isinstance(each, Member)), default=0)


def _cut(file: BinaryIO, end: int, aside: Path) -> None:
    """Keep the bytes after `end` aside, then cut them off."""
    file.seek(end)
    if torn := file.read():
        with in_words(aside):
            aside.write_bytes(torn)
        file.truncate(end)
        os.fsync(file.fileno())


def captures(file: BinaryIO, name: str) -> Iterator[Kept]:
    """Every visit that can be read in a file, damage passed over."""
    for each in members(file):
        if isinstance(each, Member):
            try:
                record = from_bytes(each.content)
                if record.kind in VISITS:
                    yield kept_of(record, each, name)
            except VaultBroken:
                continue
