"""Pages that have stood longer than their source says they are to be kept: proposed, never removed by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from archive.parts import Archive
from archive.weeding.choosing import MOST


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """`count` pages of a source were last seen more than `years` years ago; `pages` are the first of them, by id."""

    source: str
    years: int
    count: int
    pages: tuple[str, ...]


def proposals(archive: Archive) -> Iterator[Proposal]:
    """One of each source that has pages past its retention."""
    for source in archive.store.sources.all():
        if source.retention is not None:
            before = years_before(archive.clock(), source.retention)
            count, pages = archive.store.removals.overdue(source.name, before, limit=MOST)
            if count:
                yield Proposal(source=source.name, years=source.retention, count=count, pages=pages)


def years_before(moment: datetime, years: int) -> datetime:
    """The same moment so many years ago; 28 February for a leap day that was none. Never before the year 1."""
    year = max(moment.year - years, 1)
    try:
        return moment.replace(year=year)
    except ValueError:
        return moment.replace(year=year, day=28)
