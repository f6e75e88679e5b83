"""What people write as a schedule, read: cron texts and Swedish phrases, of certain weeks only when they say so. Pure.

    0 2 * * *                                       every night at two (minute hour day month weekday)
    varje natt · varje natt 03:30                   at two, or when it says
    varje dag 12 · vardagar · vardagar 06 · helger 08 · måndagar och torsdagar 06:30
    varje timme · varje timme 07-18 · vardagar varje timme 07-18
    … under sammanträdesveckor v. 36, v. 40-41      every year; 2026-v36 is that of one year
    … under sammanträdesveckor 2026-09-15           the week that holds the day; 2026-09-14..2026-09-16 just these days

Several may stand together, with a semicolon between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from croniter import croniter
from croniter.croniter import CroniterError

LONGEST = 1_000
"""Characters of a schedule."""
MOST_YEARS = 8
"""Years until a week 53 comes again, at most."""
WEEKDAYS = ("söndag", "måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag")
"""As cron counts them."""
_DAYS = {"natt": "*", "dag": "*", "vardagar": "1-5", "helger": "0,6"} | {
    f"{name}ar": str(number) for number, name in enumerate(WEEKDAYS)
}
_TIME = r"(?:kl\.? )?(\d{1,2})(?:[:.](\d\d))?"
_AT = re.compile(rf"(?:varje )?([a-zåäö, ]+?)(?: {_TIME})?")
_HOURLY = re.compile(rf"(?:([a-zåäö, ]+?) )?varje timme(?: {_TIME} ?[-–] ?(\d{{1,2}}))?")
_WEEKS = re.compile(r"(.*?) under (?:sammanträdesveckor(?:na)?|veckor(?:na)?|vecka)\b:? ?(.*)")
_WEEK = re.compile(r"(?:(\d{4})-?)?(?:vecka |v\.? ?|w)?(\d{1,2})(?: ?[-–] ?(?:v\.? ?|w)?(\d{1,2}))?")
_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)(?:(?:\.\.|/| ?– ?| till )(\d{4}-\d\d-\d\d))?")
_RANDOM = re.compile(r"(?<![a-z])r(?![a-z])")
"""Fields that croniter would throw dice for, anew each time it is asked."""
_NIGHT = 2
_MORNING = 6


class NoTimetable(ValueError):
    """The text is none; the message says why, in English."""


@dataclass(frozen=True, kw_only=True)
class Days:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether the day is one of them."""
        return self.first <= day <= self.last

    def after(self, day: date) -> date | None:
        """The first of them after a day."""
        return max(self.first, day + timedelta(days=1)) if day < self.last else None


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """ISO weeks from `first` to `last` of every year."""

    first: int
    last: int

    def holds(self, day: date) -> bool:
        """Whether the day is in one of them."""
        return self.first <= day.isocalendar().week <= self.last

    def after(self, day: date) -> date | None:
        """The first day in one of them after a day."""
        year = day.isocalendar().year
        spans = (_days_of(each, self.first, self.last) for each in range(year, year + MOST_YEARS))
        return next((found for span in spans if span and (found := span.after(day))), None)


@dataclass(frozen=True, kw_only=True)
class Part:
    """A cron text, and the days it is bound to; none is every day."""

    cron: str
    when: tuple[Days | Weeks, ...] = ()

    def holds(self, day: date) -> bool:
        """Whether it is valid on a day."""
        return not self.when or any(each.holds(day) for each in self.when)

    def after(self, day: date) -> date | None:
        """The first day after a day on which it is valid, None when there is no more."""
        return min((found for each in self.when if (found := each.after(day))), default=None)


@lru_cache(maxsize=1_024)
def parse(text: str) -> tuple[Part, ...]:
    """The parts of a schedule. Raises NoTimetable."""
    if len(text) > LONGEST:
        raise NoTimetable(f"it is longer than {LONGEST} characters")
    pieces = [" ".join(each.casefold().split()) for each in re.split(r"[;\n]", text)]
    if not any(pieces):
        raise NoTimetable("it is empty")
    return tuple(_part(each) for each in pieces if each)


def _part(text: str) -> Part:
    bound = _WEEKS.fullmatch(text)
    when = tuple(_when(each.strip()) for each in re.split(r",| och ", bound[2])) if bound else ()
    return Part(cron=_cron(bound[1] if bound else text), when=when)


def _cron(text: str) -> str:
    if found := _HOURLY.fullmatch(text):
        days, start, minute, end = found.groups()
        hours = f"{_number(start, 23)}-{_number(end, 23)}" if end else "*"
        return _checked(f"{_number(minute or '0', 59)} {hours} * * {_weekdays(days or 'dag')}")
    if found := _AT.fullmatch(text):
        days, hour, minute = found.groups()
        hour = hour or {"natt": str(_NIGHT), "vardagar": str(_MORNING)}.get(days)
        if hour is None:
            raise NoTimetable(f"{text!r} says no time of day")
        return f"{_number(minute or '0', 59)} {_number(hour, 23)} * * {_weekdays(days)}"
    return _checked(text)


def _weekdays(text: str) -> str:
    names = re.split(r", | och ", text)
    if not all(name in _DAYS for name in names):
        raise NoTimetable(f"{text!r} is no days of the week")
    return ",".join(_DAYS[name] for name in names)


def _number(text: str, most: int) -> int:
    if int(text) > most:
        raise NoTimetable(f"{text} is no time of day")
    return int(text)


def _checked(cron: str) -> str:
    if len(cron.split()) != 5:
        raise NoTimetable("five fields are needed")
    if _RANDOM.search(cron):
        raise NoTimetable("a moment must not be left to chance")
    try:
        croniter(cron).get_next()
    except (CroniterError, ValueError, KeyError) as error:
        raise NoTimetable(str(error)) from error
    return cron


def _when(text: str) -> Days | Weeks:
    try:
        if span := _SPAN.fullmatch(text):
            return _span(span[1], span[2])
        if week := _WEEK.fullmatch(text):
            return _weeks(week[1], int(week[2]), int(week[3] or week[2]))
    except (ValueError, OverflowError) as error:
        raise NoTimetable(f"{text!r} is no week or day: {error}") from error
    raise NoTimetable(f"{text!r} is no week or day" if text else "the weeks are missing")


def _span(first: str, last: str | None) -> Days:
    begin = date.fromisoformat(first)
    if last is None:
        monday = begin - timedelta(days=begin.weekday())
        return Days(first=monday, last=monday + timedelta(days=6))
    return _in_order(Days(first=begin, last=date.fromisoformat(last)))


def _weeks(year: str | None, first: int, last: int) -> Days | Weeks:
    if not 1 <= first <= last <= 53:
        raise ValueError("weeks go from 1 to 53, the first one first")
    if year is None:
        return Weeks(first=first, last=last)
    sunday = date.fromisocalendar(int(year), last, 7)
    return Days(first=date.fromisocalendar(int(year), first, 1), last=sunday)


def _in_order(days: Days) -> Days:
    if days.last < days.first:
        raise ValueError("the last day comes before the first")
    return days


def _days_of(year: int, first: int, last: int) -> Days | None:
    """The days of these weeks in a year; None for a week 53 that it has not."""
    try:
        end = date.fromisocalendar(year, last, 7) if last < 53 else date.fromisocalendar(year + 1, 1, 1) - timedelta(1)
        return Days(first=date.fromisocalendar(year, first, 1), last=end)
    except ValueError:
        return None
