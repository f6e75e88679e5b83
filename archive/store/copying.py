"""One store becomes another, row by row, in whatever databases they are: how `kommunarkiv migrate` moves the rows.

While rows arrive, the version of the target's schema is `MOVING`: no program opens it, on no machine. How far it has
come stands in a table of its own there, written in the transactions of the rows themselves; it goes when all is done.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Connection,
    MetaData,
    RowMapping,
    Select,
    String,
    Table,
    delete,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.exc import IntegrityError

from archive.errors import MigrationRefused
from archive.model import RunState
from archive.store.engine import Database
from archive.store.job_tables import workers
from archive.store.kinds import instant
from archive.store.numbering import last_number, set_last_number
from archive.store.people_tables import logins
from archive.store.runs import LEASE
from archive.store.tables import captures, metadata, runs
from archive.store.versions import HEAD, MOVING, Bring, upgrade, version

BATCH = 500
"""Rows a transaction."""
PASSING = frozenset({logins.name, workers.name})
"""What belongs to running processes and is not moved: who is logged in, which workers live."""
_journal = Table(
    "moving",
    MetaData(),
    Column("part", String(400), primary_key=True),
    Column("last", JSON),
    Column("rows", BigInteger, nullable=False),
    Column("digest", String(64)),
)
_BEGUN = "begun"


@dataclass(frozen=True, kw_only=True)
class TableSum:
    """What a table holds: its rows, and the sum modulo 2^256 of the SHA-256 of each, which no order changes.

    Equal in every database for equal values. It shows accidents; against forgers stand the audit log's chain and the
    digests of the captures.
    """

    name: str
    rows: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Note:
    """How far a part has come: the key of the last row, how many there are, and a digest when it has one."""

    last: Any = None
    rows: int = 0
    digest: str = ""


def copied() -> tuple[Table, ...]:
    """The tables that are moved, in the order of their foreign keys."""
    return tuple(table for table in metadata.sorted_tables if table.name not in PASSING)


def receiver(source: str) -> Bring:
    """What `Database` does when it opens the target of a move from `source`, a name that two runs have in common.

    Raises MigrationRefused when there is something else in it.
    """

    def receive(connection: Connection) -> None:
        if version(connection) != MOVING:
            upgrade(connection)
            _demand_empty(connection)
            _journal.create(connection)
            connection.execute(_journal.insert(), {"part": _BEGUN, "last": source, "rows": 0, "digest": None})
            _set_version(connection, MOVING)
        elif (begun := connection.scalar(select(_journal.c.last).where(_journal.c.part == _BEGUN))) != source:
            raise MigrationRefused(f"a migration from {begun} to here has begun; finish it, or give --anew")

    return receive


def _demand_empty(connection: Connection) -> None:
    for table in metadata.sorted_tables:
        if connection.execute(select(table).limit(1)).first() is not None:
            raise MigrationRefused(f"the database to migrate to is not empty: there are rows in {table.name}")


def _set_version(connection: Connection, said: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :said"), {"said": said})


def emptied(connection: Connection) -> None:
    """What `Database` does when a half-done move is thrown away, for a new one. Raises MigrationRefused on others."""
    if version(connection) != MOVING:
        raise MigrationRefused("no migration to here has begun, so nothing is thrown away: leave --anew out")
    for table in (*reversed(metadata.sorted_tables), _journal):
        table.drop(connection, checkfirst=True)
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


class Target:
    """The database that is moved to, with its journal. One process at a time."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def note_of(self, part: str) -> Note | None:
        """How far a part has come; None when it has not begun."""
        with self.database.reading() as connection:
            row = connection.execute(select(_journal).where(_journal.c.part == part)).mappings().first()
        return None if row is None else _note(row)

    def note(self, part: str, note: Note) -> None:
        """Remember it."""
        with self.database.writing() as connection:
            _keep_note(connection, part, note)

    def notes(self, prefix: str) -> tuple[tuple[str, Note], ...]:
        """Parts whose names begin so, by name, with how far they have come."""
        wanted = select(_journal).where(_journal.c.part.startswith(prefix, autoescape=True)).order_by(_journal.c.part)
        with self.database.reading() as connection:
            rows = connection.execute(wanted).mappings().all()
        return tuple(
            (row["part"], Note(last=row["last"], rows=row["rows"], digest=row["digest"] or "")) for row in rows
        )

    def take(self, source: Database, table: Table, *, told: Callable[[int], None]) -> None:
        """Copy the rows of a table that are not here yet. Raises MigrationRefused when the source changes meanwhile."""
        part = f"table {table.name}"
        note = self.note_of(part) or Note()
        while rows := _rows(source, table, note.last):
            note = Note(last=_key(table, rows[-1]), rows=note.rows + len(rows))
            try:
                with self.database.writing() as connection:
                    connection.execute(table.insert(), rows)
                    _keep_note(connection, part, note)
            except IntegrityError as error:
                raise MigrationRefused(
                    f"rows of {table.name} do not fit: the source was written to meanwhile. Run it again with --anew"
                ) from error
            told(note.rows)
        self._number(source, table)

    def _number(self, source: Database, table: Table) -> None:
        """Go on numbering rows where the source would."""
        with source.reading() as connection:
            last = last_number(connection, table)
        with self.database.writing() as connection:
            set_last_number(connection, table, last)

    def finish(self) -> None:
        """From now on it is an archive's database like any other."""
        with self.database.writing() as connection:
            _journal.drop(connection)
            _set_version(connection, HEAD)


