"""Signs of life as rows, one a worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from archive.model import Worker
from archive.store.engine import Database
from archive.store.job_tables import workers

FORGOTTEN = timedelta(days=30)
MOST = 100


class SqlWorkers:
    """Workers as rows; a process keeps its row for as long as it lives."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def beat(self, name: str, *, now: datetime, busy_with: str | None = None) -> None:
        """The worker lives. Those not heard of for thirty days are forgotten."""
        lives = {"seen": now, "busy_with": busy_with, "left": None}
        with self._database.writing() as connection:
            connection.execute(delete(workers).where(workers.c.seen < now - FORGOTTEN))
            known = update(workers).where(workers.c.name == name, workers.c.left.is_(None))
            if not connection.execute(known.values(lives)).rowcount:
                connection.execute(delete(workers).where(workers.c.name == name))
                connection.execute(workers.insert(), {"name": name, "started": now} | lives)

    def leave(self, name: str, *, now: datetime) -> None:
        """It ends, and nobody need worry."""
        with self._database.writing() as connection:
            gone = update(workers).where(workers.c.name == name)
            connection.execute(gone.values(seen=now, left=now, busy_with=None))

    def all(self) -> tuple[Worker, ...]:
        """Last heard of first, at most a hundred."""
        newest = select(workers).order_by(workers.c.seen.desc(), workers.c.name).limit(MOST)
        with self._database.reading() as connection:
            return tuple(Worker(**row) for row in connection.execute(newest).mappings())
