"""Pages that moved: a permanent redirect (RFC 9110 15.4.2, 15.4.9) hands the versions of one page on to another.

The old id keeps leading somewhere: to the page that has its versions now. A page that moved and answers again begins
a history of its own.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, bindparam, delete, func, select, update

from archive.model import Deed, PageState
from archive.store import alike
from archive.store.tables import facts, pages
from archive.store.tables import mementos as versions
from archive.store.telling import tell

MOST_HOPS = 20

_BY_ID = select(pages).where(pages.c.id == bindparam("id"))
_BY_URL = select(pages).where(pages.c.url == bindparam("url"))
_COMING = select(pages.c.id).where(pages.c.moved_to == bindparam("url"), pages.c.current.is_not(None))
_HOLD = select(pages).where(pages.c.id.in_(bindparam("ids", expanding=True))).order_by(pages.c.id).with_for_update()
_CAME = select(func.count()).where(pages.c.moved_to == bindparam("url"), pages.c.current.is_(None))
_CHANGE = update(pages).where(pages.c.id == bindparam("this"))
_OF_PAGE = select(versions.c.id, versions.c.at, versions.c.seen_at, versions.c.text_digest)
_OF_PAGE = _OF_PAGE.where(versions.c.page == bindparam("page")).order_by(versions.c.at)


def place(connection: Connection, id: str) -> str:
    """The id of the page that has the versions of a page: its own, or that of the one it moved to."""
    found = id
    for _ in range(MOST_HOPS):
        row = connection.execute(_BY_ID, {"id": found}).first()
        if row is None or row.moved_to is None or row.current is not None:
            return found
        goal = connection.execute(_BY_URL, {"url": row.moved_to}).first()
        if goal is None:
            return found
        found = goal.id
    return found


def note(connection: Connection, url: str, to: str) -> None:
    """A page answered that it is now at another address; its versions go there as soon as there is a page."""
    page = connection.execute(_BY_URL, {"url": url}).first()
    if page is None or page.current is None or url == to:
        return
    connection.execute(_CHANGE, {"this": page.id, "moved_to": to})
    goal = connection.execute(_BY_URL, {"url": to}).first()
    if goal is not None:
        _hand_on(connection, page.id, goal.id)


def arrived(connection: Connection, url: str) -> None:
    """There is a page at this address now: it gets the versions of those that moved here."""
    coming = connection.execute(_COMING, {"url": url}).all()
    goal = connection.execute(_BY_URL, {"url": url}).first() if coming else None
    for page in coming:
        if goal is not None:
            _hand_on(connection, page.id, goal.id)


def _hand_on(connection: Connection, id: str, goal_id: str) -> None:
    held = {row.id: row for row in connection.execute(_HOLD, {"ids": (id, goal_id)})}
    page, goal = held[id], held[goal_id]
    if page.current is None or goal.current is None or not _is_the_same(connection, page, goal):
        return
    old = list[Row[Any]](connection.execute(_OF_PAGE, {"page": page.id}))
    new = list[Row[Any]](connection.execute(_OF_PAGE, {"page": goal.id}))
    if not old or {each.at for each in old} & {each.at for each in new}:
        return
    connection.execute(update(versions).where(versions.c.page == page.id).values(page=goal.id))
    current = _joined(connection, old[-1], new) or goal.current
    first = min(page.first_seen, goal.first_seen)
    connection.execute(_CHANGE, {"this": goal.id, "first_seen": first, "current": current})
    connection.execute(_CHANGE, {"this": page.id, "current": None, "state": PageState.GONE.value})
    tell(connection, page.id, Deed.DROP)
    tell(connection, goal.id, Deed.PUT)
    for digest in {old[-1].text_digest, new[-1].text_digest}:
        alike.stir(connection, goal.id, digest)


def _joined(connection: Connection, last: Row[Any], new: list[Row[Any]]) -> int | None:
    """When the page says at its new address what it said last at the old one, that is one version, not two.

    Gives the version that is the newest now, if it is another one.
    """
    first = new[0]
    if first.text_digest != last.text_digest or first.at < last.at:
        return None
    connection.execute(delete(facts).where(facts.c.memento == first.id))
    connection.execute(delete(versions).where(versions.c.id == first.id))
    seen: datetime = max(first.seen_at, last.seen_at)
    connection.execute(update(versions).where(versions.c.id == last.id).values(seen_at=seen))
    return int(last.id) if len(new) == 1 else None


def _is_the_same(connection: Connection, page: Row[Any], goal: Row[Any]) -> bool:
    """Whether a redirect is a move: to the same path elsewhere, or to one address that was not a page before.

    What leads many pages to one, or to a front page, only says that they are no more.
    """
    old, new = urlsplit(page.url), urlsplit(goal.url)
    if (old.path, old.query) == (new.path, new.query):
        return True
    is_first = connection.scalar(_CAME, {"url": goal.url}) == 0
    return bool(new.path != "/" and goal.first_seen >= page.last_seen and is_first)