def _note(row: RowMapping) -> Note:
    return Note(last=row["last"], rows=row["rows"], digest=row["digest"] or "")


def _keep_note(connection: Connection, part: str, note: Note) -> None:
    connection.execute(delete(_journal).where(_journal.c.part == part))
    said = {"part": part, "last": note.last, "rows": note.rows, "digest": note.digest or None}
    connection.execute(_journal.insert(), said)


def _rows(source: Database, table: Table, last: list[Any] | None) -> list[dict[str, Any]]:
    """The next rows behind a key, in the source's own order."""
    with source.reading() as connection:
        return [dict(row) for row in connection.execute(_next(table, last)).mappings()]


def _next(table: Table, last: list[Any] | None) -> Select[Any]:
    keys = list(table.primary_key.columns)
    found = select(table).order_by(*keys).limit(BATCH)
    if last is None:
        return found
    return found.where(keys[0] > last[0] if len(keys) == 1 else tuple_(*keys) > tuple_(*last))


def _key(table: Table, row: Mapping[str, Any]) -> list[Any]:
    return [row[column.name] for column in table.primary_key.columns]


def table_sum(database: Database, table: Table) -> TableSum:
    """Read a table through, in bounded memory."""
    rows, total = 0, 0
    with database.reading() as connection:
        for row in connection.execution_options(yield_per=BATCH).execute(select(table)):
            rows += 1
            total += int.from_bytes(hashlib.sha256(_line(row).encode()).digest(), "big")
    return TableSum(name=table.name, rows=rows, digest=f"{total % 2**256:064x}")


def _line(row: Any) -> str:
    return json.dumps(list(row), sort_keys=True, default=_plain)


def _plain(value: object) -> str:
    """The same text for the same value, whatever database it came from."""
    match value:
        case datetime():
            return instant(value)
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
    raise TypeError(f"{type(value).__name__} has no plain form")


def at_work(database: Database, now: datetime) -> frozenset[str]:
    """The workers that have shown signs of life within a lease and not said that they leave."""
    since = now - LEASE
    crawling = select(runs.c.worker).where(runs.c.state == RunState.RUNNING.value, runs.c.beat >= since)
    waiting = select(workers.c.name).where(workers.c.left.is_(None), workers.c.seen >= since)
    with database.reading() as connection:
        return frozenset(connection.scalars(crawling)) | frozenset(connection.scalars(waiting))


def capture_files(database: Database) -> dict[str, str]:
    """Every WARC file that a capture is said to stand in, with the id of one that does."""
    files = select(captures.c.file, func.min(captures.c.id).label("capture")).group_by(captures.c.file)
    with database.reading() as connection:
        return {row.file: row.capture for row in connection.execute(files)}


def counted(database: Database) -> int:
    """How many rows there are to copy."""
    with database.reading() as connection:
        return sum(connection.scalar(select(func.count()).select_from(table)) or 0 for table in copied())


@contextmanager
def opened_database(url: str, *, bring: Bring = upgrade) -> Iterator[Database]:
    """A database, closed afterwards. Raises what `Database` does and what `bring` does."""
    database = Database(url, bring=bring)
    try:
        yield database
    finally:
        database.close()
