"""The pages that visitors miss, as rows: one an address."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Integer, Row, String, Table, func, select

from archive.errors import NotFound
from archive.model import MOST_NOTES, Tip, TipState
from archive.store.dialect import alone
from archive.store.engine import Database
from archive.store.kinds import Instant, Words
from archive.store.tables import metadata

tips = Table(
    "tips",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Words, nullable=False, unique=True),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("count", Integer, nullable=False),
    Column("notes", JSON(none_as_null=True)),
    Column("state", String(16), nullable=False),
    Column("who", Words, nullable=False),
    Column("decided_at", Instant),
    Column("reason", Words, nullable=False),
    sqlite_autoincrement=True,
)


def spellings(url: str) -> tuple[str, ...]:
    """An address with and without its last slash, by either scheme, as it stands first."""
    bare = url.partition("://")[2]
    forms = (f"{scheme}://{rest}" for scheme in ("https", "http") for rest in (bare, f"{bare}/", bare.rstrip("/")))
    return tuple(dict.fromkeys((url, *forms)))


class SqlTips:
    """Tips as rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(self, url: str, note: str, *, at: datetime, most: int) -> bool:
        """Keep a tip, or count it to the one of that address; False when `most` wait already."""
        with self._database.writing() as connection:
            alone(connection, "tips")
            row = connection.execute(select(tips).where(tips.c.url == url)).first()
            if row is None:
                waiting = select(func.count()).where(tips.c.state == TipState.WAITING.value)
                if (connection.scalar(waiting) or 0) >= most:
                    return False
                new = Tip(url=url, first_at=at, last_at=at, notes=(note,) if note else ())
                connection.execute(tips.insert(), _row(new))
            else:
                again = _again(_tip(row), note, at)
                connection.execute(tips.update().where(tips.c.id == row.id), _row(again))
        return True

    def decide(self, id: int, state: TipState, *, who: str, at: datetime, reason: str = "") -> Tip:
        """Answer a tip. Raises NotFound."""
        with self._database.writing() as connection:
            alone(connection, "tips")
            tip = replace(self.one(id), state=state, who=who, decided_at=at, reason=reason)
            connection.execute(tips.update().where(tips.c.id == id), _row(tip))
        return tip

    def one(self, id: int) -> Tip:
        """Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(select(tips).where(tips.c.id == id)).first()
        if row is None:
            raise NotFound(f"there is no tip {id}")
        return _tip(row)

    def count(self, state: TipState) -> int:
        """How many stand so."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.count()).where(tips.c.state == state.value)) or 0

    def listed(self, state: TipState, *, skip: int, limit: int) -> tuple[Tip, ...]:
        """Those that stand so, the most told first, then the newest."""
        wanted = select(tips).where(tips.c.state == state.value)
        order = wanted.order_by(tips.c.count.desc(), tips.c.last_at.desc(), tips.c.id.desc())
        with self._database.reading() as connection:
            return tuple(map(_tip, connection.execute(order.offset(skip).limit(limit))))


def _again(tip: Tip, note: str, at: datetime) -> Tip:
    """The tip told once more; what was declined stays declined."""
    notes = tip.notes if not note or note in tip.notes else (*tip.notes, note)[:MOST_NOTES]
    return replace(tip, last_at=at, count=tip.count + 1, notes=notes)


def _row(tip: Tip) -> dict[str, Any]:
    simple = {name: value for name, value in asdict(tip).items() if name != "id"}
    return simple | {"state": tip.state.value, "notes": list(tip.notes)}


def _tip(row: Row[Any]) -> Tip:
    held = {each.name: getattr(row, each.name) for each in fields(Tip)}
    return Tip(**held | {"state": TipState(row.state), "notes": tuple(row.notes or ())})
