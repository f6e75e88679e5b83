"""Days, months and years as people type them in a query: "2024", "2024-03", "10 april 2024", "igår"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)
_ISO = re.compile(r"(\d{4})(?:(\d\d)(\d\d)?|[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?")
_NAMED = re.compile(r"(?:(?:den\s+)?(\d{1,2})(?::?e)?\s+)?([a-zåäö]{3,9})\.?(?:\s+(\d{4}))?")


def read_period(text: str, today: date) -> tuple[date, date] | None:
    """First and last day of what a text names; a month or day without a year lies in today's year. None: not a date."""
    words = " ".join(text.lower().split())
    if said := _relative(words, today):
        return said
    if found := _ISO.fullmatch(words):
        return _period(int(found[1]), int(found[2] or found[4] or 0), int(found[3] or found[5] or 0))
    found = _NAMED.fullmatch(words)
    if found and (month := _month(found[2])):
        return _period(int(found[3] or today.year), month, int(found[1] or 0))
    return None


def _relative(words: str, today: date) -> tuple[date, date] | None:
    match words:
        case "idag" | "i dag":
            return today, today
        case "igår" | "i går":
            return today - timedelta(days=1), today - timedelta(days=1)
        case "iår" | "i år":
            return _period(today.year)
        case "ifjol" | "i fjol" | "förra året":
            return _period(today.year - 1)
        case _:
            return None


def _month(word: str) -> int | None:
    return next((number for number, name in enumerate(_MONTHS, 1) if word in (name, name[:3], name[:4])), None)


def _period(year: int, month: int = 0, day: int = 0) -> tuple[date, date] | None:
    """`month` and `day` 0: the whole year or month."""
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last_month = month or 12
    return first, date(year, last_month, monthrange(year, last_month)[1])
