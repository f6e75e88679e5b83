"""Pages over time, and their mementos."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from archive.errors import ArchiveError, NotFound
from archive.model import Deed, Memento, Page, PageState, Saved
from archive.store import alike, mementos, moves
from archive.store.dialect import upsert
from archive.store.engine import Database
from archive.store.tables import mementos as versions
from archive.store.tables import pages
from archive.store.telling import tell
from archive.store.tombstones import absent, gap

PIECE = 500
"""Rows read at a time."""

PATIENCE = 3
"""A page that answered 404 so often is gone."""


PAGE = ("id", "url", "source", "first_seen", "last_seen", "gone_at", "parent")
"""The columns of a page that are kept as they are; its state is the one that is not."""

# Statements are built once: building one costs more than running it.
_BY_ID = select(pages).where(pages.c.id == bindparam("id"))
_BY_URL = select(pages).where(pages.c.url == bindparam("url"))
_KNOWN = select(pages.c.url).where(pages.c.url.in_(bindparam("urls", expanding=True)))
_BY_EITHER = select(pages).where((pages.c.id == bindparam("id")) | (pages.c.url == bindparam("url"))).with_for_update()
_HOLD = select(pages).where(pages.c.id == bindparam("id")).with_for_update()
_HOLD_URL = select(pages).where(pages.c.url == bindparam("url")).with_for_update()
"""Whoever is to change a page takes its row first: what was read of it is then still so when it is written."""
_READINGS = (
    select(versions.c.at, versions.c.read_by).where(versions.c.page == bindparam("page")).order_by(versions.c.at)
)
_CHANGE = update(pages).where(pages.c.id == bindparam("this"))
_STANDS = or_(pages.c.current.is_not(None), pages.c.moved_to.is_(None))
"""Not of pages whose versions are another's, since they moved."""


