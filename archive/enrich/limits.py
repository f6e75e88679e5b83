"""The limit for direct procurement by date, as far as somebody has verified it."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise


@dataclass(frozen=True, kw_only=True)
class Limit:
    """A limit in whole kronor without VAT. `verified` is False for days after the table was checked."""

    sek: int
    valid_from: date
    law: str
    source: str
    verified: bool = True


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Limits in order of time. `verified_until` is the last day somebody checked the table for."""

    rows: tuple[Limit, ...]
    verified_until: date

    def limit_on(self, day: date) -> Limit | None:
        """The limit in force on a day, or None before the first. Days after `verified_until` give an unverified one."""
        row = next((row for row in reversed(self.rows) if row.valid_from <= day), None)
        if row is None or day <= self.verified_until:
            return row
        return Limit(sek=row.sek, valid_from=row.valid_from, law=row.law, source=row.source, verified=False)

    def on(self, day: date) -> int | None:
        """The kronor of the limit in force on a day."""
        limit = self.limit_on(day)
        return limit.sek if limit else None


def parse_limits(text: str) -> Limits:
    """Limits from CSV whose first comment holds the day of verification. Raises ValueError when out of order."""
    comments = [line for line in text.splitlines() if line.startswith("#")]
    verified = re.search(r"\d{4}-\d\d-\d\d", " ".join(comments))
    if not verified:
        raise ValueError("the limits do not say until when they are verified")
    table = csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#"))
    rows = tuple(
        Limit(
            sek=int(row["limit_sek"]),
            valid_from=date.fromisoformat(row["valid_from"]),
            law=row["law"],
            source=row["source"],
        )
        for row in table
    )
    if any(one.valid_from >= two.valid_from for one, two in pairwise(rows)):
        raise ValueError("the limits are not in order of time")
    return Limits(rows=rows, verified_until=date.fromisoformat(verified[0]))
