"""Pages of one source whose newest mementos say the same: one text with several addresses."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from archive.model import Deed
from archive.store.dialect import alone
from archive.store.tables import mementos, pages
from archive.store.telling import tell

LEAST = 40
"""Characters of text from which two pages that say the same are one text; shorter ones are so by chance."""

_NEWEST = mementos.join(pages, (pages.c.id == mementos.c.page) & (pages.c.current == mementos.c.id))
_OWN = select(pages.c.source, mementos.c.text_digest).select_from(_NEWEST).where(pages.c.id == bindparam("page"))
_SECTIONS = select(mementos.c.sections).select_from(_NEWEST).where(pages.c.id == bindparam("page"))
# The source is compared as a computed value: bare, SQLite would look through all pages of the source for the digest.
_OTHERS = (
    select(pages)
    .select_from(_NEWEST)
    .where(mementos.c.text_digest == bindparam("digest"), mementos.c.searchable)
    .where(pages.c.source.concat("") == bindparam("source"), pages.c.id != bindparam("page"))
)
_ALL_OTHERS = _OTHERS.order_by(pages.c.id)
_ANY_OTHER = _OTHERS.limit(1)
_SAME_SOURCE = select(pages.c.source).where(pages.c.id == bindparam("page"))


def others(connection: Connection, page: str) -> list[Row[Any]]:
    """The rows of the other pages that say what a page says and may be found, by id."""
    own = connection.execute(_OWN, {"page": page}).first()
    if own is None:
        return []
    said = {"page": page, "source": own.source, "digest": own.text_digest}
    rows = list(connection.execute(_ALL_OTHERS, said))
    return rows if rows and _is_long(connection, page) else []


def stir(connection: Connection, page: str, digest: str) -> None:
    """Have the index look again at the pages that say what a page says, or said: at one, which leads to all."""
    source = connection.scalars(_SAME_SOURCE, {"page": page}).one()
    # Of two that leave at the same moment each would else be sent to look at the other, and the third at nobody.
    alone(connection, "alike", f"{source} {digest}")
    other = connection.execute(_ANY_OTHER, {"page": page, "source": source, "digest": digest}).first()
    if other is not None and _is_long(connection, other.id):
        tell(connection, other.id, Deed.PUT)


def _is_long(connection: Connection, page: str) -> bool:
    """Asked of one page only: those that say the same are as long."""
    sections = connection.scalars(_SECTIONS, {"page": page}).one()
    return sum(len(section.get("text", "")) + 1 for section in sections) > LEAST
