"""Whoosh's many ways to say that its files are damaged, told as this package's errors."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pickle import UnpicklingError  # nosec B403 # only the name of an error; nothing is unpickled here

from whoosh.filedb.filetables import FileFormatError
from whoosh.index import EmptyIndexError
from whoosh.index import IndexError as WhooshError
from whoosh.reading import TermNotFound

from index.errors import IndexBroken, SearchIndexError

DAMAGED = (
    WhooshError,
    FileFormatError,
    TermNotFound,
    AssertionError,
    EOFError,
    UnpicklingError,
    struct.error,
    LookupError,
    ValueError,
)


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Raises IndexBroken for damaged files, FileNotFoundError for files that a writer swept meanwhile."""
    try:
        yield
    except EmptyIndexError:
        raise FileNotFoundError(folder) from None
    except DAMAGED as error:
        raise IndexBroken(f"{folder}: cannot be read ({error!r}); rebuild the index") from error


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Raises SearchIndexError when the disk refuses (full, read-only), IndexBroken for damaged files."""
    try:
        yield
    except OSError as error:
        raise SearchIndexError(f"{folder}: the index cannot be written: {error}") from error
    except WhooshError as error:
        raise IndexBroken(f"{folder}: cannot be written ({error!r}); rebuild the index") from error
