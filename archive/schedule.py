"""When is a source due? Pure: the moment is an argument. Times of day are Swedish (Europe/Stockholm)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from croniter import croniter
from croniter.croniter import CroniterError

from archive.errors import ConfigError
from archive.model.moments import STOCKHOLM
from crawler.model import Source


def check_schedule(text: str) -> str:
    """The cron text itself. Raises ConfigError when it is none (five fields: minute hour day month weekday)."""
    try:
        croniter(text)
    except (CroniterError, ValueError, KeyError) as error:
        raise ConfigError(
            f"{text!r} is not a schedule: {error}. Example: '0 2 * * *' is every night at two."
        ) from error
    if len(text.split()) != 5:
        raise ConfigError(f"{text!r} is not a schedule: five fields are needed. Example: '0 2 * * *'.")
    return text


def is_due(source: Source, *, last: datetime | None, now: datetime) -> bool:
    """True when the source is to be crawled now.

    `last` is when its latest run began. A source without a schedule is always due; missed times count once.
    """
    if not source.enabled:
        return False
    if source.schedule is None or last is None:
        return True
    return next_time(source.schedule, after=last) <= now


def next_time(schedule: str, *, after: datetime) -> datetime:
    """The first scheduled moment after a moment.

    Counted on Stockholm's clock face, so that the hour that comes twice in October runs once, and the one that is
    left out in March runs at the moment it would have come.
    """
    face = after.astimezone(STOCKHOLM).replace(tzinfo=None)
    found: datetime = croniter(schedule, face).get_next(datetime)
    return found.replace(tzinfo=STOCKHOLM)


def due(sources: Iterable[Source], last: dict[str, datetime], *, now: datetime) -> tuple[Source, ...]:
    """The sources to crawl now, in the order given. `last` maps a source's name to when its latest run began."""
    return tuple(source for source in sources if is_due(source, last=last.get(source.name), now=now))
