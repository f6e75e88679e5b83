"""What a person may tell the crawls of a source: begin now, pause, go on, stop.

What is told stands in the store: it reaches workers in other processes, and survives their restart.
"""

from __future__ import annotations

from archive.model import Job
from archive.parts import Archive


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
