"""Every decision of the archive in memory: chosen among, counted and searched. Made anew when the index moves on."""

from __future__ import annotations

from threading import Lock
from weakref import WeakKeyDictionary

from archive.decided.book import Book, Choice, Selection
from archive.decided.rows import Matter, make_matters
from archive.decided.shelf import Shelf
from archive.parts import Archive
from archive.store import Store

__all__ = ["Book", "Choice", "Matter", "Selection", "open_book"]

_SHELVES: WeakKeyDictionary[Store, Shelf] = WeakKeyDictionary()
_LOCK = Lock()


def open_book(archive: Archive) -> Book:
    """The decisions as of the index's generation; of a big archive those of the one before, until they are read anew.

    Raises IndexStale.
    """
    with _LOCK:
        shelf = _SHELVES.setdefault(archive.store, Shelf())

    def make(old: Book | None) -> Book:
        book = Book(make_matters(archive.store.matters.decided()), archive.analyzer)
        return book.with_words() if old and old.has_words else book

    return shelf.book(archive.index.generation, make)
