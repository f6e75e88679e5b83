"""What a transaction has to say of pages: rows of the outbox and lines of the journal, written as its last act.

The journal's numbers are read in turn by those who copy the archive: a number that appears after a higher one would be
missed. So nobody else writes down between our first number and our commit.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from archive.model import Deed
from archive.store import tables
from archive.store.dialect import alone, moment_of

_ADD = tables.changes.insert()
_WRITE_DOWN = tables.journal.insert()
_TOLD = "told"


def tell(connection: Connection, page: str, deed: Deed) -> None:
    """Leave a change for the index and a line in the journal, in the transaction that changed the page.

    The journal's moment is the database's: it says when the change was written, nothing is decided by it.
    """
    _told(connection).append({"page": page, "deed": deed.value})


def tell_source(connection: Connection, source: str) -> None:
    """Leave a change and a line for every page of a source, in the transaction that changed what is said of it."""
    pages = tables.pages
    held = select(pages.c.id).where(pages.c.source == source, pages.c.current.is_not(None)).order_by(pages.c.id)
    for page in connection.scalars(held):
        tell(connection, page, Deed.PUT)


def write_down(connection: Connection) -> None:
    """Write what was told; the last thing before a commit."""
    told = _told(connection)
    if not told:
        return
    alone(connection, "journal")
    at = moment_of(connection)
    connection.execute(_ADD, told)
    connection.execute(_WRITE_DOWN, [each | {"at": at} for each in told])
    told.clear()


def forget(connection: Connection) -> None:
    """What was told in a transaction that came to nothing is not said."""
    _told(connection).clear()


def _told(connection: Connection) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = connection.info.setdefault(_TOLD, [])
    return told
