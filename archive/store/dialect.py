"""The one module that knows how databases differ: connecting, beginning to write, upserts, and what errors mean."""

from __future__ import annotations

import glob
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from archive.errors import ArchiveError, Busy, ConfigError, DiskFull, HomeMissing
from archive.store import postgres

PATIENCE = 30.0
"""Seconds to wait for another writer; `?timeout=` in a SQLite URL says otherwise."""


def make_engine(url: str) -> Engine:
    """An engine whose option `writes` begins transactions that may write."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return postgres.make_engine(parsed, patience=PATIENCE)
    if parsed.get_backend_name() != "sqlite":
        raise ConfigError(f"{parsed.drivername} is no database that is known here; sqlite or postgresql")
    in_memory = parsed.database in {None, "", ":memory:"}
    engine = create_engine(
        parsed,
        poolclass=QueuePool,
        # A database in memory lives in its one connection, which threads then take in turn.
        pool_size=1 if in_memory else 5,
        max_overflow=0 if in_memory else 20,
        pool_timeout=PATIENCE,
        connect_args={"check_same_thread": False, "timeout": float(str(parsed.query.get("timeout", PATIENCE)))},
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    # The driver must not begin transactions by itself: `_begin` does.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: a removed page shall not be readable in the file.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA cache_size = -32768")
    # FULL, not NORMAL: a method's work is durable when it returns, also over a power cut. It costs one fsync (5 ms)
    # a transaction, and a crawl commits a hundred pages at a time.
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: upgrading a reader's snapshot would fail without waiting its turn.
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def writer(engine: Engine) -> Engine:
    """The engine for transactions that may write: each statement reads what is committed when it begins."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(writes=True)
    return engine.execution_options(isolation_level="READ COMMITTED")


def reader(engine: Engine) -> Engine:
    """The engine for transactions that only read: a snapshot, as SQLite's are."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


def prepare(engine: Engine) -> None:
    """Once per opening: SQLite keeps a write-ahead log, so that readers and the writer do not wait for each other."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
        finally:
            raw.close()


def forget_freed(engine: Engine) -> None:
    """Leave nothing readable of deleted rows in the files of the database. Raises Busy while others use them.

    Copies that were kept from before an upgrade hold them too: they go.
    """
    if engine.dialect.name == "postgresql":
        with translated(engine.url.set(query={}).render_as_string(hide_password=True)):
            postgres.forget_freed(engine)
    elif engine.url.database not in {None, "", ":memory:"}:
        _write_anew(engine)


def _write_anew(engine: Engine) -> None:
    path = Path(engine.url.database or "")
    for copy in path.parent.glob(f"{glob.escape(path.name)}.before-*"):
        copy.unlink()
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        (is_busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError as error:
        raise Busy(f"the database could not be written anew: {error}") from error
    finally:
        raw.close()
    if is_busy:
        raise Busy("others are reading the database; its log could not be emptied")


def alone(connection: Connection, concern: str, about: str = "") -> None:
    """Until the transaction ends nobody else is alone with this concern; what is read from now on is the newest.

    SQLite has one writer as it is.
    """
    if connection.dialect.name == "postgresql":
        postgres.lock(connection, concern, about)


def together(connection: Connection, concern: str) -> None:
    """Until the transaction ends nobody is alone with this concern; others may be together with us."""
    if connection.dialect.name == "postgresql":
        postgres.lock(connection, concern, "", shared=True)


def sort_by_bytes(connection: Connection) -> None:
    """Have all our text ordered by its bytes, as SQLite does, whatever language the database speaks."""
    if connection.dialect.name == "postgresql":
        postgres.sort_by_bytes(connection)


def stands_elsewhere(engine: Engine) -> bool:
    """Whether the database has a clock of its own: SQLite is part of this process."""
    return engine.dialect.name != "sqlite"


def moment_of(connection: Connection) -> datetime:
    """The present moment by the database's clock, also in the middle of a transaction; SQLite's is this machine's."""
    if not stands_elsewhere(connection.engine):
        return datetime.now(UTC)
    found: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return found


def upsert(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], *, key: tuple[str, ...], update: bool
) -> int:
    """Insert rows; where `key` stands already, set the other columns (`update`) or leave them.

    Gives how many rows were written.
    """
    if not rows:
        return 0
    make = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in key}
    statement = (
        statement.on_conflict_do_update(index_elements=key, set_=others)
        if update
        else statement.on_conflict_do_nothing(index_elements=key)
    )
    return connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount


@contextmanager
def translated(url: str) -> Iterator[None]:
    """Errors of the database that a person can act on, in our words."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        if said := _meaning(error, url):
            raise said from error
        raise


def _meaning(error: Exception, url: str) -> ArchiveError | None:
    if isinstance(error, DBAPIError) and not isinstance(error.orig, sqlite3.Error):
        return postgres.meaning(error, url)
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return Busy(f"another process is writing to {url} and does not come to an end")
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return DiskFull(f"no room to write to {url}; nothing half-written is kept")
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTADB}:
        return HomeMissing(f"{url} is not an archive's database")
    if code == sqlite3.SQLITE_CORRUPT:
        return ArchiveError(f"{url} is damaged; restore it from a backup")
    return None
