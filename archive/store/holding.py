"""What the database holds of one page, told before it is removed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from archive.model import Held, Page, RemovedVersion
from archive.store.pages import page_of
from archive.store.tables import corrections, facts, pages
from archive.store.tables import mementos as versions
from archive.store.tombstones import absent


def held(connection: Connection, id: str) -> Held:
    """What there is of a page. Raises NotFound, Removed."""
    row = connection.execute(select(pages).where(pages.c.id == id)).first()
    if row is None:
        raise absent(connection, id, f"there is no page {id}")
    times = select(versions.c.page, versions.c.at, versions.c.digest).where(versions.c.page == id)
    found = connection.execute(times.order_by(versions.c.at)).all()
    of_page = select(versions.c.id).where(versions.c.page == id).scalar_subquery()
    return Held(
        page=page_of(row._asdict()),
        aliases=tuple(_aliases(connection, row.url)),
        versions=tuple(RemovedVersion(page=each.page, at=each.at, digest=each.digest) for each in found),
        facts=_count(connection, facts, facts.c.memento.in_(of_page)),
        corrections=_count(connection, corrections, corrections.c.page == id),
        children=_count(connection, pages, pages.c.parent == row.url),
    )


def overdue(connection: Connection, source: str, before: datetime, limit: int) -> tuple[int, tuple[str, ...]]:
    """How many pages of a source were last seen before a moment, and the ids of the first, longest ago first."""
    old = and_(pages.c.source == source, pages.c.last_seen < before, pages.c.current.is_not(None))
    ids = select(pages.c.id).where(old).order_by(pages.c.last_seen, pages.c.id).limit(limit)
    return _count(connection, pages, old), tuple(connection.scalars(ids))


def _aliases(connection: Connection, url: str) -> Iterator[Page]:
    """The pages that moved to an address, whose versions are those of the page there."""
    seen, waiting = {url}, [url]
    while waiting:
        moved = select(pages).where(pages.c.moved_to == waiting.pop(), pages.c.current.is_(None))
        for row in connection.execute(moved).all():
            if row.url not in seen:
                seen.add(row.url)
                waiting.append(row.url)
                yield page_of(row._asdict())


def _count(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(condition)) or 0
