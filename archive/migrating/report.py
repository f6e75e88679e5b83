"""What a migration has moved and found."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass

from archive.store.copying import TableSum

Told = Callable[[int, int, str], None]
"""Progress: how many are done, of how many, and a few words."""


@dataclass(frozen=True, kw_only=True)
class FileSum:
    """A WARC file: its name, bytes, and SHA-256."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Report:
    """What stands in the target, each number read back there. No differences: it is an archive like any other.

    `own` are files of the home; `left_out` the tables of running processes; `captures_stay` says that source and
    target share one vault; `remarks` tell of damage that was there before.
    """

    tables: tuple[TableSum, ...] = ()
    files: tuple[FileSum, ...] = ()
    own: tuple[str, ...] = ()
    documents: int = 0
    left_out: tuple[str, ...] = ()
    captures_stay: bool = False
    remarks: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()

    def detail(self) -> str:
        """What the target's audit log keeps of it, in Swedish as the rest: the sum proves a report that was kept."""
        said = [*((each.name, each.rows, each.digest) for each in self.tables), *map(astuple, self.files)]
        digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()
        rows = sum(each.rows for each in self.tables)
        return f"{rows} rader, {len(self.files)} WARC-filer, {self.documents} dokument; SHA-256 {digest}"

    def lines(self) -> Iterator[str]:
        """The report for a person."""
        rows = sum(each.rows for each in self.tables)
        yield f"{rows} rows in {len(self.tables)} tables, equal by count and digest."
        if self.captures_stay:
            yield "The captures stay where they are: both archives name the same vault."
        else:
            files = "1 WARC file" if len(self.files) == 1 else f"{len(self.files)} WARC files"
            yield f"{files} of {sum(each.size for each in self.files)} bytes, equal by SHA-256."
        yield f"{self.documents} documents in the index, as the store says."
        if self.own:
            yield f"Files of the home: {', '.join(self.own)}."
        yield from (f"{each[:1].upper()}{each[1:]}." for each in self.remarks)
        yield f"Not moved: {', '.join(self.left_out)} (of running processes; people log in again)."
