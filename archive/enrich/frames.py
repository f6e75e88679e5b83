"""What a page knows of its own time, and how it completes dates that say less than a day."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from archive.enrich.shapes import Moment, Point
from archive.model import Precision

FIRST_YEAR = 1990
"""Municipal web pages are younger; a weekday alone never points further back."""

OTHER_YEAR = 120
"""Days by which a date of the year before or after must be nearer than one of the page's own year."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The time a page speaks from. `day` is near its writing, `year` its year; `reason` says how we know (Swedish).

    `latest` is the day the page was captured or stamped: what has happened happened before it.
    """

    latest: date
    year: int | None = None
    day: date | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """A moment as days on the calendar, and how its year was found."""

    first: date
    last: date | None
    rule: str


def resolved(moment: Moment, frame: Frame) -> Resolved | None:
    """The days a moment means on this page, or None when no year can be told or the day does not exist."""
    said = moment.first.year is not None
    year = moment.first.year if said else missing_year(moment, frame)
    if year is None:
        return None
    rule = moment.shape if said else f"{moment.shape}; {_why(moment, frame)}"
    if moment.week is not None:
        return _week(year, moment.week, rule)
    first = first_day(replace(moment.first, year=year))
    if first is None:
        return None
    return Resolved(first=first, last=_last(moment, first), rule=rule)


def _why(moment: Moment, frame: Frame) -> str:
    if moment.weekday is not None:
        return "året ur veckodagen"
    return f"året ur {frame.reason}"


def missing_year(moment: Moment, frame: Frame) -> int | None:
    """The year a yearless moment most likely means."""
    years = _candidates(moment, frame)
    if moment.weekday is not None:
        fitting = [year for year in years if _falls_on(moment, year)]
        years = fitting or ([frame.year] if frame.year else [])
    if not years:
        return None
    return min(years, key=lambda year: _distance(moment.first, year, frame))


def _candidates(moment: Moment, frame: Frame) -> list[int]:
    if frame.day:
        return [frame.day.year, frame.day.year - 1, frame.day.year + 1]
    if frame.year:
        return [frame.year, frame.year - 1, frame.year + 1] if moment.weekday is not None else [frame.year]
    if moment.weekday is not None:
        return list(range(frame.latest.year, max(FIRST_YEAR, frame.latest.year - 5), -1))
    return []


def _falls_on(moment: Moment, year: int) -> bool:
    day = first_day(replace(moment.first, year=year))
    return day is not None and day.weekday() == moment.weekday


def _distance(point: Point, year: int, frame: Frame) -> int:
    day = first_day(replace(point, year=year))
    if day is None:
        return 10_000
    near = frame.day or (date(frame.year, 7, 1) if frame.year else frame.latest)
    return abs((day - near).days) + (OTHER_YEAR if year != near.year else 0)


def first_day(point: Point) -> date | None:
    """The first day a point may mean; None without a year or when there is no such day."""
    month, day = point.month or 1, point.day or 1
    if point.year is None or not 1 <= month <= 12 or day > monthrange(point.year, month)[1]:
        return None
    return date(point.year, month, day)


def last_day(point: Point) -> date | None:
    """The last day a point may mean."""
    first = first_day(point)
    if first is None or point.day:
        return first
    month = point.month or 12
    return date(first.year, month, monthrange(first.year, month)[1])


def _last(moment: Moment, first: date) -> date | None:
    if moment.last is None:
        return None
    last = moment.last if moment.last.year else replace(moment.last, year=first.year)
    day = last_day(last)
    if day and day < first and not moment.last.year:
        day = last_day(replace(last, year=first.year + 1))
    return day if day and day > first else None


def _week(year: int, week: int, rule: str) -> Resolved | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return Resolved(first=monday, last=monday + timedelta(days=6), rule=rule)


def year_from(moments: Iterable[Moment]) -> int | None:
    """The first year said, or None."""
    return next((moment.first.year for moment in moments if moment.first.year), None)


def is_full(moment: Moment) -> bool:
    """Whether it says year, month and day."""
    return moment.first.year is not None and moment.precision is Precision.DAY and moment.week is None
