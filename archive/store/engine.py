"""Connections and transactions: one transaction per call, or the one the thread already stands in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from archive.store.dialect import make_engine, prepare, reader, translated, writer
from archive.store.telling import forget, write_down
from archive.store.versions import Bring, upgrade


class Database:
    """An open database. Threads may share it; each has its own connection while it works."""

    def __init__(self, url: str, *, bring: Bring = upgrade) -> None:
        """Open it, made or brought up to date by `bring` when needed.

        Raises HomeTooNew, HomeMissing, Unfinished, Busy, DiskFull, StoreAway; ConfigError for a database that is none
        of ours or lacks its driver.
        """
        self._engine: Engine = make_engine(url)
        self._writer = writer(self._engine)
        self._reader = reader(self._engine)
        self._name = self._engine.url.set(query={}).render_as_string(hide_password=True)
        self._mine = threading.local()
        try:
            with translated(self._name):
                prepare(self._engine)
            with self.writing() as connection:
                bring(connection)
        except BaseException:
            self._engine.dispose()
            raise

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write; joins the one this thread is in. Raises Busy, DiskFull, StoreAway."""
        if (joined := self._joined()) is not None:
            yield joined
            return
        with translated(self._name), self._writer.begin() as connection:
            self._mine.connection = connection
            forget(connection)
            try:
                yield connection
                write_down(connection)
            finally:
                self._mine.connection = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot to read; inside `writing`, what was written there. Never hold it while calling out."""
        if (joined := self._joined()) is not None:
            yield joined
            return
        with translated(self._name), self._reader.connect() as connection:
            yield connection

    @property
    def is_writing(self) -> bool:
        """Whether this thread stands in a transaction that may write."""
        return self._joined() is not None

    @property
    def engine(self) -> Engine:
        """For what no transaction can do."""
        return self._engine

    def _joined(self) -> Connection | None:
        return getattr(self._mine, "connection", None)

    def close(self) -> None:
        """Let go of connections. Harmless twice."""
        self._engine.dispose()
