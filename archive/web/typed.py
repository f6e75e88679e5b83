"""Days, periods and sums as people type them: "20170101", "juni 2018", "2017-01 t o m 2018-06", "1,1 mnkr". Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from archive.enrich.money import number
from archive.web.words import MONTHS

LARGEST = 10**15
_NUMBERED = re.compile(r"(?P<year>\d{4})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?)?", re.ASCII)
_SLASHED = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})[ -](?P<year>\d{4})", re.ASCII)
_SAID = re.compile(rf"(?:(?:den )?(?P<day>\d{{1,2}}) )?(?P<name>{'|'.join(MONTHS)}) (?P<year>\d{{4}})")
_UNTIL = re.compile(r"\s*(?:till och med|t\.?\s?o\.?\s?m\.?|\btill\b|\.\.|–|—|\s-\s)\s*")
_SUM = re.compile(
    r"(?:över |minst |från |>=?\s?)?(?P<number>\d[\d .,]*?) ?"
    r"(?P<scale>mnkr|mkr|mn|m|milj\.?|miljon(?:er)?|mdkr|md|miljard(?:er)?|tkr|tusen)? ?(?:kr|kronor|sek)?(?::-)?",
    re.ASCII,
)
_SCALES = {"t": 1_000, "md": 10**9, "miljard": 10**9, "miljarder": 10**9, "mdkr": 10**9}


def read_days(text: str) -> tuple[date, date] | None:
    """The first and the last day of what a text names, a day, month or year; None when it names none."""
    low = text.strip().casefold()
    found = _NUMBERED.fullmatch(low) or _SLASHED.fullmatch(low) or _SAID.fullmatch(low)
    if found is None:
        return None
    said = found.groupdict()
    month = str(MONTHS.index(said["name"]) + 1) if "name" in said else said["month"]
    try:
        return _days(int(said["year"]), int(month or 0), int(said["day"] or 0))
    except ValueError:
        return None


def _days(year: int, month: int, day: int) -> tuple[date, date]:
    if day:
        return date(year, month, day), date(year, month, day)
    if month:
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    return date(year, 1, 1), date(year, 12, 31)


def read_period(text: str) -> tuple[date, date] | None:
    """The first and last day of a period, "20170101 t o m 20180617", or of a day, month or year alone."""
    whole = read_days(text)
    parts = () if whole else _UNTIL.split(text.strip().casefold(), maxsplit=1)
    ends = [days for days in map(read_days, parts) if days]
    if whole or len(ends) < 2:
        return whole
    (first, _), (_, last) = ends
    return (first, last) if first <= last else None


def read_sum(text: str) -> int | None:
    """Whole kronor of a sum, "1 100 000", "1,1 mnkr", "500 tkr"; None when it is none."""
    found = _SUM.fullmatch(" ".join(text.casefold().split()))
    if found is None:
        return None
    try:
        value = number(found["number"].strip()) * _scale(found["scale"] or "")
    except ValueError:
        return None
    return round(value) if value <= LARGEST else None


def _scale(word: str) -> int:
    if not word:
        return 1
    return _SCALES.get(word) or _SCALES.get(word[0]) or 1_000_000
