"""Decisions to remove as rows, and the removal itself: one transaction over everything the database holds of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, update

from archive.errors import NotFound
from archive.model import Held, Removal, RemovalState, Tombstone
from archive.store import tombstones
from archive.store.codec import made, plain
from archive.store.dialect import alone, forget_freed, together
from archive.store.engine import Database
from archive.store.erasing import erase
from archive.store.holding import held, overdue
from archive.store.removal_tables import removals

PIECE = 50
"""Rows read at a time; each may name hundreds of pages."""
_ALL = select(removals)


class SqlRemovals:
    """Removals, and the tombstones they leave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, removal: Removal) -> Removal:
        """Keep it; gives it with its id."""
        with self._database.writing() as connection:
            number = connection.scalars(removals.insert().returning(removals.c.id), _row(removal)).one()
        return replace(removal, id=number)

    def save(self, removal: Removal) -> None:
        """Put what became of it in its place."""
        with self._database.writing() as connection:
            connection.execute(update(removals).where(removals.c.id == removal.id).values(_row(removal)))

    def one(self, id: int) -> Removal:
        """Raises NotFound."""
        found = self._rows(_ALL.where(removals.c.id == id))
        if not found:
            raise NotFound(f"there is no removal {id}")
        return _removal(found[0])

    def keyed(self, key: str) -> Removal | None:
        """The removal of this key, or None."""
        found = self._rows(_ALL.where(removals.c.key == key))
        return _removal(found[0]) if found else None

    def all(self, state: RemovalState | None = None) -> Iterator[Removal]:
        """Every removal, or those in a state, newest first, in bounded memory."""
        wanted = _ALL if state is None else _ALL.where(removals.c.state == state.value)
        rest = wanted
        while rows := self._rows(rest):
            yield from map(_removal, rows)
            rest = wanted.where(removals.c.id < rows[-1].id)

    def carry_out(self, removal: Removal) -> None:
        """Take away what a confirmed removal names, in one transaction."""
        with self._database.writing() as connection:
            alone(connection, "removal")
            self.save(removal)
            erase(connection, removal)

    def held(self, page: str) -> Held:
        """What there is of a page; within a transaction it stays so until that ends. Raises NotFound, Removed."""
        with self._database.reading() as connection:
            if self._database.is_writing:
                alone(connection, "removal")
            return held(connection, page)

    def overdue(self, source: str, before: datetime, *, limit: int) -> tuple[int, tuple[str, ...]]:
        """How many pages of a source were last seen before a moment, and the ids of the first, longest ago first."""
        with self._database.reading() as connection:
            return overdue(connection, source, before, limit)

    def leave(self, stones: Iterable[Tombstone]) -> None:
        """Let these stand in the place of what was removed elsewhere; those that stand already are passed over."""
        with self._database.writing() as connection:
            alone(connection, "removal")
            for stone in stones:
                tombstones.leave(connection, stone)

    def tombstones(self, page: str) -> tuple[Tombstone, ...]:
        """What stands in the place of a page, then of its versions, oldest first."""
        with self._database.reading() as connection:
            return tombstones.of_page(connection, page)

    def at_urls(self, urls: Iterable[str]) -> tuple[Tombstone, ...]:
        """What stands in the place of pages of these addresses, and of versions that stood there."""
        with self._database.reading() as connection:
            if self._database.is_writing:
                together(connection, "removal")
            return tombstones.of_urls(connection, urls)

    def forget_freed(self) -> None:
        """Leave nothing readable of deleted rows in the database's files. Raises Busy while others use them."""
        forget_freed(self._database.engine)

    def _rows(self, wanted: Select[Any]) -> list[Row[Any]]:
        with self._database.reading() as connection:
            return list(connection.execute(wanted.order_by(removals.c.id.desc()).limit(PIECE)).all())


def _row(removal: Removal) -> dict[str, Any]:
    return {"key": removal.key, "state": removal.state.value, "body": plain(replace(removal, id=0))}


def _removal(row: Row[Any]) -> Removal:
    return replace(made(Removal, row.body), id=row.id)
