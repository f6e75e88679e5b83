"""The numbers that tables give their rows: each is given once, also after the row that had it is gone."""

from __future__ import annotations

from sqlalchemy import Connection, Table, func, select, text

from archive.store.engine import Database
from archive.store.tables import audit, metadata


def is_numbered(table: Table) -> bool:
    """Whether the database numbers its rows."""
    return bool(table.dialect_options["sqlite"]["autoincrement"])


def last_number(connection: Connection, table: Table) -> int:
    """The last number given; 0 for none and for tables that give none."""
    if not is_numbered(table):
        return 0
    if connection.dialect.name == "sqlite":
        found = connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table.name})
        return int(found.scalar() or 0)
    name = _sequence(connection, table)
    last, is_given = connection.execute(text(f"SELECT last_value, is_called FROM {name}")).one()  # noqa: S608 # nosec B608
    return int(last) if is_given else 0


def set_last_number(connection: Connection, table: Table, last: int) -> None:
    """The next row gets the number behind this one. Harmless for tables that give none, and for 0."""
    if not last or not is_numbered(table):
        return
    if connection.dialect.name == "sqlite":
        said = {"name": table.name, "last": last}
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), said)
        connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), said)
        return
    connection.execute(text("SELECT setval(:name, :last)"), {"name": _sequence(connection, table), "last": last})


def marks(database: Database) -> dict[str, int]:
    """The last number of every table: what has changed when something was crawled, done by a person or removed."""
    with database.reading() as connection:
        found = {table.name: last_number(connection, table) for table in metadata.sorted_tables if is_numbered(table)}
        return found | {audit.name: connection.scalar(select(func.max(audit.c.number))) or 0}


def _sequence(connection: Connection, table: Table) -> str:
    """The name of PostgreSQL's sequence behind a table's key, quoted as SQL needs it."""
    (key,) = table.primary_key.columns
    said = {"table": table.name, "key": key.name}
    return str(connection.execute(text("SELECT pg_get_serial_sequence(:table, :key)"), said).scalar_one())
