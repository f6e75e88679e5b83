"""What stands in the place of what was removed: asked by page and by address, inside a transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from archive.errors import NotFound, Removed
from archive.model import Tombstone
from archive.store.removal_tables import tombstones
from crawler.model import Capture, Step

PIECE = 500
"""Addresses asked about at a time."""

_NAMES = tuple(each.name for each in fields(Tombstone))
_ANY = select(tombstones.c.id).limit(1)
_OF_PAGE = select(tombstones).where(tombstones.c.page == bindparam("page")).order_by(tombstones.c.at)
_OF_URLS = select(tombstones).where(tombstones.c.url_digest.in_(bindparam("digests", expanding=True)))


def url_digest(url: str) -> str:
    """What an address is known by when it may not be kept."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()


def tombstone_of(row: Row[Any]) -> Tombstone:
    """A tombstone from its row."""
    return Tombstone(**{name: getattr(row, name) for name in _NAMES})


def of_page(connection: Connection, page: str) -> tuple[Tombstone, ...]:
    """Those of a page: its own first, then those of its versions, oldest first."""
    found = map(tombstone_of, connection.execute(_OF_PAGE, {"page": page}))
    return tuple(sorted(found, key=lambda each: (each.at is not None, each.at or each.removed_at)))


def of_urls(connection: Connection, urls: Iterable[str]) -> tuple[Tombstone, ...]:
    """Those of these addresses, then those of versions that stood there.

    Costs next to nothing where nothing was removed.
    """
    if connection.execute(_ANY).first() is None:
        return ()
    digests = sorted({url_digest(url) for url in urls})
    found: list[Tombstone] = []
    for start in range(0, len(digests), PIECE):
        rows = connection.execute(_OF_URLS, {"digests": digests[start : start + PIECE]})
        found += map(tombstone_of, rows)
    return tuple(sorted(found, key=lambda each: each.at is not None))


def bars(stone: Tombstone, step: Step) -> bool:
    """Whether what a step brought is the removed page, or the very content of the removed version."""
    visit = step.visit
    if stone.url_digest not in {url_digest(step.target.url), url_digest(getattr(visit, "url", ""))}:
        return False
    if stone.at is None:
        return True
    return isinstance(visit, Capture) and visit.digest == stone.digest and visit.at <= stone.removed_at


def absent(connection: Connection, page: str, words: str, at: datetime | None = None) -> NotFound:
    """Why a page or the version of a moment is not there: Removed when a decision took it away."""
    found = [each for each in of_page(connection, page) if each.at is None or (at is not None and each.at <= at)]
    return Removed(words, tombstone=found[0]) if found else NotFound(words)


def leave(connection: Connection, stone: Tombstone) -> None:
    """Let it stand, unless the page or version has one."""
    if not any(each.at == stone.at for each in of_page(connection, stone.page)):
        connection.execute(tombstones.insert(), {name: getattr(stone, name) for name in _NAMES})


def gap(connection: Connection, page: str, moment: datetime, held: datetime | None) -> Tombstone | None:
    """The tombstone of the version that was in force at a moment, when that was removed; `held` is the one found."""
    found = [each for each in of_page(connection, page) if each.at is not None and each.at <= moment]
    last = found[-1] if found else None
    return last if last and last.at and (held is None or held < last.at) else None
