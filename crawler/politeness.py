"""When may a host be asked next, and a target again? Pure: every moment is an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from crawler.model import Host

LONGEST_PAUSE = timedelta(days=1)
LONGEST_REQUEST = timedelta(seconds=45)
"""After so long an open request is over, whatever became of it."""
MAX_ATTEMPTS = 4
PATIENT_MISSES = 3

_WAITS = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=15))
_FIRST_PAUSE = timedelta(minutes=10)


def ready_at(host: Host, delay: float, now: datetime) -> datetime:
    """The first moment this host may be asked: `delay` seconds after the last time, and not while it is paused.

    A last time that lies in the future (the clock was turned back) counts as now.
    """
    moments = [now]
    if host.asked_at is not None:
        moments.append(min(host.asked_at, now) + timedelta(seconds=delay))
    if host.paused_until is not None:
        moments.append(min(host.paused_until, now + LONGEST_PAUSE))
    return max(moments)


def turn(host: Host, who: str, delay: float, now: datetime) -> datetime:
    """The first moment at which `who` may ask this host, with what others are asking it just now."""
    ready = ready_at(host, delay, now)
    if host.held_by in {None, who} or host.held_until is None:
        return ready
    return max(ready, min(host.held_until, now + LONGEST_REQUEST))


def released(host: Host, who: str, now: datetime, *, is_dead: Callable[[str], bool]) -> Host:
    """The host, taken from a worker that died asking it: nobody knows when that request came, so it counts as now."""
    if host.held_by in {None, who} or not is_dead(host.held_by or ""):
        return host
    return replace(host, asked_at=now, held_by=None, held_until=None)


def taken(host: Host, who: str, now: datetime) -> Host:
    """The host as it is remembered when its turn has been taken."""
    return replace(host, asked_at=now, held_by=who, held_until=now + LONGEST_REQUEST)


def retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long Retry-After asks us to wait (RFC 9110 10.2.3): seconds or a date, at most a day; None for nonsense."""
    if value is None:
        return None
    text = value.strip()[:64]
    wait = timedelta(seconds=int(text[:9])) if text.isascii() and text.isdigit() else _until(text, now)
    return None if wait is None or wait <= timedelta(0) else min(wait, LONGEST_PAUSE)


def next_attempt(attempt: int, now: datetime, asked: timedelta | None = None) -> datetime | None:
    """When to try again after attempt number `attempt` failed; None when it is enough for this round."""
    if attempt >= MAX_ATTEMPTS:
        return None
    return now + max(_WAITS[min(attempt, len(_WAITS)) - 1], asked or timedelta(0))


def pause_after(misses: int, now: datetime) -> datetime | None:
    """Until when to leave alone a host that could not be reached `misses` times in a row."""
    if misses < PATIENT_MISSES:
        return None
    doublings = min(misses - PATIENT_MISSES, 8)
    return now + min(_FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _until(text: str, now: datetime) -> timedelta | None:
    try:
        moment: datetime = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return moment - now
