"""The newest book at hand: made at once where that is quick, else beside the old one, which answers meanwhile."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread

from archive.decided.book import Book

QUICK = 0.3
"""Seconds that a visitor may wait for a new book."""
Maker = Callable[[Book | None], Book]
"""Makes a book; it is given the old one, if any."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class _Held:
    generation: str
    book: Book
    seconds: float


class Shelf:
    """One book, of the newest generation that has been made. Threads may share it."""

    def __init__(self) -> None:
        self._held: _Held | None = None
        self._lock = Lock()
        self._making = Lock()

    def book(self, generation: str, make: Maker) -> Book:
        """The book of a generation, or the one before it while a big one is being made."""
        held = self._held
        if held and held.generation == generation:
            return held.book
        if held and held.seconds > QUICK:
            self._renew_beside(generation, make)
            return held.book
        with self._lock:
            held = self._held
            return held.book if held and held.generation == generation else self._make(generation, make)

    def _make(self, generation: str, make: Maker) -> Book:
        start = time.perf_counter()
        book = make(self._held.book if self._held else None)
        self._held = _Held(generation=generation, book=book, seconds=time.perf_counter() - start)
        return book

    def _renew_beside(self, generation: str, make: Maker) -> None:
        if self._making.acquire(blocking=False):
            Thread(target=self._renew, args=(generation, make), daemon=True, name="decisions").start()

    def _renew(self, generation: str, make: Maker) -> None:
        try:
            self._make(generation, make)
        except Exception:  # noqa: BLE001  # whatever it was
            # The old book still answers, and the next visitor tries again.
            _log.exception("the decisions could not be read anew")
        finally:
            self._making.release()
