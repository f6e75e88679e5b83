"""How a target is asked for next time: pure, so that every store keeps the same."""

from __future__ import annotations

from dataclasses import replace

from crawler.model import Capture, Failure, Revisit, Target, Visit
from crawler.revisit import is_good


def again(target: Target, visit: Visit) -> Target:
    """The target as it must be asked for after this visit.

    A good answer leaves its validators, byte for byte. A 304 refreshes those it names and keeps the rest (RFC 9111
    3.2). Any other answer (404, redirect, damaged body) forgets them, so that the next request is unconditional. A
    failure or refusal changes nothing but the attempt. A page that was asked for without validators, as rendered ones
    are, and shows what it showed has not changed.
    """
    after = _asked(target, visit)
    if not is_good(visit):
        return after
    if isinstance(visit, Capture) and (target.changed_at is None or visit.shown_digest != target.digest):
        return replace(after, checked_at=visit.at, changed_at=visit.at)
    return replace(after, checked_at=visit.at)


def _asked(target: Target, visit: Visit) -> Target:
    match visit:
        case Capture():
            return _after_capture(target, visit)
        case Revisit(status=304):
            etag = visit.header("etag") or target.etag
            return replace(
                target, etag=etag, last_modified=visit.header("last-modified") or target.last_modified, attempt=0
            )
        case Revisit():
            return _holding(target, visit)
        case Failure():
            return replace(target, attempt=visit.attempt if visit.retry_at else 0)
        case _:
            return replace(target, attempt=0)


def _after_capture(target: Target, capture: Capture) -> Target:
    if capture.status == 200 and capture.truncated is None and not capture.absent:
        return _holding(target, capture)
    return replace(target, etag=None, last_modified=None, digest=None, attempt=0)


def _holding(target: Target, visit: Capture | Revisit) -> Target:
    if isinstance(visit, Capture) and visit.rendered is not None:  # validators of the shell say nothing of the page
        return replace(target, etag=None, last_modified=None, digest=visit.shown_digest, attempt=0)
    return replace(
        target,
        etag=visit.header("etag"),
        last_modified=visit.header("last-modified"),
        digest=visit.digest,
        attempt=0,
    )