def page_id(url: str) -> str:
    """The id of the page of a canonical URL: 16 hex digits, the same for ever."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class SqlPages:
    """Pages, their mementos and facts, and a change row when what can be found has changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, memento: Memento, *, parent: str | None = None) -> Saved:
        """Add a memento, or move `seen_at` of the one in force when text and facts are the same.

        An older memento than those known finds its place among them. Raises ArchiveError when two addresses share an
        id.
        """
        with self._database.writing() as connection:
            page = _page_row(connection, memento, parent)
            before = mementos.newest(connection, page.id)
            written = mementos.keep(connection, memento)
            _stands(connection, page, memento.at, memento.seen_at)
            saved = _result(connection, page.id, before, written=written)
            moves.arrived(connection, memento.url)
            return saved

    def replace(self, memento: Memento) -> Saved:
        """Put a memento in the place of the one with its page and `at`. Raises NotFound."""
        with self._database.writing() as connection:
            memento = dataclasses.replace(memento, page=moves.place(connection, memento.page))
            connection.execute(_HOLD, {"id": memento.page}).first()
            before = mementos.newest(connection, memento.page)
            old = mementos.at(connection, memento.page, memento.at)
            if old is None or old.at != memento.at:
                raise NotFound(f"page {memento.page} has no memento of {memento.at.isoformat()}")
            written = mementos.rewrite(connection, old, memento)
            return _result(connection, memento.page, before, written=written)

    def seen(self, url: str, source: str, *, at: datetime) -> None:
        """The page was confirmed unchanged. Unknown URLs are harmless."""
        del source  # a page is known by its address alone
        with self._database.writing() as connection:
            page = connection.execute(_HOLD_URL, {"url": url}).first()
            if page is None or page.current is None:
                return
            _stands(connection, page, at, at)
            if (newest := mementos.newest(connection, page.id)) is not None:
                mementos.confirm(connection, newest, at)

    def missing(self, url: str, source: str, *, at: datetime, gone: bool) -> bool:
        """The page answered 404, or 410 (`gone`). True when it just became gone. The same answer twice counts once."""
        del source  # a page is known by its address alone
        with self._database.writing() as connection:
            page = connection.execute(_HOLD_URL, {"url": url}).first()
            if (
                page is None
                or page.current is None
                or page.state == PageState.GONE
                or at < page.last_seen
                or _is_known(page, at)
            ):
                return False
            misses = page.misses + 1
            believed = gone or misses >= PATIENCE
            state, gone_at = (PageState.GONE, at) if believed else (PageState.MISSING, None)
            values = {"state": state.value, "gone_at": gone_at, "misses": misses, "missed_at": at}
            connection.execute(_CHANGE, {"this": page.id, **values})
            if believed:
                tell(connection, page.id, _deed(connection, page.id))
                _stir_alike(connection, page.id)
            return believed

    def moved(self, url: str, to: str) -> None:
        """The page answered that it is now at another address, for good. Unknown URLs are harmless."""
        with self._database.writing() as connection:
            moves.note(connection, url, to)

    def page(self, id: str) -> Page:
        """Raises NotFound, Removed."""
        with self._database.reading() as connection:
            row = connection.execute(_BY_ID, {"id": moves.place(connection, id)}).first()
            if row is None:
                raise absent(connection, id, f"there is no page {id}")
        return page_of(row._asdict())

    def by_url(self, url: str) -> Page | None:
        """The page of this canonical URL, or None."""
        with self._database.reading() as connection:
            row = connection.execute(_BY_URL, {"url": url}).first()
            if row is not None and row.current is None:
                row = connection.execute(_BY_ID, {"id": moves.place(connection, row.id)}).first()
        return page_of(row._asdict()) if row else None

    def by_urls(self, urls: Iterable[str]) -> dict[str, Page]:
        """`by_url` of many URLs, in their order; those that have no page are left out."""
        wanted = tuple(dict.fromkeys(urls))
        with self._database.reading() as connection:
            pieces = (wanted[start : start + PIECE] for start in range(0, len(wanted), PIECE))
            known = {row.url for piece in pieces for row in connection.execute(_KNOWN, {"urls": piece})}
        found = ((url, self.by_url(url)) for url in wanted if url in known)
        return {url: page for url, page in found if page}

    def memento(self, page: str, at: datetime | None = None) -> Memento:
        """The newest memento, or the one in force at a moment. Raises NotFound, Removed."""
        with self._database.reading() as connection:
            page = moves.place(connection, page)
            row = mementos.newest(connection, page) if at is None else mementos.at(connection, page, at)
            if row is None or (at is not None and gap(connection, page, at, row.at)):
                raise absent(
                    connection, page, f"page {page} has no memento" + (f" of {at.isoformat()}" if at else ""), at
                )
            return mementos.load(connection, row)

    def timemap(self, page: str) -> tuple[datetime, ...]:
        """When each memento of a page was captured, oldest first."""
        with self._database.reading() as connection:
            page = moves.place(connection, page)
            moments = select(versions.c.at).where(versions.c.page == page).order_by(versions.c.at)
            return tuple(connection.scalars(moments))

    def readings(self, page: str) -> tuple[tuple[datetime, str | None], ...]:
        """When each memento of a page was captured and what it was read by, oldest first."""
        with self._database.reading() as connection:
            return tuple((row.at, row.read_by) for row in connection.execute(_READINGS, {"page": page}))

    def alike(self, page: str) -> tuple[Page, ...]:
        """The other pages of the source that say the same, title and text, and may be found; by id."""
        with self._database.reading() as connection:
            return tuple(page_of(row._asdict()) for row in alike.others(connection, page))

    def all(self, source: str | None = None, *, after: str = "") -> Iterator[Page]:
        """Every page behind the id `after`, by id, in bounded memory."""
        last = after
        while piece := self._after(last, source):
            yield from (page_of(row._asdict()) for row in piece)
            last = piece[-1].id

    def _after(self, id: str, source: str | None) -> list[Row[Any]]:
        wanted = select(pages).where(pages.c.id > id, _STANDS).order_by(pages.c.id).limit(PIECE)
        if source is not None:
            wanted = wanted.where(pages.c.source == source)
        with self._database.reading() as connection:
            return list(connection.execute(wanted).all())

    def counts(self) -> tuple[tuple[str, int, int], ...]:
        """(source, pages, mementos)."""
        joined = pages.outerjoin(versions, versions.c.page == pages.c.id)
        counted = select(pages.c.source, func.count(pages.c.id.distinct()), func.count(versions.c.id))
        with self._database.reading() as connection:
            rows = connection.execute(
                counted.select_from(joined).where(_STANDS).group_by(pages.c.source).order_by(pages.c.source)
            ).all()
        return tuple((source, page_count, count) for source, page_count, count in rows)


