"""Connections and transactions: one transaction per call, or the one the thread already stands in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from archive.store.dialect import make_engine, prepare, translated
from archive.store.versions import upgrade


class Database:
    """An open database. Threads may share it; each has its own connection while it works."""

    def __init__(self, url: str, *, bring: Callable[[Connection], None] = upgrade) -> None:
        """Open it, made or brought up to date by `bring` when needed.

        Raises HomeTooNew, HomeMissing, Unfinished, Busy, DiskFull.
        """
        self._engine: Engine = make_engine(url)
        self._writer = self._engine.execution_options(writes=True)
        self._name = self._engine.url.render_as_string(hide_password=True)
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
        """A transaction that may write; joins the one this thread is in. Raises Busy, DiskFull."""
        if (joined := self._joined()) is not None:
            yield joined
            return
        with translated(self._name), self._writer.begin() as connection:
            self._mine.connection = connection
            try:
                yield connection
            finally:
                self._mine.connection = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot to read; inside `writing`, what was written there. Never hold it while calling out."""
        if (joined := self._joined()) is not None:
            yield joined
            return
        with translated(self._name), self._engine.connect() as connection:
            yield connection

    @property
    def engine(self) -> Engine:
        """For what no transaction can do."""
        return self._engine

    def _joined(self) -> Connection | None:
        return getattr(self._mine, "connection", None)

    def close(self) -> None:
        """Let go of connections. Harmless twice."""
        self._engine.dispose()
