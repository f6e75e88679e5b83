"""The tables of what is kept of runs besides their tallies: notable events, and alerts put aside."""

from __future__ import annotations

from sqlalchemy import Column, Integer, PrimaryKeyConstraint, String, Table

from archive.store.kinds import Instant, Number, Words
from archive.store.tables import metadata

run_events = Table(
    "run_events",
    metadata,
    Column("id", Number, primary_key=True),
    Column("run", Integer, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("detail", Words, nullable=False),
    Column("count", Integer, nullable=False),
    sqlite_autoincrement=True,
)

dismissals = Table(
    "dismissals",
    metadata,
    Column("run", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("who", Words, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("run", "kind"),
)
