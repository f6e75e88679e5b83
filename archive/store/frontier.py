"""The frontier: a row per URL and source, with what is to be asked and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select, update

from archive.model import Tally
from archive.store import revisits
from archive.store.dialect import alone, together, upsert
from archive.store.engine import Database
from archive.store.erasing import REMOVED
from archive.store.tables import frontier, hosts, rounds
from archive.store.tombstones import of_urls, url_digest
from crawler.again import again
from crawler.model import Ask, Capture, Failure, Host, Refusal, Revisit, Step, Target, Via, Visit
from crawler.politeness import released, taken, turn
from crawler.revisit import due_at, is_missed

WAITING = "waiting"

_RANK = {Ask.ROBOTS: 0, Ask.SITEMAP: 1, Ask.FEED: 2, Ask.PAGE: 3}
_HOST = tuple(each.name for each in fields(Host))
_KEY = ("source", "url")


class SqlFrontier:
    """Targets and hosts as rows.

    A round is open while something of it is due. Targets added between two rounds belong to none (0) until the
    next one begins, so that a new seed does not pass for an unfinished round.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, targets: Iterable[Target]) -> int:
        """Make targets known; gives how many were new."""
        with self._database.writing() as connection:
            return _add(connection, tuple(targets), number=0)

    def begin(self, source: str, *, now: datetime) -> None:
        """Open a round, unless one is open."""
        with self._database.writing() as connection:
            alone(connection, "round", source)
            number = _number(connection, source)
            if number and _is_open(connection, source, number, now):
                return
            row = {"source": source, "number": number + 1, "started": now}
            upsert(connection, rounds, [row], key=("source",), update=True)
            mine = update(frontier).where(frontier.c.source == source)
            connection.execute(mine.where(frontier.c.state == WAITING).values(round=number + 1))
            connection.execute(mine.where(_IS_REMOVED).values(round=number + 1))
            connection.execute(
                mine.where(frontier.c.state != WAITING, ~_IS_REMOVED).values(
                    round=number + 1, state=WAITING, attempt=0, retry_at=None, cause=None, detail=None
                )
            )
            revisits.put_in_order(connection, source, now=now, ranks=(_RANK[Ask.PAGE], _RANK[Ask.PAGE] + 1))
            revisits.rest(connection, source, number=number + 1, now=now)

    def take(self, source: str, *, now: datetime, limit: int) -> tuple[Target, ...]:
        """Waiting targets that are due, robots, sitemaps and feeds first, then in the order they became known."""
        due = select(frontier).where(frontier.c.source == source, _is_due(now))
        with self._database.reading() as connection:
            rows = connection.execute(due.order_by(frontier.c.rank, frontier.c.id).limit(limit)).all()
        return tuple(map(_target, rows))

    def record(self, steps: Sequence[Step], *, now: datetime) -> None:
        """Set the state of each step's target and add the targets found in it."""
        targets = (*(step.target for step in steps), *(each for step in steps for each in step.found))
        with self._database.writing() as connection:
            lists = [each for each in steps if revisits.is_list(each)]
            revisits.unlist(connection, lists)
            for source in {target.source for target in targets}:
                mine = tuple(each for each in targets if each.source == source)
                _add(connection, mine, number=_number(connection, source))
            revisits.relist(connection, lists)
            if missed := [each.target for each in steps if is_missed(each.target, each.visit)]:
                connection.execute(_MISSED, [{"s": each.source, "u": each.url, "m": now} for each in missed])
            if steps:
                connection.execute(_SET, [_outcome(step.target, step.visit, now) for step in steps])

    def tally(self, source: str) -> Tally:
        """Counts by state; `new`, `changed` and `gone` are not the frontier's to know."""
        by_state = (
            select(frontier.c.state, func.count().label("total"))
            .where(frontier.c.source == source)
            .group_by(frontier.c.state)
        )
        rested = select(func.count()).where(frontier.c.source == source, frontier.c.cause == revisits.RESTED)
        with self._database.reading() as connection:
            counts = {row.state: row.total for row in connection.execute(by_state)}
            return Tally(discovered=sum(counts.values()), rested=connection.scalar(rested) or 0, **counts)

    def outcomes(self, source: str, state: str) -> tuple[tuple[str, str, str], ...]:
        """(url, rule or cause, detail) of the targets in a state, in the order they became known."""
        columns = select(frontier.c.url, frontier.c.cause, frontier.c.detail)
        matching = columns.where(frontier.c.source == source, frontier.c.state == state).order_by(frontier.c.id)
        with self._database.reading() as connection:
            return tuple((url, cause or "", detail or "") for url, cause, detail in connection.execute(matching))

    def listed(self, source: str) -> Mapping[str, int]:
        """How many of the pages that sitemaps and feeds name stand in each state."""
        named = select(frontier.c.state, func.count().label("total")).where(
            frontier.c.source == source,
            frontier.c.ask == Ask.PAGE.value,
            frontier.c.via.in_((Via.SITEMAP.value, Via.FEED.value)),
        )
        with self._database.reading() as connection:
            return {row.state: row.total for row in connection.execute(named.group_by(frontier.c.state))}

    def links(self, source: str, url: str) -> tuple[Target, ...]:
        """The targets whose parent is this page."""
        with self._database.reading() as connection:
            rows = connection.execute(_CHILDREN, {"s": source, "p": url}).all()
        return tuple(map(_target, rows))

    def host(self, name: str) -> Host:
        """What politeness remembers of a host; a fresh Host when nothing is known."""
        with self._database.reading() as connection:
            row = connection.execute(_HOST_NAMED, {"name": name}).first()
        return _host(row, name)

    def take_turn(
        self, name: str, *, who: str, delay: float, now: datetime, is_dead: Callable[[str], bool] = lambda _: False
    ) -> datetime:
        """Take a host's turn if it may be asked now; gives `now` then, else the first moment it may be asked."""
        with self._database.writing() as connection:
            row = connection.execute(_HOST_HELD, {"name": name}).first()
            if row is None:
                # A row to hold: two that ask a host for the first time would both find nobody.
                upsert(connection, hosts, [_columns(Host(name=name))], key=("name",), update=False)
                row = connection.execute(_HOST_HELD, {"name": name}).one()
            known = _host(row, name)
            host = released(known, who, now, is_dead=is_dead)
            ready = turn(host, who, delay, now)
            after = taken(host, who, now) if ready <= now else host
            if after != known:
                upsert(connection, hosts, [_columns(after)], key=("name",), update=True)
            return ready

    def save_host(self, host: Host) -> None:
        """Remember it, over restarts and workers."""
        with self._database.writing() as connection:
            upsert(connection, hosts, [_columns(host)], key=("name",), update=True)


