"""The audit log: a chain of acts that is only ever added to. Triggers refuse every change, digests show one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from archive.model import AuditEntry
from archive.store.dialect import alone
from archive.store.engine import Database
from archive.store.kinds import instant
from archive.store.tables import audit

PIECE = 200
"""Rows read at a time."""


class SqlAudit:
    """Acts as rows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(self, entry: AuditEntry) -> AuditEntry:
        """Keep an act; gives it with its number and digest."""
        with self._database.writing() as connection:
            alone(connection, "audit")
            kept = _linked(entry, _last(connection))
            connection.execute(audit.insert(), asdict(kept))
        return kept

    def all(
        self,
        *,
        before: int | None = None,
        who: str = "",
        deed: str = "",
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> Iterator[AuditEntry]:
        """Acts numbered below `before` that answer, newest first, in bounded memory."""
        wanted = _answering(who, deed, start, end).order_by(audit.c.number.desc())
        while rows := self._rows(wanted if before is None else wanted.where(audit.c.number < before)):
            yield from rows
            before = rows[-1].number

    def deeds(self) -> tuple[str, ...]:
        """Every kind of act there is."""
        with self._database.reading() as connection:
            return tuple(connection.scalars(select(audit.c.deed).distinct().order_by(audit.c.deed)))

    def broken(self) -> int | None:
        """The number of the first act that is not as it was when it was kept, or follows a missing one; else None."""
        last: AuditEntry | None = None
        wanted = select(audit).order_by(audit.c.number)
        while rows := self._rows(wanted.where(audit.c.number > (last.number if last else 0))):
            for each in rows:
                if each != _linked(replace(each, number=0, digest=""), last):
                    return each.number
                last = each
        return None

    def _rows(self, wanted: Select[Any]) -> list[AuditEntry]:
        with self._database.reading() as connection:
            return [AuditEntry(**row) for row in connection.execute(wanted.limit(PIECE)).mappings()]


def _answering(who: str, deed: str, start: datetime | None, end: datetime | None) -> Select[Any]:
    wanted = select(audit)
    if who:
        wanted = wanted.where(audit.c.who.icontains(who, autoescape=True))
    if deed:
        wanted = wanted.where(audit.c.deed == deed)
    if start:
        wanted = wanted.where(audit.c.at >= start)
    return wanted.where(audit.c.at <= end) if end else wanted


def _last(connection: Connection) -> AuditEntry | None:
    row = connection.execute(select(audit).order_by(audit.c.number.desc()).limit(1)).mappings().first()
    return AuditEntry(**row) if row else None


def _linked(entry: AuditEntry, last: AuditEntry | None) -> AuditEntry:
    number, before = (last.number + 1, last.digest) if last else (1, "")
    said = [before, number, instant(entry.at), entry.who, entry.address, entry.deed, entry.about, entry.detail]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
    return replace(entry, number=number, digest=digest)
