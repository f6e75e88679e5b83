"""Reading an answer's status: is it a page, a failure, or a reason to leave the host alone? Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.model import Capture, Failure, Target, Visit
from crawler.politeness import next_attempt, retry_after

REDIRECTS = frozenset({301, 302, 303, 307, 308})

_KEPT = frozenset({200, 203, 204, 205, 404, 410}) | REDIRECTS
_PASSING = frozenset({408, 425, 429})
_UNREACHED = frozenset({"dns", "connect", "timeout", "tls", "reset"})


def verdict(target: Target, visit: Visit, now: datetime) -> Visit:
    """The visit as the archive shall see it.

    Pages, redirects and "not here" (404, 410) are kept as captures. Overload, server errors and broken connections
    become failures that are tried again; every other answer (401, 403, 206 unasked, ...) one that is not.
    """
    if isinstance(visit, Failure):
        return visit if visit.retry_at else _again(target, visit, now)
    if not isinstance(visit, Capture):
        return visit
    if visit.status in _KEPT:
        return _again(target, _emptied(visit), now) if _is_emptied(target, visit) else visit
    failure = Failure(url=visit.url, at=visit.at, cause=f"http-{visit.status}")
    if visit.status < 500 and visit.status not in _PASSING:
        return failure
    return _again(target, failure, now, retry_after(visit.header("retry-after"), now))


def _is_emptied(target: Target, capture: Capture) -> bool:
    """Nothing at all where there was a page: rather a fault of the server than a change to believe."""
    return capture.status == 200 and target.digest is not None and not capture.body.strip()


def _emptied(capture: Capture) -> Failure:
    return Failure(url=capture.url, at=capture.at, cause="empty", detail="no content where there was a page")


def host_pause(visit: Visit, now: datetime) -> timedelta | None:
    """How long an answer asks us to leave the whole host alone (429 and 503 with Retry-After)."""
    if isinstance(visit, Capture) and visit.status in {429, 503}:
        return retry_after(visit.header("retry-after"), now)
    return None


def is_unreached(visit: Visit) -> bool:
    """Whether the host itself could not be reached, so that its other pages will fail as well."""
    return isinstance(visit, Failure) and visit.cause in _UNREACHED


def _again(target: Target, failure: Failure, now: datetime, asked: timedelta | None = None) -> Failure:
    attempt = target.attempt + 1
    return Failure(
        url=failure.url,
        at=failure.at,
        cause=failure.cause,
        detail=failure.detail,
        retry_at=next_attempt(attempt, now, asked),
        attempt=attempt,
    )
