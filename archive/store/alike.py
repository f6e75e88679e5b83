"""Pages of one source whose newest mementos say the same: one text with several addresses."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from archive.model import Deed
from archive.store.tables import changes, mementos, pages

LEAST = 40
"""Characters of text from which two pages that say the same are one text; shorter ones are so by chance."""

_NEWEST = mementos.join(pages, (pages.c.id == mementos.c.page) & (pages.c.current == mementos.c.id))
_OWN = select(pages.c.source, mementos.c.text_digest).select_from(_NEWEST).where(pages.c.id == bindparam("page"))
_SECTIONS = select(mementos.c.sections).select_from(_NEWEST).where(pages.c.id == bindparam("page"))
_OTHERS = (
    select(pages)
    .select_from(_NEWEST)
    .where(mementos.c.text_digest == bindparam("digest"), mementos.c.searchable)
    .where(pages.c.source == bindparam("source"), pages.c.id != bindparam("page"))
    .order_by(pages.c.id)
)
_SAME_SOURCE = select(pages.c.source).where(pages.c.id == bindparam("page"))
_ADD_CHANGE = changes.insert()


def others(connection: Connection, page: str) -> list[Row[Any]]:
    """The rows of the other pages that say what a page says and may be found, by id."""
    own = connection.execute(_OWN, {"page": page}).first()
    return _saying(connection, page, own.source, own.text_digest) if own else []


def stir(connection: Connection, page: str, digest: str) -> None:
    """Have the index look again at the pages that say what a page says, or said: at one, which leads to all."""
    source = connection.scalars(_SAME_SOURCE, {"page": page}).one()
    for row in _saying(connection, page, source, digest)[:1]:
        connection.execute(_ADD_CHANGE, {"page": row.id, "deed": Deed.PUT.value})


def _saying(connection: Connection, page: str, source: str, digest: str) -> list[Row[Any]]:
    rows = list(connection.execute(_OTHERS, {"page": page, "source": source, "digest": digest}))
    return rows if rows and _is_long(connection, rows[0].id) else []


def _is_long(connection: Connection, page: str) -> bool:
    """Asked of one page only: those that say the same are as long."""
    sections = connection.scalars(_SECTIONS, {"page": page}).one()
    return sum(len(section.get("text", "")) + 1 for section in sections) > LEAST
