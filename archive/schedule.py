"""When is a source due? Pure: the moment is an argument. Times of day are Swedish (Europe/Stockholm).

What a schedule may say stands in archive.timetables, what it is called in archive.timetable_words.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta, timezone

from croniter import croniter

from archive.errors import ConfigError
from archive.model.moments import STOCKHOLM
from archive.timetable_words import in_words, moment_in_words
from archive.timetables import NoTimetable, Part, parse
from crawler.model import Source

__all__ = ["check_schedule", "due", "fault", "in_words", "is_due", "moment_due", "next_in_words", "next_time"]

MOST_JUMPS = 100
"""Looks for a moment within the weeks of a schedule, before there is taken to be none."""


def check_schedule(text: str) -> str:
    """The text itself. Raises ConfigError when it is no schedule."""
    try:
        parse(text)
    except NoTimetable as error:
        raise ConfigError(
            f"{text!r} is not a schedule: {error}. Example: '0 2 * * *' or 'varje natt' is every night at two."
        ) from error
    return text


def fault(text: str) -> str:
    """What a person should write instead, in Swedish; empty when the text is a schedule."""
    try:
        parse(text)
    except NoTimetable:
        return (
            "Det går inte att läsa som ett schema. Skriv till exempel ”varje natt”, ”vardagar 06”, "
            "”varje timme under sammanträdesveckor v. 36, v. 40–41” eller ”0 2 * * *”."
        )
    return ""


def is_due(source: Source, *, last: datetime | None, now: datetime) -> bool:
    """True when the source is to be crawled now.

    `last` is when its latest run began. A source without a schedule is always due; missed times count once.
    """
    return source.enabled and (source.schedule is None or moment_due(source, last=last, now=now) is not None)


def moment_due(source: Source, *, last: datetime | None, now: datetime) -> datetime | None:
    """The moment a source's schedule has asked for and not had, the first of several; None when there is none.

    `last` is up to when it has had them; a source that never was crawled is due at once. Raises ConfigError.
    """
    if not source.enabled or source.schedule is None:
        return None
    if last is None:
        return now.replace(second=0, microsecond=0)
    found = next_time(source.schedule, after=last)
    return found if found is not None and found <= now else None


def next_time(schedule: str, *, after: datetime) -> datetime | None:
    """The first scheduled moment (UTC) after a moment; None when there is no more. Raises ConfigError for no schedule.

    Counted on Stockholm's clock face: a time of day that comes twice in October is met once, the first time, and one
    that is left out in March comes an hour later. What is to run every hour runs in every hour there is.
    """
    parts, after = parse(check_schedule(schedule)), after.astimezone(UTC)
    return min((found for part in parts if (found := _next_of(part, after)) is not None), default=None)


def next_in_words(schedule: str, *, after: datetime) -> str:
    """The next moment in Swedish, such as "nästa gång: söndag 29 november 2026 kl. 02.00"."""
    found = next_time(schedule, after=after)
    return "ingen gång till" if found is None else f"nästa gång: {moment_in_words(found)}"


def _next_of(part: Part, after: datetime) -> datetime | None:
    for _ in range(MOST_JUMPS):
        found = _next_on_clock(part.cron, after)
        day = found.astimezone(STOCKHOLM).date()
        if part.holds(day):
            return found
        first = part.after(day)
        if first is None:
            return None
        after = datetime.combine(first, time(), STOCKHOLM).astimezone(UTC) - timedelta(microseconds=1)
    return None


def _next_on_clock(cron: str, after: datetime) -> datetime:
    face = after.astimezone(STOCKHOLM)
    steps = croniter(cron, face.replace(tzinfo=None))
    found = _moment(steps)
    while found <= after:  # in the second of two equal hours the face has seen it all before
        found = _moment(steps)
    return min(found, _next_in_hours(cron, face) or found) if cron.split()[1] == "*" else found


def _moment(steps: croniter) -> datetime:
    """In UTC: moments of one zone are compared by their faces, of which two may be equal."""
    face: datetime = steps.get_next(datetime)
    return face.replace(tzinfo=STOCKHOLM).astimezone(UTC)


def _next_in_hours(cron: str, face: datetime) -> datetime | None:
    """The next moment by a clock that is not changed; None when the face then shows another time than asked for."""
    here = timezone(face.utcoffset() or timedelta())
    found: datetime = croniter(cron, face.replace(tzinfo=None)).get_next(datetime).replace(tzinfo=here)
    shown = found.astimezone(STOCKHOLM).replace(tzinfo=None)
    return found.astimezone(UTC) if croniter.match(cron, shown) else None


def due(sources: Iterable[Source], last: dict[str, datetime], *, now: datetime) -> tuple[Source, ...]:
    """The sources to crawl now, in the order given. `last` maps a source's name to when its latest run began."""
    return tuple(source for source in sources if is_due(source, last=last.get(source.name), now=now))