def _host(row: Row[Any] | None, name: str) -> Host:
    return Host(**{each: getattr(row, each) for each in _HOST}) if row else Host(name=name)


def _columns(host: Host) -> dict[str, Any]:
    return {each: getattr(host, each) for each in _HOST}


def _is_due(now: datetime) -> Any:
    return and_(frontier.c.state == WAITING, or_(frontier.c.retry_at.is_(None), frontier.c.retry_at <= now))


def _number(connection: Connection, source: str) -> int:
    return connection.scalar(select(rounds.c.number).where(rounds.c.source == source)) or 0


def _is_open(connection: Connection, source: str, number: int, now: datetime) -> bool:
    """Whether something of the round is due that nobody has tried yet; what has failed is tried in the next as well.

    Pages that only waited for their host count as untried, a robots.txt does not: it is asked for in every round.
    """
    untried = and_(_is_due(now), frontier.c.attempt == 0, frontier.c.ask != Ask.ROBOTS.value)
    left = select(frontier.c.id).where(frontier.c.source == source, frontier.c.round == number, untried)
    return connection.scalar(left.limit(1)) is not None


def _add(connection: Connection, targets: Sequence[Target], *, number: int) -> int:
    # Until we commit no removal is carried out: what is barred meanwhile would come back.
    together(connection, "removal")
    removed = {each.url_digest for each in of_urls(connection, (each.url for each in targets)) if each.at is None}
    targets = [each for each in targets if url_digest(each.url) not in removed] if removed else targets
    new: dict[tuple[str, str], Target] = {}
    for target in targets:
        new.setdefault((target.source, target.url), target)
    count = upsert(connection, frontier, [_row(each, number) for each in new.values()], key=_KEY, update=False)
    if wanted := [each for each in targets if each.via is not Via.NOFOLLOW]:
        connection.execute(_FOLLOWED, [_way(each) for each in wanted])
    if dated := [each for each in targets if each.lastmod]:
        news: list[dict[str, object]] = [{"s": each.source, "u": each.url, "l": each.lastmod} for each in dated]
        revisits.wake(connection, news)
        connection.execute(_LATER, news)
    return count


