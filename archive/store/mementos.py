"""Mementos and their facts inside a transaction: what `pages` is made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select, update

from archive.model import Cut, Memento, Section
from archive.store.codec import digest, fact_of, fact_row, made, plain
from archive.store.tables import facts, mementos

Head = Row[*tuple[Any, ...]]
"""The short columns of a memento."""

_HEAD = select(
    mementos.c.id,
    mementos.c.page,
    mementos.c.at,
    mementos.c.seen_at,
    mementos.c.text_digest,
    mementos.c.facts_digest,
    mementos.c.searchable,
)
# Statements are built once: building one costs more than running it.
_OF_PAGE = _HEAD.where(mementos.c.page == bindparam("page"))
_NEWEST = _OF_PAGE.order_by(mementos.c.at.desc()).limit(1)
_OLDEST = _OF_PAGE.order_by(mementos.c.at).limit(1)
_IN_FORCE = _NEWEST.where(mementos.c.at <= bindparam("moment", type_=mementos.c.at.type))
_ADD = mementos.insert().returning(mementos.c.id)
_CHANGE = update(mementos).where(mementos.c.id == bindparam("this"))
_WHOLE = select(mementos).where(mementos.c.id == bindparam("this"))
_ADD_FACTS = facts.insert()
_DROP_FACTS = delete(facts).where(facts.c.memento == bindparam("this"))
_FACTS = select(facts).where(facts.c.memento == bindparam("this")).order_by(facts.c.id)


def newest(connection: Connection, page: str) -> Head | None:
    """The head of the newest memento of a page."""
    return connection.execute(_NEWEST, {"page": page}).first()


def at(connection: Connection, page: str, moment: datetime) -> Head | None:
    """The head of the memento in force at a moment."""
    return connection.execute(_IN_FORCE, {"page": page, "moment": moment}).first()


def is_same(one: Head, other: Head) -> bool:
    """True when the index would show the same."""
    return bool(one.text_digest == other.text_digest and one.facts_digest == other.facts_digest) and (
        one.searchable == other.searchable
    )


def confirm(connection: Connection, head: Head, moment: datetime) -> None:
    """The content was still there."""
    if moment > head.seen_at:
        connection.execute(_CHANGE, {"this": head.id, "seen_at": moment})


def keep(connection: Connection, memento: Memento) -> bool:
    """Add a memento, or confirm the one that says the same. True when more than `seen_at` was written."""
    rows = [fact_row(each) for each in memento.facts]
    content = (memento.text_digest, digest(rows))
    near = at(connection, memento.page, memento.at)
    if near is not None and (near.text_digest, near.facts_digest) == content:
        confirm(connection, near, memento.seen_at)
        return _make_searchable(connection, near, searchable=memento.searchable)
    if near is not None and near.at == memento.at:
        return rewrite(connection, near, memento)
    if near is None and _begins_so(connection, memento.page, content):
        return False
    number = connection.scalars(_ADD, _columns(memento) | {"facts_digest": content[1]}).one()
    _insert_facts(connection, number, rows)
    return True


def _make_searchable(connection: Connection, head: Head, *, searchable: bool) -> bool:
    if head.searchable == searchable:
        return False
    connection.execute(_CHANGE, {"this": head.id, "searchable": searchable})
    return True


def _begins_so(connection: Connection, page: str, content: tuple[str, str]) -> bool:
    """True when the page's oldest memento has this content: an older sighting of it is no new memento."""
    oldest = connection.execute(_OLDEST, {"page": page}).first()
    return oldest is not None and (oldest.text_digest, oldest.facts_digest) == content


def _insert_facts(connection: Connection, id: int, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(_ADD_FACTS, [{**row, "memento": id} for row in rows])


def rewrite(connection: Connection, head: Head, memento: Memento) -> bool:
    """Put a memento in the place of another; `seen_at` never moves back. True when what the index shows changed."""
    rows = [fact_row(each) for each in memento.facts]
    columns = _columns(memento) | {"facts_digest": digest(rows), "seen_at": max(head.seen_at, memento.seen_at)}
    connection.execute(_CHANGE, {"this": head.id, **columns})
    if head.facts_digest != columns["facts_digest"]:
        connection.execute(_DROP_FACTS, {"this": head.id})
        _insert_facts(connection, head.id, rows)
    return any(getattr(head, name) != columns[name] for name in ("text_digest", "facts_digest", "searchable"))


_SIMPLE = tuple(
    column.name
    for column in mementos.columns
    if column.name not in {"id", "facts_digest", "warnings", "sections", "cuts"}
)


def _columns(memento: Memento) -> dict[str, Any]:
    columns = {name: getattr(memento, name) for name in _SIMPLE}
    return columns | {
        "warnings": list(memento.warnings),
        "sections": plain(memento.sections),
        "cuts": plain(memento.cuts),
    }


def load(connection: Connection, head: Head) -> Memento:
    """The whole memento of a head."""
    row = connection.execute(_WHOLE, {"this": head.id}).one()
    found = connection.execute(_FACTS, {"this": head.id})
    return Memento(
        **{name: getattr(row, name) for name in _SIMPLE},
        warnings=tuple(row.warnings),
        sections=made(tuple[Section, ...], row.sections),
        cuts=made(tuple[Cut, ...], row.cuts),
        facts=tuple(fact_of(each._asdict()) for each in found),
    )
