"""Moments in addresses: the digits of web archives, whole or begun, and days on Swedish calendars. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from archive.model.moments import STOCKHOLM

DIGITS = re.compile(r"[0-9]{4,14}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def read_stamp(text: str) -> datetime | None:
    """The last instant of what 4 to 14 digits name (yyyymmddhhmmss, UTC, may stop anywhere), else None.

    What no calendar has becomes the nearest it has: 31 February is its last day, hour 25 the last hour.
    """
    # Half a number ("20241") is filled with its highest digit; bounds make it one that exists.
    return _bounded(text + "99999999999999"[len(text) :], 999_999) if DIGITS.fullmatch(text) else None


def first_instant(text: str) -> datetime | None:
    """The first instant of what the digits name, else None."""
    return _bounded(text + "00000000000000"[len(text) :], 0) if DIGITS.fullmatch(text) else None


def _bounded(digits: str, microsecond: int) -> datetime:
    ends = ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))
    year, month, day, hour, minute, second = (int(digits[start:end]) for start, end in ends)
    year, month = max(year, 1), min(max(month, 1), 12)
    day = min(max(day, 1), monthrange(year, month)[1])
    clock = time(min(hour, 23), min(minute, 59), min(second, 59), microsecond, UTC)
    return datetime.combine(date(year, month, day), clock)


def read_day(text: str) -> date | None:
    """The day that "2024-04-12" names, else None."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def end_of_day(day: date) -> datetime:
    """The last instant of a day in Sweden."""
    if day == date.max:
        return datetime.combine(day, time.max, UTC)
    midnight = datetime.combine(day + timedelta(days=1), time(), STOCKHOLM)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def length_text(start: datetime, end: datetime) -> tuple[int, str]:
    """How long it is between two moments, as a number and its unit: "minute", "hour", "day", "month" or "year"."""
    seconds = max(0, int((end - start).total_seconds()))
    for unit, size, least in (
        ("year", 365.25 * 86_400, 2),
        ("month", 30.44 * 86_400, 2),
        ("day", 86_400, 1),
        ("hour", 3_600, 1),
    ):
        if seconds >= size * least:
            return int(seconds // size), unit
    return seconds // 60, "minute"
