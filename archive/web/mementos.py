"""Memento (RFC 7089): links between an original, its TimeGate, its TimeMap and its mementos. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from archive.model import Page
from archive.model.moments import stamp_text
from archive.web.links import page_url

LINK_FORMAT = "application/link-format"
PAGE_SIZE = 1000
"""Mementos in one TimeMap (RFC 7089 5.1.1)."""
_DATE = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) "
    r"(\d\d):(\d\d):(\d\d) GMT",
    re.ASCII,
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_IN_LINKS = ":/?#[]@!$&'()*+,;=%~-._"


@dataclass(frozen=True, kw_only=True)
class Original:
    """A page, all times of its mementos (oldest first), and the address of our site without a last slash."""

    page: Page
    times: tuple[datetime, ...]
    root: str

    @property
    def url(self) -> str:
        """URI-R, fit for a header."""
        return quote(self.page.url, safe=_IN_LINKS)

    @property
    def is_on_web(self) -> bool:
        """False for what was imported under a name of its own: it is no version of anything on the web."""
        return self.page.url.startswith(("http://", "https://"))

    @property
    def timegate(self) -> str:
        """URI-G."""
        return f"{self.root}/timegate/{self.url}"

    def timemap(self, number: int = 1) -> str:
        """URI-T, or that of a later page of it."""
        return f"{self.root}/timemap/{'' if number == 1 else f'{number}/'}link/{self.url}"

    def memento(self, at: datetime) -> str:
        """URI-M."""
        return self.root + page_url(self.page.id, stamp_text(at))

    def chosen(self, moment: datetime | None) -> datetime:
        """The time of the memento in force at a moment; of the first when none was yet, of the newest without one."""
        if moment is None:
            return self.times[-1]
        return self.times[max(bisect_right(self.times, moment) - 1, 0)]


def http_date(moment: datetime) -> str:
    """A moment as HTTP writes it (RFC 1123)."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def read_http_date(text: str) -> datetime | None:
    """The last instant of the second that an rfc1123-date names (RFC 7089 2.1.1), else None."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    day, month, year, hour, minute, second = found.groups()
    clock = (int(hour), int(minute), int(second))
    try:
        return datetime(int(year), _MONTHS.index(month) + 1, int(day), *clock, 999_999, tzinfo=UTC)
    except ValueError:
        return None


def original_links(original: Original) -> str:
    """Link header of a page that is no memento itself: where its times are told."""
    return ", ".join(_common(original))


def memento_links(original: Original, at: datetime) -> str:
    """Link header around the memento of a time: itself, first, last, the one before and the one after."""
    place = original.times.index(at)
    last = len(original.times) - 1
    named = {"first": 0, "prev": place - 1, "": place, "next": place + 1, "last": last}
    rels: dict[int, list[str]] = {}
    for name, where in named.items():
        if 0 <= where <= last:
            rels.setdefault(where, []).append(name)
    found = (
        _memento(original, original.times[where], " ".join(filter(None, (*names, "memento"))))
        for where, names in sorted(rels.items())
    )
    return ", ".join((*_common(original), *found))


def timemap_body(original: Original, number: int) -> str | None:
    """The TimeMap, or a later page of it, in link-format (RFC 6690); None when there is no such page."""
    start = (number - 1) * PAGE_SIZE
    times = original.times[start : start + PAGE_SIZE]
    if not times:
        return None
    said = [
        _link(original.url, "original"),
        _link(original.timegate, "timegate"),
        _timemap(original, number, "self"),
        *(_timemap(original, each, "timemap") for each in _pages(original) if each != number),
        *_listed(original, times),
    ]
    return ",\n".join(said) + "\n"


def _common(original: Original) -> Iterator[str]:
    yield _link(original.url, "original")
    yield _link(original.timegate, "timegate")
    yield _link(original.timemap(), "timemap", (("type", LINK_FORMAT),))


def _pages(original: Original) -> range:
    return range(1, -(-len(original.times) // PAGE_SIZE) + 1)


def _timemap(original: Original, number: int, rel: str) -> str:
    times = original.times[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    within = (("type", LINK_FORMAT), ("from", http_date(times[0])), ("until", http_date(times[-1])))
    return _link(original.timemap(number), rel, within)


def _listed(original: Original, times: Sequence[datetime]) -> Iterator[str]:
    ends = {original.times[0]: ["first"]}
    ends.setdefault(original.times[-1], []).append("last")
    for at in times:
        yield _memento(original, at, " ".join((*ends.get(at, ()), "memento")))


def _memento(original: Original, at: datetime, rel: str) -> str:
    return _link(original.memento(at), rel, (("datetime", http_date(at)),))


def _link(url: str, rel: str, more: Iterable[tuple[str, str]] = ()) -> str:
    """A link as RFC 8288 writes it."""
    said = "".join(f'; {name}="{value}"' for name, value in more)
    return f'<{url}>; rel="{rel}"{said}'
