"""When is it worth asking for a page again? Pure.

The rule of thumb of HTTP caches (RFC 9111 4.2.2): what has not changed for a time will stay so for a tenth of that
time. A page that changes often is so asked for every time, one that has stood for a hundred days every ten.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from crawler.model import Capture, Revisit, Target, Visit

SHARE = 0.1
LONGEST = timedelta(days=14)


def due_at(changed: datetime | None, checked: datetime | None) -> datetime | None:
    """The first moment at which a page is worth a look; None for one that always is.

    `changed` is when new content was last seen, `checked` when the page last answered as it should.
    """
    if changed is None or checked is None or checked <= changed:
        return None
    return checked + min((checked - changed) * SHARE, LONGEST)


def is_missed(target: Target, visit: Visit) -> bool:
    """Whether a page has changed though the site's own list, with its lastmod, gave no sign of it."""
    if not isinstance(visit, Capture) or visit.status != 200 or visit.absent or visit.truncated is not None:
        return False
    if target.digest is None or target.lastmod is None or target.checked_at is None:
        return False
    return target.lastmod <= target.checked_at and visit.shown_digest != target.digest


def is_good(visit: Visit) -> bool:
    """Whether the page answered as it should, changed or not."""
    return isinstance(visit, Revisit) or (isinstance(visit, Capture) and visit.status == 200 and not visit.absent)
