"""Every decision of the archive in memory: chosen among, counted and searched. Made anew when the index moves on."""

from __future__ import annotations

import logging
from datetime import date
from functools import lru_cache
from threading import Lock, Thread
from weakref import WeakKeyDictionary

from archive.decided.book import Book, Choice, Selection
from archive.decided.rows import Matter, make_matters
from archive.decided.shelf import Shelf
from archive.model.moments import day_end
from archive.municipalities import by_source
from archive.parts import Archive
from archive.store import Store
from index.analysis import Analyzer

__all__ = ["Book", "Choice", "Matter", "Selection", "open_book", "warm"]

_SHELVES: WeakKeyDictionary[Store, Shelf] = WeakKeyDictionary()
_LOCK = Lock()
_log = logging.getLogger(__name__)
DAYS = 3
"""Days gone by whose decisions are kept in memory."""


def open_book(archive: Archive, as_of: date | None = None) -> Book:
    """The decisions as of the index's generation; of a big archive those of the one before, until they are read anew.

    With a day: as the pages stood at its end. Raises IndexStale.
    """
    if as_of is not None:
        return _past(archive.store, archive.analyzer, archive.index.generation, as_of)  # type: ignore[arg-type]  # by identity
    with _LOCK:
        shelf = _SHELVES.setdefault(archive.store, Shelf())

    def make(old: Book | None) -> Book:
        owners = by_source(archive.store.sources.all())
        book = Book(make_matters(archive.store.matters.decided(), owners), archive.analyzer)
        return book.with_words() if old and old.has_words else book

    return shelf.book(archive.index.generation, make)


def warm(archive: Archive) -> Thread:
    """Read the decisions beside what else is going on, so that the first visitor of a big archive need not wait."""
    beside = Thread(target=_warm, args=(archive,), daemon=True, name="decisions")
    beside.start()
    return beside


def _warm(archive: Archive) -> None:
    try:
        open_book(archive)
    except Exception:  # noqa: BLE001  # whatever it was: the first visitor meets it, and is told
        _log.exception("the decisions could not be read")


@lru_cache(maxsize=DAYS)
def _past(store: Store, analyzer: Analyzer, _: str, day: date) -> Book:
    return Book(make_matters(store.matters.decided(day_end(day)), by_source(store.sources.all())), analyzer)
