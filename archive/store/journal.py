"""What others may copy: the pages that may be found, and the journal of their changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select, func, select

from archive.model import Deed, Entry, Findable
from archive.store.engine import Database
from archive.store.tables import journal, mementos, pages

PIECE = 500
"""Rows read at a time."""

_LATER = journal.alias("later")
_IS_NEWEST = ~select(_LATER.c.seq).where(_LATER.c.page == journal.c.page, _LATER.c.seq > journal.c.seq).exists()
_ENTRIES = select(journal, pages.c.url).select_from(journal.outerjoin(pages, pages.c.id == journal.c.page))
_NEWEST = select(func.coalesce(func.max(journal.c.seq), 0))
_FINDABLE = (
    select(pages.c.id, mementos.c.at)
    .select_from(pages.join(mementos, mementos.c.id == pages.c.current))
    .where(mementos.c.searchable)
)


class SqlJournal:
    """Reads what `telling.write_down` wrote."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> int:
        """The number of the newest entry; 0 when there is none."""
        with self._database.reading() as connection:
            return int(connection.scalars(_NEWEST).one())

    def since(self, seq: int) -> Iterator[Entry]:
        """The newest change of each page behind `seq`, oldest first, in bounded memory."""
        wanted = _ENTRIES.where(_IS_NEWEST).order_by(journal.c.seq).limit(PIECE)
        last = seq
        while rows := self._rows(wanted.where(journal.c.seq > last)):
            for row in rows:
                yield Entry(seq=row.seq, at=row.at, page=row.page, deed=Deed(row.deed), url=row.url)
            last = rows[-1].seq

    def findable(self, *, after: str = "", until: str | None = None) -> Iterator[Findable]:
        """The pages that may be found with ids behind `after` and before `until`, by id, in bounded memory."""
        wanted = _FINDABLE.order_by(pages.c.id).limit(PIECE)
        if until is not None:
            wanted = wanted.where(pages.c.id < until)
        last = after
        while rows := self._rows(wanted.where(pages.c.id > last)):
            yield from (Findable(page=row.id, at=row.at) for row in rows)
            last = rows[-1].id

    def _rows(self, wanted: Select[Any]) -> list[Row[Any]]:
        with self._database.reading() as connection:
            return list(connection.execute(wanted).all())
