"""Where the vault keeps what."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, select

from archive.errors import NotFound
from archive.model import Kept
from archive.store.dialect import upsert
from archive.store.engine import Database
from archive.store.tables import captures

PIECE = 500
"""Rows read at a time."""

_EMPTY = hashlib.sha256(b"").hexdigest()


class SqlCaptures:
    """Captures in the order they were kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, kept: Iterable[Kept]) -> None:
        """Saving one again is harmless."""
        rows = [{name: getattr(each, name) for name in _NAMES} for each in kept]
        with self._database.writing() as connection:
            upsert(connection, captures, rows, key=("id",), update=False)

    def of(self, id: str) -> Kept:
        """Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(_OF, {"id": id}).first()
        if row is None:
            raise NotFound(f"there is no capture {id}")
        return _kept(row)

    def last_response(self, url: str) -> Kept | None:
        """The newest good response with a body: a 404 in between is nothing to refer to."""
        with self._database.reading() as connection:
            row = connection.execute(_LAST, {"url": url}).first()
        return _kept(row) if row else None

    def last_responses(self, urls: Iterable[str]) -> dict[str, Kept]:
        """`last_response` of many URLs in one reading; those that have none are left out."""
        with self._database.reading() as connection:
            rows = ((url, connection.execute(_LAST, {"url": url}).first()) for url in urls)
            return {url: _kept(row) for url, row in rows if row}

    def of_url(
        self, url: str, *, start: datetime | None = None, end: datetime | None = None, newest: bool = False
    ) -> Iterator[Kept]:
        """The captures of a URL from `start` to `end` inclusive, oldest or newest first, in bounded memory."""
        wanted = _SELECT.where(captures.c.url == url)
        if start is not None:
            wanted = wanted.where(captures.c.at >= start)
        if end is not None:
            wanted = wanted.where(captures.c.at <= end)
        done = 0
        order = (captures.c.at.desc(), captures.c.seq.desc()) if newest else (captures.c.at, captures.c.seq)
        while True:
            with self._database.reading() as connection:
                piece = list(connection.execute(wanted.order_by(*order).limit(PIECE).offset(done)).all())
            yield from map(_kept, piece)
            done += len(piece)
            if len(piece) < PIECE:
                return

    def related(self, kept: Iterable[Kept]) -> Iterator[Kept]:
        """The captures that refer to one of these or have the same payload, themselves left out; each once."""
        known = {each.id: each for each in kept}
        digests = sorted({each.digest for each in known.values()} - {_EMPTY, ""})
        for column, wanted in ((captures.c.refers_to, sorted(known)), (captures.c.digest, digests)):
            for start in range(0, len(wanted), PIECE):
                for each in self._where(column.in_(wanted[start : start + PIECE])):
                    if each.id not in known:
                        known[each.id] = each
                        yield each

    def _where(self, condition: ColumnElement[bool]) -> list[Kept]:
        with self._database.reading() as connection:
            rows = connection.execute(_SELECT.where(condition).order_by(captures.c.seq)).all()
        return list(map(_kept, rows))

    def all(self) -> Iterator[Kept]:
        """Every capture in the order kept, in bounded memory."""
        last = 0
        while piece := self._after(last):
            yield from map(_kept, piece)
            last = piece[-1].seq

    def _after(self, seq: int) -> list[Row[Any]]:
        with self._database.reading() as connection:
            next_ones = _SELECT.where(captures.c.seq > seq).order_by(captures.c.seq).limit(PIECE)
            return list(connection.execute(next_ones).all())


# Statements are built once: building one costs more than running it.
_SELECT: Select[Any] = select(captures)
_OF = _SELECT.where(captures.c.id == bindparam("id"))
_LAST = (
    _SELECT.where(captures.c.url == bindparam("url"), captures.c.refers_to.is_(None), captures.c.digest != _EMPTY)
    .where(captures.c.status.between(200, 299))
    .order_by(captures.c.at.desc(), captures.c.seq.desc())
    .limit(1)
)
_NAMES = tuple(each.name for each in fields(Kept))


def _kept(row: Row[Any]) -> Kept:
    return Kept(**{name: getattr(row, name) for name in _NAMES})
