"""Decisions and procurements of the newest mementos, for the people who list them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from sqlalchemy import Row, Select, and_, or_, select

from archive.model import Decision, Page, Procurement
from archive.store.codec import fact_of
from archive.store.engine import Database
from archive.store.kinds import storable
from archive.store.pages import PAGE, page_of
from archive.store.tables import facts, pages

PIECE = 500
"""Rows read at a time."""

_PAGE = (*PAGE, "state")


class SqlLedger:
    """Facts of two kinds, read through the pages whose newest memento holds them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decisions(self, *, start: date | None, end: date | None, unit: str | None) -> Iterator[tuple[Page, Decision]]:
        """Newest first; undated last, and left out when a bound is asked for. `unit` without regard to case."""
        for page, fact in self._facts("decision", start, end, unit):
            yield page, cast("Decision", fact)

    def procurements(
        self, *, start: date | None, end: date | None, unit: str | None
    ) -> Iterator[tuple[Page, Procurement]]:
        """Newest first; undated last, and left out when a bound is asked for. `unit` without regard to case."""
        for page, fact in self._facts("procurement", start, end, unit):
            yield page, cast("Procurement", fact)

    def _facts(
        self, facet: str, start: date | None, end: date | None, unit: str | None
    ) -> Iterator[tuple[Page, object]]:
        wanted = _wanted(facet, unit)
        dated = wanted.where(facts.c.day >= (start or date.min), facts.c.day <= (end or date.max))
        yield from self._pieces(dated)
        if start is None and end is None:
            yield from self._pieces(wanted.where(facts.c.day.is_(None)))

    def _pieces(self, wanted: Select[Any]) -> Iterator[tuple[Page, object]]:
        rest = wanted
        while rows := self._rows(rest):
            for row in rows:
                yield _pair(row)
            rest = wanted.where(_after(rows[-1]))

    def _rows(self, wanted: Select[Any]) -> list[Row[Any]]:
        ordered = wanted.order_by(facts.c.day.desc(), facts.c.id.desc()).limit(PIECE)
        with self._database.reading() as connection:
            return list(connection.execute(ordered).all())


def _wanted(facet: str, unit: str | None) -> Select[Any]:
    page_columns = [pages.c[name].label(f"page_{name}") for name in _PAGE]
    current = select(facts, *page_columns).join(pages, pages.c.current == facts.c.memento)
    wanted = current.where(facts.c.facet == facet)
    return wanted if unit is None else wanted.where(facts.c.unit == storable(unit).casefold())


def _after(row: Row[Any]) -> Any:
    """What comes after a row in the order of days, newest first, then ids."""
    same_day = facts.c.day.is_(None) if row.day is None else facts.c.day == row.day
    later = and_(same_day, facts.c.id < row.id)
    return later if row.day is None else or_(facts.c.day < row.day, later)


def _pair(row: Row[Any]) -> tuple[Page, object]:
    held = row._asdict()
    page = page_of({name: held[f"page_{name}"] for name in _PAGE})
    return page, fact_of(held)
