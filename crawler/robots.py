"""What robots.txt lets us ask: RFC 9309 as pure functions over what is remembered of an origin.

Choices where the RFC leaves room: 429 counts as unreachable; so does a damaged body. An old copy is used while the
file cannot be reached, for at most 30 days; then nothing is asked until a person decides. The file itself may always
be asked for. Crawl-delay is not in the RFC and is obeyed all the same.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache

from protego import Protego

from crawler.model import Capture, Host, Visit
from crawler.politeness import retry_after
from crawler.urls import join

AGENT = "kommunarkiv"
MAX_BYTES = 512_000
"""RFC 9309 2.5: at least 500 KiB must be read."""
MAX_REDIRECTS = 5
LIFETIME = timedelta(hours=24)
OLD_COPY = timedelta(days=30)
ASK_AGAIN = timedelta(minutes=15)
LONGEST_DELAY = 7 * 86_400.0
MAX_SITEMAPS = 500

_BOM = b"\xef\xbb\xbf"


class Permission(Enum):
    """What robots.txt says of an address."""

    ALLOWED = "allowed"
    DISALLOWED = "disallowed"
    UNREACHABLE = "unreachable"
    """Nobody knows: nothing of this origin may be asked (RFC 9309 2.3.1.4)."""


def is_due(host: Host, now: datetime) -> bool:
    """Whether robots.txt must be asked for before anything else of this origin."""
    if host.paused_until is not None and now < host.paused_until:
        return False
    return host.robots_at is None or now - host.robots_at >= LIFETIME or host.robots_at > now


def learn(host: Host, visit: Visit, now: datetime) -> Host:
    """What is remembered of an origin after asking for its robots.txt."""
    if not isinstance(visit, Capture) or _is_unreachable(visit):
        return _unreached(host, visit, now)
    body = visit.body[:MAX_BYTES] if 200 <= visit.status < 300 else None
    return replace(host, robots=body, robots_status=visit.status, robots_at=now, paused_until=None)


def permission(host: Host, url: str, now: datetime) -> Permission:
    """What is known of our leave to ask for this address."""
    if host.robots_status is None or host.robots_at is None or now - host.robots_at > OLD_COPY:
        return Permission.UNREACHABLE
    if host.robots is None or _rules(host.robots).can_fetch(url, AGENT):
        return Permission.ALLOWED
    return Permission.DISALLOWED


def crawl_delay(host: Host) -> float:
    """Seconds between requests that the site asks for; 0 when it asks for none or for nonsense."""
    if host.robots is None:
        return 0.0
    asked = _rules(host.robots).crawl_delay(AGENT)
    return min(asked, LONGEST_DELAY) if asked is not None and math.isfinite(asked) and asked > 0 else 0.0


def sitemaps(host: Host) -> tuple[str, ...]:
    """The addresses robots.txt names as sitemaps, as they stand."""
    return tuple(_rules(host.robots).sitemaps)[:MAX_SITEMAPS] if host.robots else ()


def robots_url(origin: str) -> str:
    """Where an origin keeps its robots.txt."""
    return join(origin + "/", "/robots.txt")


def _is_unreachable(capture: Capture) -> bool:
    return capture.status >= 500 or capture.status == 429 or capture.truncated not in {None, "length"}


def _unreached(host: Host, visit: Visit, now: datetime) -> Host:
    asked = retry_after(visit.header("retry-after"), now) if isinstance(visit, Capture) else None
    again = now + max(ASK_AGAIN, asked or ASK_AGAIN)
    if host.robots is not None:
        return replace(host, paused_until=again)
    return replace(host, robots_status=None, robots_at=None, paused_until=again)


@lru_cache(maxsize=64)
def _rules(body: bytes) -> Protego:
    whole = body if len(body) < MAX_BYTES else body[: body.rfind(b"\n") + 1]
    return Protego.parse(_without_mark(whole).decode("utf-8", errors="replace"))


def _without_mark(body: bytes) -> bytes:
    """The body without a byte order mark, also a cut-off one."""
    return next((body[size:] for size in (3, 2, 1) if body.startswith(_BOM[:size])), body)