def _row(target: Target, number: int) -> dict[str, Any]:
    return {
        "source": target.source,
        "url": target.url,
        "ask": target.ask.value,
        "via": target.via.value,
        "rank": _RANK[target.ask],
        "state": WAITING,
        "round": number,
        "depth": target.depth,
        "attempt": target.attempt,
        "parent": target.parent,
        "etag": target.etag,
        "last_modified": target.last_modified,
        "digest": target.digest,
        "lastmod": target.lastmod,
        "checked_at": target.checked_at,
        "changed_at": target.changed_at,
    }


def _way(target: Target) -> dict[str, Any]:
    return {"s": target.source, "u": target.url, "v": target.via.value, "p": target.parent, "d": target.depth}


def _target(row: Row[Any]) -> Target:
    return Target(
        url=row.url,
        source=row.source,
        ask=Ask(row.ask),
        via=Via(row.via),
        parent=row.parent,
        depth=row.depth,
        etag=row.etag,
        last_modified=row.last_modified,
        digest=row.digest,
        attempt=row.attempt,
        lastmod=row.lastmod,
        checked_at=row.checked_at,
        changed_at=row.changed_at,
    )


_THIS = and_(frontier.c.source == bindparam("s"), frontier.c.url == bindparam("u"))
_IS_REMOVED = func.coalesce(frontier.c.cause, "") == REMOVED
"""The address was removed by a decision: it stays refused in every round."""
_CHILDREN = (
    select(frontier)
    .where(frontier.c.source == bindparam("s"), frontier.c.parent == bindparam("p"))
    .order_by(frontier.c.id)
)
_HOST_NAMED = select(hosts).where(hosts.c.name == bindparam("name"))
_HOST_HELD = _HOST_NAMED.with_for_update()
_LATER = (
    update(frontier)
    .where(_THIS, or_(frontier.c.lastmod.is_(None), frontier.c.lastmod < bindparam("l", type_=frontier.c.lastmod.type)))
    .values(lastmod=bindparam("l", type_=frontier.c.lastmod.type))
)
_FOLLOWED = (
    update(frontier)
    .where(_THIS, frontier.c.via == Via.NOFOLLOW.value, or_(frontier.c.state == WAITING, frontier.c.state == "refused"))
    .values(via=bindparam("v"), parent=bindparam("p"), depth=bindparam("d"), state=WAITING, cause=None)
)
"""A link without nofollow has been met: another way to it than the one that was refused."""
_MISSED = update(frontier).where(_THIS).values(missed_at=bindparam("m", type_=frontier.c.missed_at.type))
_CHANGING = (
    *("state", "attempt", "retry_at", "asked_at", "cause", "detail", "etag", "last_modified", "digest"),
    *("checked_at", "changed_at", "due_at"),
)
_SET = update(frontier).where(_THIS, ~_IS_REMOVED).values({name: bindparam(f"new_{name}") for name in _CHANGING})


def _outcome(target: Target, visit: Visit, now: datetime) -> dict[str, Any]:
    """The row's new values after a visit, as parameters of `_SET`."""
    after = again(target, visit)
    state, cause, detail = _state(visit)
    values = {
        "state": state,
        "attempt": after.attempt,
        "retry_at": visit.retry_at if isinstance(visit, Failure) else None,
        "asked_at": now,
        "cause": cause,
        "detail": detail,
        "etag": after.etag,
        "last_modified": after.last_modified,
        "digest": after.digest,
        "checked_at": after.checked_at,
        "changed_at": after.changed_at,
        "due_at": due_at(after.changed_at, after.checked_at),
    }
    return {"s": target.source, "u": target.url} | {f"new_{name}": value for name, value in values.items()}


def _state(visit: Visit) -> tuple[str, str | None, str | None]:
    match visit:
        case Capture():
            return "fetched", None, "; ".join(visit.warnings) or None
        case Revisit():
            return "unchanged", None, None
        case Refusal():
            return "refused", visit.rule, visit.detail
        case Failure():
            return (WAITING if visit.retry_at else "failed"), visit.cause, visit.detail
