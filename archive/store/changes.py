"""The outbox from store to index."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, func, select

from archive.model import Change, Deed
from archive.store import tables
from archive.store.engine import Database

_FORGET = delete(tables.changes).where(tables.changes.c.id == bindparam("done"))
_COUNT = select(func.count()).select_from(tables.changes)


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
