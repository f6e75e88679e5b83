"""The tables of removals: the decisions, and what stands in the place of what was removed."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table

from archive.store.kinds import Instant, Words
from archive.store.tables import metadata

removals = Table(
    "removals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String(32), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("body", JSON(none_as_null=True), nullable=False),
    sqlite_autoincrement=True,
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("removal", ForeignKey("removals.id"), nullable=False),
    Column("page", Words, nullable=False),
    Column("at", Instant),
    Column("removed_at", Instant, nullable=False),
    Column("reference", Words, nullable=False),
    Column("url_digest", String(64), nullable=False),
    Column("url", Words),
    Column("digest", Words, nullable=False),
    Index("tombstones_by_page", "page", "at"),
    Index("tombstones_by_url", "url_digest"),
    sqlite_autoincrement=True,
)
