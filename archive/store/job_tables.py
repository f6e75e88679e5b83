"""The tables of jobs: what is to be crawled, what people have said to it, and who works."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, UniqueConstraint, text

from archive.store.kinds import Instant, Words
from archive.store.tables import metadata

_WAITING = text("state = 'waiting'")
_BEGUN = text("state IN ('leased', 'aside')")

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Words, nullable=False),
    Column("due", Instant, nullable=False),
    Column("covers", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_by", Words),
    Column("leased_by", Words),
    Column("lease_until", Instant),
    Column("not_before", Instant),
    Column("attempt", Integer, nullable=False),
    Column("deaths", Integer, nullable=False),
    Column("stops", Integer, nullable=False),
    Column("run", Integer),
    Column("begun", Instant),
    Column("ended", Instant),
    Column("error", Words),
    UniqueConstraint("source", "due", name="one_job_per_moment"),
    Index("one_waiting_per_source", "source", unique=True, sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("one_begun_per_source", "source", unique=True, sqlite_where=_BEGUN, postgresql_where=_BEGUN),
    Index("jobs_by_state", "state", "due"),
    sqlite_autoincrement=True,
)

steering = Table(
    "steering",
    metadata,
    Column("source", Words, primary_key=True),
    Column("paused", Instant),
    Column("stops", Integer, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("name", Words, primary_key=True),
    Column("started", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("busy_with", Words),
    Column("left", Instant),
)
