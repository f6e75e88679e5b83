"""Addresses that came to nothing, out of the frontier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, and_, case, func, or_, select, update

from archive.errors import NotFound
from archive.model.troubles import CauseCount, Outcome, Trouble
from archive.store.engine import Database
from archive.store.erasing import REMOVED
from archive.store.frontier import WAITING
from archive.store.tables import frontier

MOST_CAUSES = 1_000
_state = frontier.c.state
_LATER = and_(_state == WAITING, frontier.c.cause.is_not(None), frontier.c.retry_at.is_not(None))
"""Failed, and waiting for another try."""
_STANDS = func.coalesce(frontier.c.cause, "") != REMOVED
"""Not of an address that was removed by a decision: nobody changes that it is refused."""
_FAILED = or_(_state == Outcome.FAILED.value, _LATER)
_REFUSED = _state == Outcome.REFUSED.value
_OUTCOME = case((_REFUSED, Outcome.REFUSED.value), else_=Outcome.FAILED.value)
_CAUSE = func.coalesce(frontier.c.cause, "")


class SqlTroubles:
    """Rows of the frontier that failed or were refused."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def causes(self, source: str | None = None) -> tuple[CauseCount, ...]:
        """How many by outcome, cause and source, most first, at most a thousand."""
        outcome, cause, total = _OUTCOME.label("outcome"), _CAUSE.label("cause"), func.count().label("total")
        late = func.sum(case((_LATER, 1), else_=0)).label("late")
        counted = select(outcome, cause, frontier.c.source, total, late).where(or_(_FAILED, _REFUSED))
        counted = counted.group_by(outcome, cause, frontier.c.source)
        if source is not None:
            counted = counted.where(frontier.c.source == source)
        ordered = counted.order_by(total.desc(), cause, frontier.c.source).limit(MOST_CAUSES)
        with self._database.reading() as connection:
            return tuple(map(_count, connection.execute(ordered)))

    def listed(
        self, outcome: Outcome, cause: str, *, source: str | None = None, after: int = 0, limit: int = 50
    ) -> tuple[Trouble, ...]:
        """Those of a cause behind an id, in the order they became known."""
        wanted = _rows().where(_of(outcome), cause == _CAUSE, frontier.c.id > after)
        if source is not None:
            wanted = wanted.where(frontier.c.source == source)
        with self._database.reading() as connection:
            return tuple(map(_trouble, connection.execute(wanted.order_by(frontier.c.id).limit(limit))))

    def one(self, id: int) -> Trouble:
        """Raises NotFound, also for an address that is no trouble any longer."""
        with self._database.reading() as connection:
            row = connection.execute(_rows().where(frontier.c.id == id, _STANDS, or_(_FAILED, _REFUSED))).first()
        if row is None:
            raise NotFound(f"no address that came to nothing has the number {id}")
        return _trouble(row)

    def retry(self, cause: str, *, source: str | None = None) -> tuple[str, ...]:
        """Let every failed address of a cause wait anew as if untried; gives the sources concerned, by name."""
        mine = [_FAILED, cause == _CAUSE, *([frontier.c.source == source] if source is not None else ())]
        with self._database.writing() as connection:
            names = connection.scalars(select(frontier.c.source).where(*mine).distinct().order_by(frontier.c.source))
            found = tuple(names)
            connection.execute(_anew().where(*mine))
        return found

    def retry_one(self, id: int) -> None:
        """Let one failed address wait anew as if untried. Raises NotFound."""
        self._change(_anew().where(frontier.c.id == id, _FAILED), id)

    def refuse(self, id: int, *, rule: str, now: datetime) -> None:
        """Refuse one address by a rule from now on. Raises NotFound."""
        said = {"state": Outcome.REFUSED.value, "cause": rule, "detail": None, "retry_at": None, "asked_at": now}
        self._change(update(frontier).where(frontier.c.id == id, _STANDS, or_(_FAILED, _REFUSED)).values(said), id)

    def _change(self, change: Update, id: int) -> None:
        with self._database.writing() as connection:
            if not connection.execute(change).rowcount:
                raise NotFound(f"no address that came to nothing has the number {id}")


def _rows() -> Any:
    names = ("id", "source", "url", "cause", "detail", "asked_at", "retry_at")
    return select(*(frontier.c[name] for name in names), _OUTCOME.label("outcome"))


def _of(outcome: Outcome) -> ColumnElement[bool]:
    return _REFUSED if outcome is Outcome.REFUSED else _FAILED


def _anew() -> Update:
    return update(frontier).values(state=WAITING, attempt=0, retry_at=None, cause=None, detail=None)


def _count(row: Row[Any]) -> CauseCount:
    outcome = Outcome(row.outcome)
    return CauseCount(outcome=outcome, cause=row.cause, source=row.source, count=row.total, waiting=row.late)


def _trouble(row: Row[Any]) -> Trouble:
    return Trouble(
        id=row.id,
        source=row.source,
        url=row.url,
        outcome=Outcome(row.outcome),
        cause=row.cause or "",
        detail=row.detail or "",
        asked_at=row.asked_at,
        retry_at=row.retry_at,
    )
