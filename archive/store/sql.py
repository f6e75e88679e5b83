"""The store in a SQL database: SQLite by default."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from archive.errors import ArchiveError
from archive.model.findings import Finding
from archive.store import soundness, tables
from archive.store.audit import SqlAudit
from archive.store.captures import SqlCaptures
from archive.store.changes import SqlChanges
from archive.store.corrections import SqlCorrections
from archive.store.dialect import alone as be_alone
from archive.store.dialect import moment_of, stands_elsewhere
from archive.store.engine import Database
from archive.store.frontier import SqlFrontier
from archive.store.handouts import SqlHandouts
from archive.store.history import SqlHistory
from archive.store.jobs import SqlJobs
from archive.store.journal import SqlJournal
from archive.store.ledger import SqlLedger
from archive.store.matters import SqlMatters
from archive.store.pages import SqlPages
from archive.store.people import SqlPeople
from archive.store.removals import SqlRemovals
from archive.store.runs import SqlRuns
from archive.store.sources import SqlSources
from archive.store.tips import SqlTips
from archive.store.troubles import SqlTroubles
from archive.store.versions import Bring, upgrade
from archive.store.workers import SqlWorkers


class SqlStore:
    """The facade: one object per concern, all on one database. Threads may share it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.sources = SqlSources(database)
        self.frontier = SqlFrontier(database)
        self.captures = SqlCaptures(database)
        self.pages = SqlPages(database)
        self.changes = SqlChanges(database)
        self.journal = SqlJournal(database)
        self.ledger = SqlLedger(database)
        self.matters = SqlMatters(database)
        self.corrections = SqlCorrections(database)
        self.handouts = SqlHandouts(database)
        self.audit = SqlAudit(database)
        self.people = SqlPeople(database)
        self.removals = SqlRemovals(database)
        self.tips = SqlTips(database)
        self.runs = SqlRuns(database)
        self.jobs = SqlJobs(database)
        self.workers = SqlWorkers(database)
        self.troubles = SqlTroubles(database)
        self.history = SqlHistory(database)

    @contextmanager
    def transaction(self, *, alone: bool = True) -> Iterator[None]:
        """Calls of this thread inside it are one transaction: all of them or, when it raises, none."""
        with self._database.writing() as connection:
            if alone:
                be_alone(connection, "acts")
            yield

    def clock(self) -> Callable[[], datetime] | None:
        """What reads the database's clock, where it is another machine's; None where it is this one's."""
        return self._moment if stands_elsewhere(self._database.engine) else None

    def _moment(self) -> datetime:
        with self._database.reading() as connection:
            return moment_of(connection)

    def is_readable(self) -> bool:
        """Whether the database answers."""
        try:
            with self._database.reading() as connection:
                connection.execute(select(tables.sources.c.name).limit(1)).all()
        except (ArchiveError, SQLAlchemyError):
            return False
        return True

    def findings(self) -> tuple[Finding, ...]:
        """What in the database does not agree with itself; for `verify`."""
        with self._database.reading() as connection:
            return tuple(soundness.findings(connection))

    def close(self) -> None:
        """Let go of connections. Harmless twice."""
        self._database.close()


def open_store(url: str, *, bring: Bring = upgrade) -> SqlStore:
    """The store at a database URL ("sqlite:///path", "sqlite://" in memory), made or brought up to date by `bring`.

    "postgresql://user@host/name" over psycopg 3, whose parameters (`sslmode` and others) may follow. Raises HomeTooNew,
    HomeMissing when it is not a database of ours, Unfinished when another archive is being moved to it, Busy, DiskFull,
    StoreAway, ConfigError.
    """
    return SqlStore(Database(url, bring=bring))
