"""Whether the database agrees with itself: its own checks, and what points at what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, and_, func, select, text

from archive.model import Deed
from archive.model.findings import Finding
from archive.store.tables import captures, journal, mementos, pages

MOST = 20
"""So many of a kind are named; the number is of all."""
RESTORE = "Restore the database from a backup."
_INVALID = """
SELECT own.relname FROM pg_index JOIN pg_class AS own ON own.oid = pg_index.indexrelid
WHERE own.relnamespace = current_schema()::regnamespace AND NOT pg_index.indisvalid ORDER BY own.relname
"""
_GUARD = """
SELECT count(*) FROM pg_trigger
WHERE tgrelid = 'audit'::regclass AND tgname = 'audit_no_change' AND tgenabled IN ('O', 'A')
"""
_HELD = captures.alias("held")
_CURRENT = and_(mementos.c.id == pages.c.current, mementos.c.page == pages.c.id)


_LOST = and_(captures.c.refers_to != "", ~select(_HELD.c.seq).where(_HELD.c.id == captures.c.refers_to).exists())
_NEWEST = select(journal.c.page, func.max(journal.c.seq).label("seq")).group_by(journal.c.page).subquery()
_TOLD = (
    select(journal.c.page, journal.c.deed)
    .select_from(journal.join(_NEWEST, journal.c.seq == _NEWEST.c.seq))
    .where(journal.c.deed == Deed.PUT.value)
    .subquery()
)
_FINDABLE = select(pages.c.id).select_from(pages.join(mementos, _CURRENT)).where(mementos.c.searchable).subquery()
CHECKS: tuple[tuple[str, str, Select[Any]], ...] = (
    (
        "a version of it has no capture that the store knows",
        "page",
        select(mementos.c.page).where(
            mementos.c.capture.is_not(None), ~select(captures.c.id).where(captures.c.id == mementos.c.capture).exists()
        ),
    ),
    (
        "a version of it has another digest than its capture",
        "page",
        select(mementos.c.page)
        .join(captures, captures.c.id == mementos.c.capture)
        .where(captures.c.digest != mementos.c.digest),
    ),
    ("a revisit repeats it and it is not there", "capture", select(captures.c.refers_to).where(_LOST)),
    (
        "its newest version is not there",
        "page",
        select(pages.c.id)
        .select_from(pages.outerjoin(mementos, _CURRENT))
        .where(pages.c.current.is_not(None), mementos.c.id.is_(None)),
    ),
    (
        "may be found, and the journal does not say so",
        "page",
        select(_FINDABLE.c.id)
        .select_from(_FINDABLE.outerjoin(_TOLD, _TOLD.c.page == _FINDABLE.c.id))
        .where(_TOLD.c.page.is_(None)),
    ),
    (
        "may not be found, and the journal says that it may",
        "page",
        select(_TOLD.c.page)
        .select_from(_TOLD.outerjoin(_FINDABLE, _TOLD.c.page == _FINDABLE.c.id))
        .where(_FINDABLE.c.id.is_(None)),
    ),
)
"""What is said of it, what it is, and which they are."""


def findings(connection: Connection) -> Iterator[Finding]:
    """Everything that does not agree, within the connection's snapshot."""
    yield from _own(connection) if connection.dialect.name == "sqlite" else _unguarded(connection)
    for what, kind, statement in CHECKS:
        found = connection.execute(statement.limit(MOST + 1)).scalars().all()
        yield from _named(what, kind, sorted(map(str, found)))


def _own(connection: Connection) -> Iterator[Finding]:
    """What SQLite itself finds in its file."""
    for (line,) in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST})"):
        if line != "ok":
            yield Finding(where="the database", what=" ".join(str(line).split()), advice=RESTORE)
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST):
        yield Finding(where=f"row {row[1]} of {row[0]}", what=f"points at no row of {row[2]}", advice=RESTORE)


def _unguarded(connection: Connection) -> Iterator[Finding]:
    """What PostgreSQL keeps no longer as it was made; its rows are its own to check (data checksums, pg_amcheck)."""
    for name in connection.execute(text(_INVALID)).scalars():
        yield Finding(where=f"index {name}", what="is not whole and is not used", advice=f'Run REINDEX INDEX "{name}".')
    if not connection.scalar(text(_GUARD)):
        yield Finding(where="the audit log", what="may be changed: its guard is off", advice=RESTORE)


def _named(what: str, kind: str, found: Sequence[str]) -> Iterator[Finding]:
    for name in found[:MOST]:
        yield Finding(where=f"{kind} {name}", what=what, advice=RESTORE)
    if len(found) > MOST:
        yield Finding(where="the database", what=f"more of that kind: {what}", advice=RESTORE)
