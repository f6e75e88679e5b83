"""The parts of the store seam that say where captures lie, and what the index has not heard of yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Protocol

from archive.model import Change, Kept


class Captures(Protocol):
    """Where the vault keeps what. A row stands only after the vault's bytes are synced."""

    def save(self, kept: Iterable[Kept]) -> None:
        """Called by archive.ingest after vault.sync. Saving one again is harmless."""

    def of(self, id: str) -> Kept:
        """Raises NotFound."""

    def last_response(self, url: str) -> Kept | None:
        """The newest good response (2xx, not a revisit) with a body for this URL; what a revisit refers to."""

    def of_url(
        self, url: str, *, start: datetime | None = None, end: datetime | None = None, newest: bool = False
    ) -> Iterator[Kept]:
        """The captures of a canonical URL from `start` to `end` inclusive, oldest first or `newest` first.

        In bounded memory. Called by the CDX query and the list of versions.
        """

    def related(self, kept: Iterable[Kept]) -> Iterator[Kept]:
        """The captures that refer to one of these or have the same payload, themselves left out. For removals."""

    def all(self) -> Iterator[Kept]:
        """Every capture in the order kept, in bounded memory; for verify and reprocess."""


class Changes(Protocol):
    """The outbox from store to index."""

    def waiting(self, limit: int = 500) -> tuple[Change, ...]:
        """Changes not yet applied, oldest first."""

    def done(self, changes: Iterable[Change]) -> None:
        """Forget them; unknown ones are harmless."""
