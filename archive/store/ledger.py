"""Decisions and procurements, for the people who list them: as the pages stand, or as they stood at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from archive.model import Decision, Listed, Procurement
from archive.store.codec import fact_of
from archive.store.engine import Database
from archive.store.kinds import storable
from archive.store.pages import PAGE, page_of
from archive.store.tables import facts, journal, mementos, pages

PIECE = 500
"""Rows read at a time."""

_PAGE = (*PAGE, "state")
_COLUMNS: tuple[Any, ...] = (
    *facts.c,
    mementos.c.at,
    mementos.c.digest,
    *(pages.c[name].label(f"page_{name}") for name in _PAGE),
)
_NEWER = mementos.alias("newer")
_CURRENT: Select[Any] = (
    select(*_COLUMNS)
    .select_from(facts)
    .join(pages, pages.c.current == facts.c.memento)
    .join(mementos, mementos.c.id == facts.c.memento)
)
_EVER: Select[Any] = (
    select(*_COLUMNS)
    .select_from(facts)
    .join(mementos, mementos.c.id == facts.c.memento)
    .join(pages, pages.c.id == mementos.c.page)
)
_READ = select(func.count(), func.max(facts.c.id), func.sum(facts.c.id))
# The journal's numbers appear in their order, those of mementos need not.
_VERSIONS = select(func.max(journal.c.seq))
_GONE = select(func.count(pages.c.gone_at), func.max(pages.c.gone_at))


class SqlLedger:
    """Facts of two kinds, read through the pages whose memento in force holds them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decisions(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        unit: str | None = None,
        as_of: datetime | None = None,
        sources: tuple[str, ...] | None = None,
    ) -> Iterator[Listed[Decision]]:
        """Newest first; undated last, and left out when a bound is asked for. `unit` without regard to case."""
        wanted = _of_unit(_wanted("decision", as_of, sources), unit)
        return (cast("Listed[Decision]", _listed(row)) for row in self._dated(wanted, start, end))

    def procurements(
        self,
        *,
        start: date | None = None,
        end: date | None = None,
        unit: str | None = None,
        as_of: datetime | None = None,
        sources: tuple[str, ...] | None = None,
    ) -> Iterator[Listed[Procurement]]:
        """Newest first; undated last, and left out when a bound is asked for. `unit` without regard to case."""
        wanted = _of_unit(_wanted("procurement", as_of, sources), unit)
        return (cast("Listed[Procurement]", _listed(row)) for row in self._dated(wanted, start, end))

    def procurements_named(self, ids: Iterable[int]) -> tuple[Listed[Procurement], ...]:
        """Those of the first 500 of these ids that are still there, in the order asked for."""
        asked = tuple(islice(ids, PIECE))
        with self._database.reading() as connection:
            rows = connection.execute(_EVER.where(facts.c.facet == "procurement", facts.c.id.in_(asked))).all()
        found = {row.id: cast("Listed[Procurement]", _listed(row)) for row in rows}
        return tuple(found[each] for each in asked if each in found)

    def stamp(self) -> tuple[object, ...]:
        """Another one whenever the procurements listed, of now or of a moment, may be others."""
        with self._database.reading() as connection:
            read = connection.execute(_READ.where(facts.c.facet == "procurement")).one()
            return (*read, *connection.execute(_VERSIONS).one(), *connection.execute(_GONE).one())

    def _dated(self, wanted: Select[Any], start: date | None, end: date | None) -> Iterator[Row[Any]]:
        yield from self._pieces(wanted.where(facts.c.day >= (start or date.min), facts.c.day <= (end or date.max)))
        if start is None and end is None:
            yield from self._pieces(wanted.where(facts.c.day.is_(None)))

    def _pieces(self, wanted: Select[Any]) -> Iterator[Row[Any]]:
        rest = wanted
        while rows := self._rows(rest):
            yield from rows
            rest = wanted.where(_after(rows[-1]))

    def _rows(self, wanted: Select[Any]) -> list[Row[Any]]:
        ordered = wanted.order_by(facts.c.day.desc(), facts.c.id.desc()).limit(PIECE)
        with self._database.reading() as connection:
            return list(connection.execute(ordered).all())


def _wanted(facet: str, as_of: datetime | None, sources: tuple[str, ...] | None) -> Select[Any]:
    of_kind = [facts.c.facet == facet, *of_sources(sources)]
    return _CURRENT.where(*of_kind) if as_of is None else _EVER.where(*of_kind, *in_force(as_of))


def of_sources(sources: tuple[str, ...] | None) -> tuple[ColumnElement[bool], ...]:
    """What must hold of a page for it to be of some sources; nothing when none are named."""
    return () if sources is None else (pages.c.source.in_(sources),)


def in_force(as_of: datetime) -> tuple[ColumnElement[bool], ...]:
    """What must hold of a memento and its page for it to be what stood at a moment."""
    later = select(_NEWER.c.id).where(
        _NEWER.c.page == mementos.c.page, _NEWER.c.at > mementos.c.at, _NEWER.c.at <= as_of
    )
    return mementos.c.at <= as_of, or_(pages.c.gone_at.is_(None), pages.c.gone_at > as_of), ~later.exists()


def _of_unit(wanted: Select[Any], unit: str | None) -> Select[Any]:
    return wanted if unit is None else wanted.where(facts.c.unit == storable(unit).casefold())


def _after(row: Row[Any]) -> Any:
    """What comes after a row in the order of days, newest first, then ids."""
    same_day = facts.c.day.is_(None) if row.day is None else facts.c.day == row.day
    later = and_(same_day, facts.c.id < row.id)
    return later if row.day is None else or_(facts.c.day < row.day, later)


def _listed(row: Row[Any]) -> Listed[Any]:
    held = row._asdict()
    page = page_of({name: held[f"page_{name}"] for name in _PAGE})
    fact: Any = fact_of(held)
    return Listed(id=row.id, page=page, at=row.at, digest=row.digest, fact=fact)
