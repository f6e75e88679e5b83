"""The vault seam: every capture, byte for byte, for ever.

One contract suite runs over every implementation (tests/contract/test_vault.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol, runtime_checkable

from archive.model import Kept
from archive.model.findings import Flaw
from crawler.model import Capture, Revisit


class CaptureVault(Protocol):
    """Append-only but for `remove`. `add` then `sync`; only then may a row in the store speak of the capture."""

    def add(self, visit: Capture | Revisit, *, refers_to: Kept | None = None) -> Kept:
        """Write a response or revisit record. Called by archive.ingest. Raises DiskFull, with nothing torn left.

        A revisit of an unknown response is kept as one that refers to "". Raises ValueError when the digest of a
        capture is not its body's.
        """

    def sync(self) -> None:
        """When this returns, everything added is on disk. Raises DiskFull: then what was added since is gone."""

    def read(self, kept: Kept) -> Capture:
        """The capture as it was given; a revisit gives its own headers and an empty body.

        Raises VaultBroken when the bytes do not have the digest they were kept with, CaptureAway when another host
        has not handed them over yet, VaultAway when they cannot be asked for just now.
        """

    def copy(self, kept: Kept) -> bytes:
        """The record of a capture as a WARC file holds it, its request after it, byte for byte. Raises VaultBroken.

        Whole gzip members: put after one another they are a WARC file. Called by archive.handing.
        """

    def walk(self) -> Iterator[Kept]:
        """Every record found by walking the files themselves, for `verify` and for building the store anew."""

    def examine(self) -> Iterator[Kept | Flaw]:
        """Every record read back once and held against its digests, and what is amiss with the files; for `verify`.

        What other processes write meanwhile is no flaw.
        """

    def of_url(self, *urls: str) -> Iterator[Kept]:
        """Every record of exactly these URLs, those that the store does not know too. Called by archive.weeding.

        Every index is looked through once for all of them.
        """

    def remove(self, kept: Iterable[Kept], *, at: datetime, note: str) -> int:
        """Take records and their requests out for good, by a decision; the one thing that is not append-only.

        No other record moves. `note` stands in their place. Those removed already are passed over, so a call that was
        killed is finished by making it again; gives how many were there. Raises Busy while another process writes to
        a file of theirs, DiskFull, VaultBroken when another record stands at one of the places. Called by
        archive.weeding.
        """

    def settle(self) -> None:
        """Let every host read what was added; called by a worker that has done with a job.

        A vault whose files all hosts see does nothing. What cannot be handed over now is, by a later call.
        """

    def close(self) -> None:
        """Finish the open file. Harmless twice."""


@dataclass(frozen=True, kw_only=True)
class VaultFile:
    """A closed WARC file: its name inside the vault, and its bytes."""

    name: str
    size: int


@runtime_checkable
class VaultFiles(Protocol):
    """The closed WARC files of a vault as they are, for moving it, for backups, for its size."""

    def files(self) -> Iterator[VaultFile]:
        """Every closed WARC file, by name."""

    def open_file(self, name: str) -> BinaryIO:
        """One of them, from its first byte. Raises Busy while it is being written, VaultBroken when there is none."""

    def take_in(self, name: str, source: BinaryIO) -> None:
        """Add a whole closed WARC file and make its index. The same again is harmless.

        Raises VaultBroken when another one is called so or the name is none of a WARC file, DiskFull, VaultAway.
        """
