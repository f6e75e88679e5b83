"""What people have corrected: two tables that are only ever added to, the acts and the undoings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from archive.errors import NotFound
from archive.model import Correction, CorrectionKind, FieldChange, Subject
from archive.store.codec import made, plain
from archive.store.dialect import upsert
from archive.store.engine import Database
from archive.store.tables import corrections, undoings

PIECE = 500
"""Rows read at a time."""

_ALL = select(corrections, undoings.c.who.label("undone_by"), undoings.c.at.label("undone_at")).select_from(
    corrections.outerjoin(undoings, undoings.c.correction == corrections.c.id)
)


class SqlCorrections:
    """Corrections as rows; whether one holds is told by the table of undoings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, correction: Correction) -> Correction:
        """Keep it; gives it with its id."""
        with self._database.writing() as connection:
            number = connection.scalars(corrections.insert().returning(corrections.c.id), _row(correction)).one()
        return self.one(number)

    def undo(self, id: int, *, who: str, at: datetime) -> Correction:
        """Let it hold no longer. One that is undone already stays as it was. Raises NotFound."""
        with self._database.writing() as connection:
            self.one(id)
            upsert(connection, undoings, [{"correction": id, "who": who, "at": at}], key=("correction",), update=False)
            return self.one(id)

    def one(self, id: int) -> Correction:
        """Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(_ALL.where(corrections.c.id == id)).first()
        if row is None:
            raise NotFound(f"there is no correction {id}")
        return _correction(row)

    def holding(self, source: str) -> tuple[Correction, ...]:
        """Those of a source that have not been undone, oldest first."""
        wanted = _ALL.where(corrections.c.source == source, undoings.c.at.is_(None))
        return tuple(map(_correction, self._rows(wanted.order_by(corrections.c.id))))

    def all(self) -> Iterator[Correction]:
        """Every correction, undone ones too, newest first, in bounded memory."""
        rest = _ALL
        while rows := self._rows(rest.order_by(corrections.c.id.desc()).limit(PIECE)):
            yield from map(_correction, rows)
            rest = _ALL.where(corrections.c.id < rows[-1].id)

    def _rows(self, wanted: Select[Any]) -> list[Row[Any]]:
        with self._database.reading() as connection:
            return list(connection.execute(wanted).all())


def _row(correction: Correction) -> dict[str, Any]:
    return {
        "source": correction.source,
        "page": correction.page,
        "kind": correction.kind.value,
        "text": correction.what.text,
        "facet": correction.what.facet,
        "value": correction.what.value,
        "who": correction.who,
        "at": correction.at,
        "comment": correction.comment,
        "changes": plain(correction.changes) or None,
    }


def _correction(row: Row[Any]) -> Correction:
    return Correction(
        id=row.id,
        source=row.source,
        page=row.page,
        kind=CorrectionKind(row.kind),
        what=Subject(text=row.text, facet=row.facet, value=row.value),
        who=row.who,
        at=row.at,
        comment=row.comment,
        changes=made(tuple[FieldChange, ...], row.changes or ()),
        undone_by=row.undone_by,
        undone_at=row.undone_at,
    )
