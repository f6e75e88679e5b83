"""The audit log: a chain of acts that is only ever added to. Triggers refuse every change, digests show one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace

from sqlalchemy import Connection, select

from archive.model import AuditEntry
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
            kept = _linked(entry, _last(connection))
            connection.execute(audit.insert(), asdict(kept))
        return kept

    def all(self, *, before: int | None = None) -> Iterator[AuditEntry]:
        """Acts numbered below `before`, newest first, in bounded memory."""
        while rows := self._rows(before):
            yield from rows
            before = rows[-1].number

    def broken(self) -> int | None:
        """The number of the first act that is not as it was when it was kept, or follows a missing one; else None."""
        last = None
        for each in reversed(tuple(self.all())):
            if each != _linked(replace(each, number=0, digest=""), last):
                return each.number
            last = each
        return None

    def _rows(self, before: int | None) -> list[AuditEntry]:
        wanted = select(audit).order_by(audit.c.number.desc()).limit(PIECE)
        if before is not None:
            wanted = wanted.where(audit.c.number < before)
        with self._database.reading() as connection:
            return [AuditEntry(**row) for row in connection.execute(wanted).mappings()]


def _last(connection: Connection) -> AuditEntry | None:
    row = connection.execute(select(audit).order_by(audit.c.number.desc()).limit(1)).mappings().first()
    return AuditEntry(**row) if row else None


def _linked(entry: AuditEntry, last: AuditEntry | None) -> AuditEntry:
    number, before = (last.number + 1, last.digest) if last else (1, "")
    said = [before, number, instant(entry.at), entry.who, entry.address, entry.deed, entry.about, entry.detail]
    digest = hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()
    return replace(entry, number=number, digest=digest)
