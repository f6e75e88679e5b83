"""PostgreSQL: how it is connected to, what its errors mean, and what it needs that SQLite does not."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from archive.errors import ArchiveError, Busy, ConfigError, DiskFull, HomeMissing, Overtaken, StoreAway
from archive.store.tables import metadata

OLDEST = 14
"""The oldest major version that is served."""
_DRIVER = "postgresql+psycopg"
_WAIT = {"connect_timeout": 10, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""Seconds, and how many silent probes: a server that is gone is found out within a minute."""
FRESH = 1.0
"""Seconds for which a connection that was just used is taken to stand: looking costs as much as a short question."""
_USED = "kommunarkiv-used"
_OPTIONS = "-c lock_timeout={patience} -c idle_in_transaction_session_timeout=600000"
"""Milliseconds; `?options=` in the URL says otherwise."""
# A method's work is durable when it returns, whatever the database is set to.
_DURABLE = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
_CONCERNS = ("schema", "journal", "audit", "people", "removal", "alike", "tips", "round", "events", "acts")
_FIRST = 0x6B61
"""Where our advisory locks begin: others may use the same database."""
_FREED = ("captures", "corrections", "facts", "frontier", "mementos", "pages", "removals", "tips")
_OTHERS = """
SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(:tables)
AND NOT pg_has_role(relowner, 'USAGE') ORDER BY relname
"""
_UNSORTED = """
SELECT table_name, column_name, data_type, character_maximum_length FROM information_schema.columns
WHERE table_schema = current_schema() AND data_type IN ('text', 'character varying')
AND collation_name IS DISTINCT FROM 'C' ORDER BY table_name, column_name
"""


def make_engine(url: URL, *, patience: float) -> Engine:
    """An engine over psycopg 3; `patience` is how many seconds a statement waits for another writer.

    Raises ConfigError without psycopg.
    """
    more: dict[str, Any] = {**_WAIT, "application_name": "kommunarkiv"}
    more["options"] = _OPTIONS.format(patience=int(patience * 1000))
    said = {name: value for name, value in more.items() if name not in url.query}
    try:
        engine = create_engine(
            url.set(drivername=_DRIVER),
            pool_size=5,
            max_overflow=20,
            pool_timeout=patience,
            connect_args=said,
        )
    except ModuleNotFoundError as error:
        raise ConfigError("PostgreSQL needs psycopg: install kommunarkiv[scale]") from error
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_look, engine))
    return engine


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info[_USED] = time.monotonic()


def _look(engine: Engine, connection: Any, record: ConnectionPoolEntry, _: object) -> None:
    """Whether a connection that has rested still stands; the pool takes another for one that does not."""
    if time.monotonic() - record.info.get(_USED, time.monotonic()) < FRESH:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def _set_up(connection: Any, _: object) -> None:
    if unfit := _unfit(connection.info.server_version // 10_000, connection.info.parameter_status("server_encoding")):
        connection.close()
        raise ConfigError(unfit)
    before, connection.autocommit = connection.autocommit, True
    connection.execute(_DURABLE)
    connection.autocommit = before


def _unfit(major: int, encoding: str | None) -> str | None:
    if major < OLDEST:
        return f"the server is PostgreSQL {major}; {OLDEST} or later is needed"
    return None if encoding == "UTF8" else f"the database is encoded in {encoding}; make one with ENCODING 'UTF8'"


def lock(connection: Connection, concern: str, about: str, *, shared: bool = False) -> None:
    """An advisory lock of the transaction; different concerns never share one, different matters hardly ever."""
    take = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    connection.execute(text(f"SELECT {take}(:concern, hashtext(:about))"), _key(concern, about))


def _key(concern: str, about: str) -> dict[str, Any]:
    return {"concern": _CONCERNS.index(concern) + _FIRST, "about": about}


def sort_by_bytes(connection: Connection) -> None:
    """Have all text of our tables ordered as SQLite orders it, whatever the database's language is."""
    for table, column, kind, length in connection.execute(text(_UNSORTED)).all():
        if table in metadata.tables:
            sized = f"varchar({length})" if kind == "character varying" and length else "text"
            connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {sized} COLLATE "C"')


def forget_freed(engine: Engine) -> None:
    """Write the tables that removals take from anew, without their deleted rows; nobody reads a table meanwhile.

    Raises Busy while others use them, ArchiveError for tables that are another's. What was written ahead (WAL), the
    archive of that, replicas and backups are the server's keeper's to let go (docs/beyond.md).
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # PostgreSQL passes over a table of somebody else's with a warning that nobody reads.
        if others := connection.execute(text(_OTHERS), {"tables": list(_FREED)}).scalars().all():
            raise ArchiveError(f"only their owner can write these tables anew: {', '.join(others)}")
        for table in _FREED:
            connection.exec_driver_sql(f'VACUUM (FULL) "{table}"')


def meaning(error: DBAPIError, name: str) -> ArchiveError | None:
    """An error in our words; None for one that is a fault of the program."""
    code = getattr(error.orig, "sqlstate", None)
    said = " ".join(str(error.orig).split())
    if code is None:
        # The driver itself: no server there, one that does not let us in, or one that has hung up.
        is_away = error.connection_invalidated or type(error.orig).__name__ == "OperationalError"
        return StoreAway(f"the database {name} does not answer or does not let us in: {said}") if is_away else None
    for codes, make in _MEANINGS:
        if code in codes or code[:2] in codes:
            return make(name, said)
    return None


_MEANINGS: tuple[tuple[frozenset[str], Callable[[str, str], ArchiveError]], ...] = (
    (
        frozenset({"40P01", "40001"}),
        lambda name, said: Overtaken(f"two writers of {name} stood in each other's way: {said}"),
    ),
    (
        frozenset({"55P03", "57014", "25P03"}),
        lambda name, said: Busy(f"others are writing to {name} and do not come to an end: {said}"),
    ),
    (frozenset({"53100"}), lambda name, _: DiskFull(f"no room to write to {name}; nothing half-written is kept")),
    (
        frozenset({"08", "53", "57P01", "57P02", "57P03", "57P05"}),
        lambda name, said: StoreAway(f"the database {name} does not answer: {said}"),
    ),
    (frozenset({"28"}), lambda name, said: StoreAway(f"the database {name} does not let us in: {said}")),
    (frozenset({"3D000", "3F000"}), lambda name, said: HomeMissing(f"{name} is not there: {said}")),
    (
        frozenset({"25006"}),
        lambda name, _: StoreAway(f"the database {name} can only be read: it is a copy, or set to read only"),
    ),
    (frozenset({"42501"}), lambda name, said: ArchiveError(f"the user of {name} lacks a right: {said}")),
    (frozenset({"XX001", "XX002"}), lambda name, _: ArchiveError(f"{name} is damaged; restore it from a backup")),
)
"""SQLSTATEs and classes of them (PostgreSQL documentation, appendix A); the first that fits is meant."""
