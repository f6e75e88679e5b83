"""What a person may tell the crawls of a source: begin now, pause, go on, stop.

What is told stands in the store: it reaches workers in other processes, and survives their restart.
"""

from __future__ import annotations

import time

from archive.model import Job, Signs
from archive.parts import Archive
from archive.patience import patiently

LOOK = 0.02
"""Seconds between two looks at what was told, at most: a crawl without delay asks dozens of pages in that time."""


def order(archive: Archive, name: str, *, who: str) -> Job:
    """Crawl a source now. Gives its job: a new one, or the one that waits or is begun already. Lifts a pause.

    Raises UnknownSource.
    """
    source = archive.store.sources.named(name)
    return archive.store.jobs.order(source.name, who=who, now=archive.clock())


def pause(archive: Archive, name: str) -> None:
    """Ask for nothing more of a source, from the request after the one at hand until it is resumed.

    What is under way is put aside. Raises UnknownSource.
    """
    archive.store.jobs.pause(archive.store.sources.named(name).name, now=archive.clock())


def resume(archive: Archive, name: str) -> None:
    """Lift the pause of a source: its crawl goes on where it was. Raises UnknownSource."""
    archive.store.jobs.resume(archive.store.sources.named(name).name)


def stop(archive: Archive, name: str) -> None:
    """End the crawl of a source after the request at hand; what is left waits for its next one. Raises UnknownSource.

    The next scheduled moment crawls it again, unless it is paused.
    """
    archive.store.jobs.stop(archive.store.sources.named(name).name, now=archive.clock())


class Ear:
    """Whether a person has told the crawl of a source to end; asked before every request.

    A crawl done for a job ends at any pause, and at a stop told since the job was leased. One begun by hand passes over
    what was told before it began.
    """

    def __init__(self, archive: Archive, source: str, job: Job | None = None) -> None:
        self._jobs = archive.store.jobs
        self._source = source
        self._before = self._jobs.signs(source) if job is None else Signs(stops=job.stops)
        self._looked = float("-inf")
        self._told = False

    def is_told(self) -> bool:
        """True from the moment a look has found a new pause or stop."""
        now = time.monotonic()
        if not self._told and now - self._looked >= LOOK:
            self._looked, signs, before = now, patiently(lambda: self._jobs.signs(self._source)), self._before
            self._told = signs.stops > before.stops or signs.paused not in {None, before.paused}
        return self._told
