"""The tables. Times are UTC text of one width, days are dates, lists are JSON; migrations/ makes them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    text,
)

from archive.store.kinds import Instant, Number, Words

metadata = MetaData()


def _json(name: str) -> Column[object]:
    return Column(name, JSON(none_as_null=True))


sources = Table(
    "sources",
    metadata,
    Column("name", Words, primary_key=True),
    Column("body", JSON(none_as_null=True), nullable=False),
)

site_models = Table(
    "site_models",
    metadata,
    Column("id", Number, primary_key=True),
    Column("source", Words, nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("model", Words, nullable=False),
    sqlite_autoincrement=True,
)

rounds = Table(
    "rounds",
    metadata,
    Column("source", Words, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("started", Instant, nullable=False),
)

frontier = Table(
    "frontier",
    metadata,
    Column("id", Number, primary_key=True),
    Column("source", Words, nullable=False),
    Column("url", Words, nullable=False),
    Column("ask", String(16), nullable=False),
    Column("via", String(16), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("round", Integer, nullable=False),
    Column("depth", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("retry_at", Instant),
    Column("asked_at", Instant),
    Column("cause", Words),
    Column("detail", Words),
    Column("parent", Words),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("digest", Words),
    Column("lastmod", Instant),
    Column("checked_at", Instant),
    Column("changed_at", Instant),
    Column("due_at", Instant),
    Column("missed_at", Instant),
    Column("listed_in", Words),
    UniqueConstraint("source", "url", name="one_row_per_url"),
    Index("frontier_next", "source", "state", "rank", "id"),
    Index("frontier_by_parent", "source", "parent"),
    Index("frontier_by_listing", "source", "listed_in"),
    sqlite_autoincrement=True,
)

hosts = Table(
    "hosts",
    metadata,
    Column("name", Words, primary_key=True),
    Column("asked_at", Instant),
    Column("paused_until", Instant),
    Column("robots", LargeBinary),
    Column("robots_status", Integer),
    Column("robots_at", Instant),
    Column("held_by", Words),
    Column("held_until", Instant),
    Column("absent", Words),
)

captures = Table(
    "captures",
    metadata,
    Column("seq", Number, primary_key=True),
    Column("id", Words, nullable=False, unique=True),
    Column("url", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("status", Integer, nullable=False),
    Column("digest", Words, nullable=False),
    Column("file", Words, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("length", BigInteger, nullable=False),
    Column("media_type", Words, nullable=False),
    Column("refers_to", Words),
    Index("captures_by_url", "url", "at"),
    sqlite_autoincrement=True,
)

pages = Table(
    "pages",
    metadata,
    Column("id", Words, primary_key=True),
    Column("url", Words, nullable=False, unique=True),
    Column("source", Words, nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("gone_at", Instant),
    Column("parent", Words),
    Column("misses", Integer, nullable=False),
    Column("missed_at", Instant),
    Column("current", Number),
    Column("moved_to", Words, index=True),
    Index("pages_by_current", "current"),
)

mementos = Table(
    "mementos",
    metadata,
    Column("id", Number, primary_key=True),
    Column("page", ForeignKey("pages.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("url", Words, nullable=False),
    Column("source", Words, nullable=False),
    Column("digest", Words, nullable=False),
    Column("text_digest", Words, nullable=False),
    Column("facts_digest", String(64), nullable=False),
    Column("searchable", Boolean, nullable=False),
    Column("capture", Words),
    Column("media_type", Words, nullable=False),
    Column("language", Words),
    Column("title", Words, nullable=False),
    _json("warnings"),
    _json("sections"),
    _json("cuts"),
    Column("read_by", Words),
    UniqueConstraint("page", "at", name="one_memento_per_moment"),
    Index("mementos_by_text", "text_digest"),
    sqlite_autoincrement=True,
)

facts = Table(
    "facts",
    metadata,
    Column("id", Number, primary_key=True),
    Column("memento", ForeignKey("mementos.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("facet", String(16), nullable=False),
    Column("kind", Words),
    Column("value", Words),
    Column("number", Float(53)),
    Column("day", Date),
    Column("unit", Words),
    Column("evidence", Words),
    Column("rule", Words),
    Column("part", String(16)),
    Column("start", Integer),
    Column("end", Integer),
    Column("certainty", String(16)),
    _json("detail"),
    Index("facts_by_day", "facet", "day", "id"),
    sqlite_autoincrement=True,
)

changes = Table(
    "changes",
    metadata,
    Column("id", Number, primary_key=True),
    Column("page", Words, nullable=False),
    Column("deed", String(8), nullable=False),
    sqlite_autoincrement=True,
)

journal = Table(
    "journal",
    metadata,
    Column("seq", Number, primary_key=True),
    Column("page", Words, nullable=False),
    Column("deed", String(8), nullable=False),
    Column("at", Instant, nullable=False),
    Index("journal_by_page", "page", "seq"),
    sqlite_autoincrement=True,
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Words, nullable=False, index=True),
    Column("page", Words),
    Column("kind", String(16), nullable=False),
    Column("text", Words, nullable=False),
    Column("facet", Words, nullable=False),
    Column("value", Words, nullable=False),
    Column("who", Words, nullable=False),
    Column("at", Instant, nullable=False),
    Column("comment", Words, nullable=False),
    _json("changes"),
    sqlite_autoincrement=True,
)

undoings = Table(
    "undoings",
    metadata,
    Column("correction", ForeignKey("corrections.id"), primary_key=True),
    Column("who", Words, nullable=False),
    Column("at", Instant, nullable=False),
)

handouts = Table(
    "handouts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("who", Words, nullable=False),
    Column("to_whom", Words, nullable=False),
    Column("reference", Words, nullable=False),
    Column("question", Words, nullable=False),
    Column("captures", Boolean, nullable=False),
    _json("versions"),
    Column("digest", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("files", Integer, nullable=False),
    sqlite_autoincrement=True,
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("who", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("deed", Words, nullable=False),
    Column("about", Words, nullable=False),
    Column("detail", Words, nullable=False),
    Column("digest", String(64), nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", Words, nullable=False),
    Column("worker", Words, nullable=False),
    Column("state", String(16), nullable=False),
    Column("started", Instant, nullable=False),
    Column("beat", Instant, nullable=False),
    Column("ended", Instant),
    Column("tally", JSON(none_as_null=True), nullable=False),
    Column("error", Words),
    _json("alerts"),
    Index(
        "one_running_per_source",
        "source",
        unique=True,
        sqlite_where=text("state = 'running'"),
        postgresql_where=text("state = 'running'"),
    ),
    sqlite_autoincrement=True,
)
