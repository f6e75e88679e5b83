"""The crawl's memory is the archive: what it must never forget goes through ingest into the store."""

from __future__ import annotations

import hashlib
import os
import socket
import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count
from pathlib import Path

from archive.ingest import Ingest
from archive.patience import patiently
from crawler.model import Host, Step, Target

_APART = "#"
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NUMBERED = Path("/proc/self/ns/pid")
_NUMBERS = count()


@lru_cache(maxsize=1)
def machine() -> str:
    """The machine as others tell it from theirs: its name, and a sign of what its process numbers count for.

    Containers may share a name, even a kernel, and number their processes alike; a machine that was started anew has
    none of the processes it had.
    """
    try:
        mark = f"{_BOOT.read_text('ascii')} {_NUMBERED.readlink()}"
    except OSError:
        mark = f"{uuid.getnode():x}"
    return f"{socket.gethostname()}-{hashlib.sha256(mark.encode()).hexdigest()[:8]}"


def worker_name() -> str:
    """Who holds a lease: this machine and process."""
    return f"{machine()}:{os.getpid()}"


def is_dead(worker: str) -> bool:
    """True for a process of this machine that is no more; of other machines only their silence tells."""
    place, _, process = worker.rpartition(":")
    if place != machine() or not process.isdecimal():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    return False


def _is_dead(holder: str) -> bool:
    return is_dead(holder.partition(_APART)[0])


class CrawlMemory:
    """What the crawl loop must never forget, kept in the archive (crawler.seams.Memory)."""

    def __init__(self, ingest: Ingest) -> None:
        self.ingest = ingest
        self._frontier = ingest.archive.store.frontier
        self._source = ingest.source.name
        self._who = f"{worker_name()}{_APART}{next(_NUMBERS)}"

    def add(self, targets: Iterable[Target]) -> int:
        """Make targets known."""
        asked = tuple(targets)
        return patiently(lambda: self._frontier.add(asked))

    def take(self, *, now: datetime, limit: int) -> Sequence[Target]:
        """Waiting targets that are due."""
        return patiently(lambda: self._frontier.take(self._source, now=now, limit=limit))

    def record(self, steps: Sequence[Step]) -> None:
        """Keep what came of these targets."""
        self.ingest.record(steps)

    def links(self, url: str) -> Sequence[Target]:
        """Nothing: what was found on a page last time is in the frontier already, where it waits by itself."""
        del url
        return ()

    def take_turn(self, name: str, *, delay: float, now: datetime) -> datetime:
        """Take a host's turn, if nobody else has it."""
        ask = self._frontier.take_turn
        return patiently(lambda: ask(name, who=self._who, delay=delay, now=now, is_dead=_is_dead))

    def host(self, name: str) -> Host:
        """What is remembered of a host."""
        return patiently(lambda: self._frontier.host(name))

    def save_host(self, host: Host) -> None:
        """Remember it over restarts."""
        patiently(lambda: self._frontier.save_host(host))
