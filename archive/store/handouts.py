"""What was handed out: a table that is only ever added to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from archive.errors import NotFound
from archive.model import Handed, Handout
from archive.store.engine import Database
from archive.store.kinds import instant
from archive.store.tables import handouts

PIECE = 50
"""Rows read at a time; each may name hundreds of pages."""
_ALL = select(handouts)
_SIMPLE = tuple(each.name for each in fields(Handout) if each.name != "versions")


class SqlHandouts:
    """Acts of handing out as rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, handout: Handout) -> Handout:
        """Keep it; gives it with its id."""
        with self._database.writing() as connection:
            number = connection.scalars(handouts.insert().returning(handouts.c.id), _row(handout)).one()
        return self.one(number)

    def one(self, id: int) -> Handout:
        """Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(_ALL.where(handouts.c.id == id)).first()
        if row is None:
            raise NotFound(f"there is no handout {id}")
        return _handout(row)

    def all(self) -> Iterator[Handout]:
        """Every act, newest first, in bounded memory."""
        rest = _ALL
        while rows := self._rows(rest):
            yield from map(_handout, rows)
            rest = _ALL.where(handouts.c.id < rows[-1].id)

    def _rows(self, wanted: Any) -> list[Row[Any]]:
        with self._database.reading() as connection:
            return list(connection.execute(wanted.order_by(handouts.c.id.desc()).limit(PIECE)).all())


def _row(handout: Handout) -> dict[str, Any]:
    simple = {name: getattr(handout, name) for name in _SIMPLE if name != "id"}
    return simple | {"versions": [[each.page, instant(each.at)] for each in handout.versions]}


def _handout(row: Row[Any]) -> Handout:
    versions = tuple(Handed(page=page, at=datetime.fromisoformat(at)) for page, at in row.versions)
    return Handout(**{name: getattr(row, name) for name in _SIMPLE}, versions=versions)