def page_of(row: Mapping[str, Any]) -> Page:
    """A page from the columns of `pages` that it is made of."""
    return Page(**{name: row[name] for name in PAGE}, state=PageState(row["state"]))


def _page_row(connection: Connection, memento: Memento, parent: str | None) -> Row[Any]:
    """The page of a memento, made when it is not there."""
    key = {"id": memento.page, "url": memento.url}
    row = connection.execute(_BY_EITHER, key).first()
    if row is None:
        new = {
            **key,
            "source": memento.source,
            "state": PageState.ALIVE.value,
            "first_seen": memento.at,
            "last_seen": memento.seen_at,
            "parent": parent,
            "misses": 0,
        }
        upsert(connection, pages, [new], key=("id",), update=False)
        row = connection.execute(_HOLD, {"id": memento.page}).one()
    elif (row.id, row.url) != (memento.page, memento.url):
        raise ArchiveError(f"page {row.id} of {row.url} cannot also be page {memento.page} of {memento.url}")
    return row


def _is_known(page: Row[Any], missed: datetime) -> bool:
    return page.missed_at is not None and missed <= page.missed_at


def _stands(connection: Connection, page: Row[Any], first: datetime, last: datetime) -> None:
    """The page was there; what is older than its last 404 does not bring it back."""
    values: dict[str, Any] = {"first_seen": min(first, page.first_seen), "last_seen": max(last, page.last_seen)}
    if not _is_known(page, last):
        values |= {"state": PageState.ALIVE.value, "gone_at": None, "misses": 0, "moved_to": None}
    connection.execute(_CHANGE, {"this": page.id, **values})
    returns = page.state == PageState.GONE and values.get("state") == PageState.ALIVE
    if returns or values["first_seen"] < page.first_seen:
        tell(connection, page.id, _deed(connection, page.id))
    if returns or values["first_seen"] < page.first_seen:
        _stir_alike(connection, page.id)


def _deed(connection: Connection, page: str) -> Deed:
    newest = mementos.newest(connection, page)
    return Deed.DROP if newest is not None and not newest.searchable else Deed.PUT


def _stir_alike(connection: Connection, page: str) -> None:
    """Another of the pages that say the same may now be the one to show."""
    if (newest := mementos.newest(connection, page)) is not None:
        alike.stir(connection, page, newest.text_digest)


def _result(connection: Connection, page: str, before: Row[Any] | None, *, written: bool) -> Saved:
    """What a save came to; leaves a change row when what the index shows is no longer the same."""
    after = mementos.newest(connection, page)
    if after is None:
        raise NotFound(f"page {page} has no memento")
    is_same = before is not None and mementos.is_same(before, after)
    if is_same and not written:
        return Saved.UNCHANGED
    tell(connection, page, Deed.PUT if after.searchable else Deed.DROP)
    if is_same:
        return Saved.CHANGED
    connection.execute(_CHANGE, {"this": page, "current": after.id})
    if before is not None and before.text_digest != after.text_digest:
        alike.stir(connection, page, before.text_digest)
    return Saved.NEW if before is None else Saved.CHANGED
