"""Tries in vain as rows; names and addresses stand there as digests: somebody may have typed a password as a name."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, or_, select

from archive.model import Tries
from archive.store.dialect import upsert
from archive.store.people_tables import tries

Key = tuple[str, str]
_KEY = ("kind", "name")


def held(connection: Connection, keys: Sequence[Key]) -> Mapping[Key, Tries]:
    """The rows of some keys, held until the transaction ends: one that is missing is made, so that it can be held."""
    marks = {(kind, _mark(name)): (kind, name) for kind, name in sorted(keys)}
    empty = {"count": 0, "last": _NEVER, "barred": False}
    upsert(connection, tries, [{"kind": kind, "name": mark} | empty for kind, mark in marks], key=_KEY, update=False)
    wanted = or_(*(and_(tries.c.kind == kind, tries.c.name == mark) for kind, mark in marks))
    rows = connection.execute(select(tries).where(wanted).order_by(tries.c.kind, tries.c.name).with_for_update())
    return {
        marks[row["kind"], row["name"]]: Tries(count=row["count"], last=row["last"], barred=row["barred"])
        for row in rows.mappings().all()
        if row["count"]
    }


def save(connection: Connection, said: Mapping[Key, Tries], *, since: datetime, most: int) -> None:
    """Keep these, and no more than `most`."""
    rows = [
        {"kind": kind, "name": _mark(name), "count": each.count, "last": each.last, "barred": each.barred}
        for (kind, name), each in sorted(said.items())
    ]
    upsert(connection, tries, rows, key=_KEY, update=True)
    connection.execute(delete(tries).where(tries.c.last < since))
    if (beyond := (connection.scalar(select(func.count()).select_from(tries)) or 0) - most) > 0:
        oldest = select(tries.c.last).order_by(tries.c.last).offset(beyond - 1).limit(1)
        connection.execute(delete(tries).where(tries.c.last <= oldest.scalar_subquery()))


def forget(connection: Connection, key: Key) -> None:
    """Of a key."""
    connection.execute(delete(tries).where(tries.c.kind == key[0], tries.c.name == _mark(key[1])))


def _mark(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


_NEVER = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
