"""A schedule as a Swede would say it. Pure."""

from __future__ import annotations

from datetime import date, datetime

from archive.model.moments import STOCKHOLM
from archive.timetables import WEEKDAYS, Days, NoTimetable, Part, Weeks, parse

MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_DAYS = {"*": "", "1-5": "vardagar", "0,6": "helger", "6,0": "helger"}
_DAWN = 5


def in_words(schedule: str) -> str:
    """What a schedule says, such as "vardagar kl. 06.00"; one that cannot be read is shown as it stands."""
    try:
        return "; ".join(map(_part, parse(schedule)))
    except NoTimetable:
        return f"”{schedule}” (går inte att läsa)"


def moment_in_words(moment: datetime) -> str:
    """A moment on Swedish calendars and clocks: "söndag 29 november 2026 kl. 02.00"."""
    face = moment.astimezone(STOCKHOLM)
    day = f"{WEEKDAYS[face.isoweekday() % 7]} {face.day} {MONTHS[face.month - 1]} {face.year}"
    return f"{day} kl. {face:%H.%M}"


def _part(part: Part) -> str:
    said = _cron(part.cron) or f"enligt cron-texten ”{part.cron}”"
    return f"{said} under {_listed([_when(each) for each in part.when])}" if part.when else said


def _cron(cron: str) -> str | None:
    """None for what is rarer than words are worth."""
    minute, hour, day, month, weekday = cron.split()
    days = _weekdays(weekday)
    if month != "*" or days is None:
        return None
    if day != "*":
        fits = day.isdecimal() and weekday == "*" and minute.isdecimal() and hour.isdecimal()
        return f"den {int(day)} varje månad kl. {_clock(hour, minute)}" if fits else None
    if minute.isdecimal() and hour.isdecimal():
        every = "varje natt" if int(hour) < _DAWN else "varje dag"
        return f"{days or every} kl. {_clock(hour, minute)}"
    often = _often(minute, hour)
    return often and f"{days} {often}".strip()


def _often(minute: str, hour: str) -> str | None:
    if hour == "*" and minute.startswith("*/") and minute[2:].isdecimal():
        return f"var {_ordinal(int(minute[2:]))} minut"
    if not minute.isdecimal():
        return None
    past = f", {int(minute)} minuter över" if int(minute) else ""
    if hour == "*":
        return f"varje timme{past}"
    first, _, last = hour.partition("-")
    fits = first.isdecimal() and last.isdecimal()
    return f"varje timme kl. {int(first):02}–{int(last):02}{past}" if fits else None


def _weekdays(field: str) -> str | None:
    if field in _DAYS:
        return _DAYS[field]
    numbers = field.split(",")
    if not all(each in set("01234567") for each in numbers):
        return None
    return _listed([f"{WEEKDAYS[int(each) % 7]}ar" for each in numbers])


def _clock(hour: str, minute: str) -> str:
    return f"{int(hour):02}.{int(minute):02}"


def _ordinal(number: int) -> str:
    return f"{number}:{'a' if number % 10 in {1, 2} and number % 100 not in {11, 12} else 'e'}"


def _when(when: Days | Weeks) -> str:
    if isinstance(when, Weeks):
        return f"vecka {when.first}" if when.first == when.last else f"vecka {when.first}–{when.last}"
    whole = when.first.isoweekday() == 1 and when.last == date.fromisocalendar(*when.first.isocalendar()[:2], 7)
    if whole:
        return f"vecka {when.first.isocalendar().week} {when.first.isocalendar().year}"
    return f"{when.first.isoformat()}–{when.last.isoformat()}"


def _listed(words: list[str]) -> str:
    return " och ".join(filter(None, (", ".join(words[:-1]), words[-1])))
