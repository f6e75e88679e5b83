"""Room on the disk: below a watermark crawling waits, before anything fails; searching goes on."""

from __future__ import annotations

from dataclasses import dataclass

from archive.errors import DiskFull
from archive.parts import Archive

MEGABYTE = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Room:
    """Bytes that are free on the disk of the home, and how many a crawl leaves alone."""

    free: int
    kept: int

    @property
    def is_low(self) -> bool:
        """Whether crawling waits."""
        return self.free < self.kept

    def words(self) -> str:
        """Why crawling waits, for a person."""
        free, kept = self.free // MEGABYTE, self.kept // MEGABYTE
        return f"crawling waits: only {free} MB are free on the disk, free_megabytes asks for {kept}"


def room(archive: Archive) -> Room:
    """How it is now."""
    return Room(free=archive.free(archive.config.home), kept=archive.config.free_megabytes * MEGABYTE)


def demand_room(archive: Archive) -> None:
    """Raises DiskFull when a crawl that began now would have to wait."""
    if (found := room(archive)).is_low:
        raise DiskFull(found.words())
