"""Column kinds that keep what Python holds, the same way in every database."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Dialect, Integer, String, Text
from sqlalchemy.types import TypeDecorator

Number = BigInteger().with_variant(Integer(), "sqlite")
"""A number of 64 bits that the database gives; SQLite counts only in what is called INTEGER, which has as many."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """The text with NUL and lone surrogates, which databases refuse, as U+FFFD; offsets into it stay true."""
    return _UNSTORABLE.sub("\ufffd", text)


class Words(TypeDecorator[str]):
    """Text of any length from anywhere."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Make it storable."""
        return None if value is None else storable(value)


class Instant(TypeDecorator[datetime]):
    """A moment as ISO 8601 text in UTC, of one width, so that text order is time order."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> str | None:
        """Raises ValueError for a moment without a time zone."""
        return None if value is None else instant(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        return None if value is None else datetime.fromisoformat(value)


def instant(value: datetime) -> str:
    """A moment as it is stored. Raises ValueError for one without a time zone."""
    if value.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {value.isoformat()}")
    return value.astimezone(UTC).isoformat(timespec="microseconds")
