"""Decisions with what their pages are about, read in one walk; what archive.decided keeps in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, Row, Select, bindparam, select

from archive.model import CaseFact, Decided, Decision, Fact, TopicFact, UnitFact
from archive.store.codec import fact_of
from archive.store.engine import Database
from archive.store.ledger import in_force, of_sources
from archive.store.pages import PAGE, page_of
from archive.store.tables import facts, mementos, pages

PIECE = 500
"""Decisions read at a time."""
_PAGE = (*PAGE, "state")
_ABOUT = ("topic", "unit", "case")
_MEMENTO = ("at", "digest", "text_digest", "title")
_TODAY = mementos.alias("today")
_DECISIONS = (
    select(
        facts,
        *(pages.c[name].label(f"page_{name}") for name in _PAGE),
        *(mementos.c[name].label(f"memento_{name}") for name in _MEMENTO),
    )
    .join(mementos, mementos.c.id == facts.c.memento)
    .join(pages, pages.c.id == mementos.c.page)
    .join(_TODAY, _TODAY.c.id == pages.c.current)
    .where(facts.c.facet == "decision", mementos.c.searchable, _TODAY.c.searchable, facts.c.id > bindparam("after"))
    .order_by(facts.c.id)
    .limit(PIECE)
)
_SAID = (
    select(facts)
    .where(facts.c.memento.in_(bindparam("mementos", expanding=True)), facts.c.facet.in_(_ABOUT))
    .order_by(facts.c.id)
)


_CURRENT = _DECISIONS.where(pages.c.current == facts.c.memento)


class SqlMatters:
    """Decisions of the mementos in force, of pages that may be found today."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def decided(self, as_of: datetime | None = None, *, sources: tuple[str, ...] | None = None) -> Iterator[Decided]:
        """Every decision as the pages stand, or stood at a moment, in the order it was saved, in bounded memory."""
        every = _DECISIONS.where(*in_force(as_of)) if as_of else _CURRENT
        wanted, after = every.where(*of_sources(sources)), 0
        while piece := self._piece(wanted, after):
            after = piece[-1].id
            about = self._about({row.memento for row in piece})
            for row in piece:
                yield _decided(row._asdict(), about.get(row.memento, ()))

    def _piece(self, wanted: Select[Any], after: int) -> list[Row[Any]]:
        with self._database.reading() as connection:
            return list(connection.execute(wanted, {"after": after}).all())

    def _about(self, wanted: Iterable[int]) -> dict[int, list[Fact]]:
        with self._database.reading() as connection:
            return _by_memento(connection, wanted)


def _by_memento(connection: Connection, wanted: Iterable[int]) -> dict[int, list[Fact]]:
    found: dict[int, list[Fact]] = {}
    for row in connection.execute(_SAID, {"mementos": tuple(wanted)}):
        found.setdefault(row.memento, []).append(fact_of(row._asdict()))
    return found


def _decided(row: dict[str, Any], about: Iterable[Fact]) -> Decided:
    said = tuple(about)
    return Decided(
        page=page_of({name: row[f"page_{name}"] for name in _PAGE}),
        decision=cast("Decision", fact_of(row)),
        **{name: row[f"memento_{name}"] for name in _MEMENTO},
        owners=tuple(dict.fromkeys(fact.name for fact in said if isinstance(fact, UnitFact) and fact.owner)),
        topics=tuple(dict.fromkeys(fact.name for fact in said if isinstance(fact, TopicFact))),
        cases=tuple(dict.fromkeys(fact.value for fact in said if isinstance(fact, CaseFact))),
    )
