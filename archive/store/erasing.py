"""Everything the database holds of removed pages and versions, taken away inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from archive.model import Deed, Removal, RemovedVersion, Tombstone
from archive.store import alike
from archive.store.tables import captures, corrections, facts, frontier, pages
from archive.store.tables import mementos as versions
from archive.store.telling import tell
from archive.store.tips import spellings, tips
from archive.store.tombstones import leave, url_digest

REMOVED = "removed"
"""The cause of a refusal: the address is not asked for again."""
PIECE = 500
"""Ids named in one statement."""


def erase(connection: Connection, removal: Removal) -> None:
    """Take away the versions, records and pages of a confirmed removal, and leave tombstones."""
    removed_at = removal.answered.at if removal.answered else removal.asked.at
    whole = {each.page for each in removal.targets if each.at is None}
    _erase_captures(connection, [each.id for each in removal.records])
    named = {each.page for each in removal.versions} | {each.page for each in removal.targets}
    for page in sorted(named):
        row = connection.execute(select(pages).where(pages.c.id == page).with_for_update()).first()
        _erase_versions(connection, row, [each for each in removal.versions if each.page == page], removal, removed_at)
        if page in whole and row is not None:
            _erase_page(connection, row, removal, removed_at)
        elif row is not None:
            _go_on(connection, row)


def _go_on(connection: Connection, page: Row[Any]) -> None:
    """What a page is without the versions that it lost; without any it is as if it had never been met."""
    left = select(versions.c.id).where(versions.c.page == page.id).order_by(versions.c.at.desc()).limit(1)
    newest = connection.scalar(left)
    tell(connection, page.id, Deed.PUT if newest else Deed.DROP)
    if newest == page.current:
        return
    # The next answer must be a whole one: "not modified" would be said of the version that is no more.
    unasked = dict.fromkeys(("etag", "last_modified", "digest"))
    connection.execute(update(frontier).where(frontier.c.url == page.url).values(unasked))
    if newest is None:
        connection.execute(delete(pages).where(pages.c.id == page.id))
    else:
        connection.execute(update(pages).where(pages.c.id == page.id).values(current=newest))


def _erase_captures(connection: Connection, ids: list[str]) -> None:
    for start in range(0, len(ids), PIECE):
        connection.execute(delete(captures).where(captures.c.id.in_(ids[start : start + PIECE])))


def _erase_versions(
    connection: Connection,
    page: Row[Any] | None,
    removed: Iterable[RemovedVersion],
    removal: Removal,
    removed_at: datetime,
) -> None:
    for each in removed:
        these = select(versions.c.id).where(versions.c.page == each.page, versions.c.at == each.at)
        for digest in connection.scalars(
            select(versions.c.text_digest).where(versions.c.page == each.page, versions.c.at == each.at)
        ).all():
            alike.stir(connection, each.page, digest)
        connection.execute(delete(facts).where(facts.c.memento.in_(these.scalar_subquery())))
        connection.execute(delete(versions).where(versions.c.page == each.page, versions.c.at == each.at))
        _leave(connection, page, removal, removed_at, at=each.at, digest=each.digest)


def _erase_page(connection: Connection, page: Row[Any], removal: Removal, removed_at: datetime) -> None:
    tell(connection, page.id, Deed.DROP)
    _leave(connection, page, removal, removed_at)
    said = {"text": "", "value": "", "comment": "", "changes": None}
    connection.execute(update(corrections).where(corrections.c.page == page.id).values(said))
    connection.execute(update(frontier).where(frontier.c.url == page.url).values(_barred(page.url, removal)))
    connection.execute(delete(tips).where(tips.c.url.in_(spellings(page.url))))
    if not removal.keeps_addresses:
        for table in (pages, frontier):
            connection.execute(update(table).where(table.c.parent == page.url).values(parent=None))
    connection.execute(delete(pages).where(pages.c.id == page.id))


def _barred(url: str, removal: Removal) -> dict[str, Any]:
    """A target that is never asked for again, with nothing that tells of what stood there."""
    nothing = (
        "parent",
        "etag",
        "last_modified",
        "digest",
        "lastmod",
        "checked_at",
        "changed_at",
        "due_at",
        "missed_at",
    )
    named = url if removal.keeps_addresses else f"{REMOVED}:{url_digest(url)}"
    said = {"url": named, "state": "refused", "cause": REMOVED, "detail": removal.reference, "via": "link"}
    return said | {"retry_at": None, "attempt": 0} | dict.fromkeys(nothing)


def _leave(
    connection: Connection,
    page: Row[Any] | None,
    removal: Removal,
    removed_at: datetime,
    *,
    at: datetime | None = None,
    digest: str = "",
) -> None:
    if page is not None:
        stone = Tombstone(
            removal=removal.id,
            page=page.id,
            at=at,
            removed_at=removed_at,
            reference=removal.reference,
            url_digest=url_digest(page.url),
            url=page.url if removal.keeps_addresses and at is None else None,
            digest=digest,
        )
        leave(connection, stone)
