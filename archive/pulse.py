"""The heartbeat of long work: a thread that says it lives, also while the work itself is silent for minutes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from archive.errors import ArchiveError, Busy

BEAT = 10.0
"""Seconds between two beats; a lease outlives five that fail."""
_log = logging.getLogger(__name__)


@contextmanager
def pulse(beat: Callable[[], None], *, every: float = BEAT) -> Iterator[Callable[[], bool]]:
    """Call `beat` in a thread every so many seconds for as long as the work lasts.

    Gives a question: whether a beat was answered with Busy, which means that somebody else has the work. Other errors
    of the archive are logged, and the next beat is tried.
    """
    over, lost = threading.Event(), threading.Event()

    def go_on() -> None:
        while not over.wait(every):
            try:
                beat()
            except Busy as error:
                _log.warning("The work was lost: %s", error)
                lost.set()
                return
            except ArchiveError as error:
                _log.warning("A heartbeat failed: %s", error)

    thread = threading.Thread(target=go_on, name="pulse", daemon=True)
    thread.start()
    try:
        yield lost.is_set
    finally:
        over.set()
        thread.join()
