"""Every decision of the archive in memory: chosen among, counted and searched. Rebuilt when the index moves on."""

from __future__ import annotations

from functools import lru_cache
from threading import Lock

from archive.decided.book import Book, Choice, Selection
from archive.decided.rows import Matter, make_matters
from archive.parts import Archive
from archive.store import Store
from index.analysis import Analyzer

__all__ = ["Book", "Choice", "Matter", "Selection", "open_book"]

_ONE_AT_A_TIME = Lock()


def open_book(archive: Archive) -> Book:
    """The decisions as of the index's generation; read from the store once a generation. Raises IndexStale."""
    with _ONE_AT_A_TIME:
        return _book(archive.store, archive.analyzer, archive.index.generation)  # type: ignore[arg-type]  # by identity


@lru_cache(maxsize=2)
def _book(store: Store, analyzer: Analyzer, _: str) -> Book:
    return Book(make_matters(store.matters.decided()), analyzer)
