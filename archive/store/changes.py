"""The outbox from store to index, and the journal that grows with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, func, literal, select

from archive.model import Change, Deed
from archive.store import tables
from archive.store.engine import Database

_FORGET = delete(tables.changes).where(tables.changes.c.id == bindparam("done"))
_ADD = tables.changes.insert()
_COUNT = select(func.count()).select_from(tables.changes)
_WRITE_DOWN = tables.journal.insert()


def tell(connection: Connection, page: str, deed: Deed) -> None:
    """Leave a change for the index and a line in the journal, in the transaction that changed the page.

    The journal's moment is the computer's: it says when the change was written, nothing is decided by it.
    """
    connection.execute(_ADD, {"page": page, "deed": deed.value})
    connection.execute(_WRITE_DOWN, {"page": page, "deed": deed.value, "at": datetime.now(UTC)})


def tell_source(connection: Connection, source: str) -> None:
    """Leave a change and a line for every page of a source, in the transaction that changed what is said of it."""
    pages, put = tables.pages, literal(Deed.PUT.value)
    held = select(pages.c.id, put).where(pages.c.source == source, pages.c.current.is_not(None)).order_by(pages.c.id)
    connection.execute(_ADD.from_select(["page", "deed"], held))
    told = held.add_columns(literal(datetime.now(UTC), tables.journal.c.at.type))
    connection.execute(_WRITE_DOWN.from_select(["page", "deed", "at"], told))


class SqlChanges:
    """Change rows in the order they came."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def waiting(self, limit: int = 500) -> tuple[Change, ...]:
        """Changes not yet applied, oldest first."""
        oldest = select(tables.changes).order_by(tables.changes.c.id).limit(limit)
        with self._database.reading() as connection:
            rows = connection.execute(oldest).all()
        return tuple(Change(id=row.id, page=row.page, deed=Deed(row.deed)) for row in rows)

    def count(self) -> int:
        """How many are not yet applied."""
        with self._database.reading() as connection:
            return connection.scalar(_COUNT) or 0

    def done(self, changes: Iterable[Change]) -> None:
        """Forget them; unknown ones are harmless."""
        if forgotten := [{"done": change.id} for change in changes]:
            with self._database.writing() as connection:
                connection.execute(_FORGET, forgotten)
