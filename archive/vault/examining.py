"""A WARC file read through once: every record against its digests, every byte accounted for, the CDXJ beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archive.errors import VaultBroken
from archive.model import Kept
from archive.model.findings import Flaw
from archive.vault import cdxj
from archive.vault.members import Damage, Member, members
from archive.vault.reading import VISITS, capture_of, kept_of
from archive.vault.records import from_bytes, uri
from archive.vault.writing import SUFFIX, index_of

RESTORE = "Restore this file from a backup."


def mark(kept: Kept) -> int:
    """A number for all that is compared: the same for the same record at the same place, within this process."""
    place = (kept.file, kept.offset, kept.length)
    return hash((place, kept.digest, kept.status, kept.at, kept.refers_to, uri(kept.url)))


def examined(file: BinaryIO, name: str, said: bytes | None, *, is_growing: bool) -> Iterator[Kept | Flaw]:
    """The records of a file of the vault, and its flaws. `name` is what it is called once it is closed.

    `said` is the index beside it, read before: a line is written after its record, so each must have one, also in a
    growing file.
    """
    seen: Counter[bytes] = Counter()
    is_damaged = False
    for each in members(file):
        found = _found(each, name)
        if isinstance(found, Kept):
            seen[cdxj.line(found)] += 1
        if isinstance(found, Flaw):
            if is_growing and isinstance(each, Damage) and each.offset + each.length >= file.seek(0, 2):
                continue  # a record that is being written
            is_damaged = True
        if found is not None:
            yield found
    if not is_damaged:
        yield from _index_flaws(name, said, seen, is_growing=is_growing)


def _found(each: Member | Damage, name: str) -> Kept | Flaw | None:
    """What a piece of the file is; None for a record that is no visit."""
    if isinstance(each, Damage):
        what = f"{each.length} bytes that are no whole record"
        return Flaw(file=name, offset=each.offset, length=each.length, what=what, advice=RESTORE)
    try:
        record = from_bytes(each.content)
        if record.kind not in VISITS:
            return None
        capture_of(record)
        return kept_of(record, each, name)
    except VaultBroken as error:
        return Flaw(file=name, offset=each.offset, length=each.length, what=str(error), advice=RESTORE)


def _index_flaws(name: str, said: bytes | None, seen: Counter[bytes], *, is_growing: bool) -> Iterator[Flaw]:
    lines = Counter((said or b"").splitlines(keepends=True))
    strange = lines - seen
    missing = Counter[bytes]() if is_growing else seen - lines
    advice = "Remove it; the next command makes it anew from the records."
    index = index_of(Path(name)).name
    if said is None:
        yield Flaw(file=index, what="the index of a WARC file is missing", advice="The next command makes it anew.")
    elif strange or missing:
        what = f"{strange.total()} lines that speak of no record, {missing.total()} records without a line"
        yield Flaw(file=index, what=what, advice=advice)


def torn(folder: Path) -> Iterator[Flaw]:
    """What was cut off the end of a file whose process died, kept aside."""
    for path in sorted(folder.glob(f"*{SUFFIX}.torn")):
        what = f"{path.stat().st_size} bytes of a record that a stop cut off"
        yield Flaw(file=path.name, what=what, advice="Harmless: the page is fetched again.", is_harmless=True)
