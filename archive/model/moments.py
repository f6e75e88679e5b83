"""Moments as people and addresses write them: Swedish days, and the 14 digits of web archives."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def local_day(moment: datetime) -> date:
    """The day of a moment on Swedish calendars."""
    return moment.astimezone(STOCKHOLM).date()


def day_end(day: date) -> datetime:
    """The last moment of a day on Swedish clocks."""
    return datetime.combine(day, time.max, STOCKHOLM)


def stamp_text(moment: datetime) -> str:
    """A moment as 14 digits in UTC, as web archives write it in addresses."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")
