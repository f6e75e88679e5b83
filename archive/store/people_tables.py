"""The tables of those who may log in."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Integer, String, Table

from archive.store.kinds import Instant, Words
from archive.store.tables import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("name", Words, primary_key=True),
    Column("shown", Words, nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("password", Words, nullable=False),
    Column("subject", Words, nullable=False, index=True),
    Column("enabled", Boolean, nullable=False),
    Column("seen_at", Instant),
    Column("sources", JSON, nullable=False, server_default="[]"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("account", Words, nullable=False, unique=True),
    Column("ends", Instant, nullable=False),
)

logins = Table(
    "logins",
    metadata,
    Column("mark", String(64), primary_key=True),
    Column("account", Words, nullable=False, index=True),
    Column("token", Words, nullable=False),
    Column("began", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("address", Words, nullable=False),
    Column("agent", Words, nullable=False),
)

tries = Table(
    "tries",
    metadata,
    Column("kind", String(16), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last", Instant, nullable=False, index=True),
    Column("barred", Boolean, nullable=False),
)
