"""Which versions of pages a search looks at: today's, those of a day, or all."""

from __future__ import annotations

from index.model import EVER, SHOWN, Query, Schema
from index.plan import Between, Every, Holds, Plan, Without


def scope(query: Query, schema: Schema) -> Plan:
    """The condition that a document is one of the versions asked for; no parts when all are."""
    versions = schema.versions
    if versions is None or query.as_of == EVER:
        return Every(parts=())
    if query.as_of is None:
        return Holds(field=versions.shown, value=SHOWN)
    begun = Between(field=versions.since, low=None, high=query.as_of)
    ended = Between(field=versions.until, low=None, high=query.as_of)
    return Every(parts=(begun, Without(part=ended)))


def collapses(query: Query, schema: Schema) -> bool:
    """Whether several versions of one page may match, and are to be one hit."""
    return schema.versions is not None and query.as_of is not None
