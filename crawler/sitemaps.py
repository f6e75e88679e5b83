"""Sitemaps (sitemaps.org) and feeds (RSS, Atom): addresses with a hint of when they last changed.

Everything here is read as hostile: entities are refused, sizes and counts are bounded, addresses are judged by scope
later on like any other.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lxml import etree

from crawler.decode import inflate
from crawler.errors import BadUrl
from crawler.model import Ask, Via
from crawler.urls import canonical, join

MAX_ENTRIES = 50_000
MAX_BYTES = 20 * 1024 * 1024

_ENTRIES = {"url": Ask.PAGE, "sitemap": Ask.SITEMAP, "item": Ask.PAGE, "entry": Ask.PAGE}
_MOMENTS = ("lastmod", "updated", "pubdate", "published", "date", "modified")
_W3C = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?)?)?", re.IGNORECASE
)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An address a sitemap or feed names. `lastmod` is a hint; nonsense and the future are left out."""

    url: str
    ask: Ask = Ask.PAGE
    via: Via = Via.SITEMAP
    lastmod: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What a sitemap or feed holds, and what was wrong with it."""

    entries: tuple[Entry, ...] = ()
    warnings: tuple[str, ...] = ()


def read_listing(body: bytes, url: str, *, now: datetime) -> Listing:
    """Read a sitemap, sitemap index, text sitemap, RSS or Atom feed, gzipped or not. Never raises."""
    warnings: tuple[str, ...] = ()
    if body.startswith(b"\x1f\x8b"):
        opened = inflate(body, MAX_BYTES)
        body, warnings = opened.body, opened.warnings + ((opened.truncated,) if opened.truncated else ())
    if b"<!ENTITY" in body or "<!ENTITY".encode("utf-16-le") in body or "<!ENTITY".encode("utf-16-be") in body:
        return Listing(warnings=(*warnings, "entities are refused"))
    found = _xml(body, url, now) if body.lstrip(b"\xef\xbb\xbf \r\n\t\xff\xfe\x00").startswith(b"<") else _lines(body)
    return _bounded(found, warnings)


def parse_moment(text: str, *, now: datetime) -> datetime | None:
    """The moment of a lastmod: the last one it may mean ("2024-04" is the end of April), never after `now`.

    None for nonsense, for what lies before the web and for a moment that has not come yet.
    """
    span = _w3c(text.strip()) or _mail(text.strip())
    if span is None or span[0] > now + timedelta(days=1) or span[0] < _EARLIEST:
        return None
    return min(span[1], now)


def _bounded(found: Iterator[Entry | None], warnings: tuple[str, ...]) -> Listing:
    entries: dict[str, Entry] = {}
    odd = 0
    for entry in found:
        odd += entry is None
        if entry is not None:
            entries.setdefault(entry.url, entry)
        if len(entries) + odd >= MAX_ENTRIES:
            warnings = (*warnings, f"cut at {MAX_ENTRIES} entries")
            break
    if odd:
        warnings = (*warnings, f"{odd} entries without a usable address")
    return Listing(entries=tuple(entries.values()), warnings=warnings)


def _lines(body: bytes) -> Iterator[Entry | None]:
    for line in io.BytesIO(body):
        text = line.strip().decode("utf-8", "replace").lstrip("\ufeff")
        if text:
            yield _entry(_absolute(text))


def _xml(body: bytes, url: str, now: datetime) -> Iterator[Entry | None]:
    events = etree.iterparse(
        io.BytesIO(body),
        events=("end",),
        tag=[f"{{*}}{name}" for name in _ENTRIES],
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    for _, element in events:
        name = etree.QName(element).localname
        parent = element.getparent()
        if parent is not None and etree.QName(parent).localname not in _ENTRIES:
            yield _read(element, name, url, now)
            element.clear()
            while element.getprevious() is not None:
                del parent[0]


def _read(element: etree._Element, name: str, url: str, now: datetime) -> Entry | None:
    words = {etree.QName(child).localname.lower(): child for child in reversed(element) if isinstance(child.tag, str)}
    moment = next((words[each].text for each in _MOMENTS if each in words), None)
    lastmod = parse_moment(moment, now=now) if moment else None
    if name in {"url", "sitemap"}:
        place = words["loc"].text if "loc" in words else None
        return _entry(_absolute(place), ask=_ENTRIES[name], lastmod=lastmod)
    return _entry(_feed_place(element, url), via=Via.FEED, lastmod=lastmod)


def _feed_place(element: etree._Element, url: str) -> str | None:
    """RSS has the address as text, Atom as an attribute; the link without rel, or rel=alternate, is the page."""
    for child in element:
        if isinstance(child.tag, str) and etree.QName(child).localname == "link":
            place = child.get("href") or child.text
            if place and child.get("rel", "alternate") == "alternate":
                return _joined(url, place.strip())
    return None


def _entry(
    url: str | None, *, ask: Ask = Ask.PAGE, via: Via = Via.SITEMAP, lastmod: datetime | None = None
) -> Entry | None:
    return Entry(url=url, ask=ask, via=via, lastmod=lastmod) if url else None


def _absolute(text: str | None) -> str | None:
    """Sitemaps must give whole addresses; "/a" is none."""
    try:
        return canonical(text.strip()) if text else None
    except BadUrl:
        return None


def _joined(base: str, text: str) -> str | None:
    try:
        return join(base, text)
    except BadUrl:
        return None


def _w3c(text: str) -> tuple[datetime, datetime] | None:
    """First and last moment of a W3C date (ISO 8601 profile) of whatever precision."""
    match = _W3C.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in match.groups()[:6])
    try:
        start = datetime(year or 1, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=UTC)
        start -= _offset(match.group(7))
    except (ValueError, OverflowError):
        return None
    return start, start + _length(start, month, day, hour) if start.year < 9000 else start


def _length(start: datetime, month: int | None, day: int | None, hour: int | None) -> timedelta:
    if hour is not None:
        return timedelta(0)
    if day is not None:
        return timedelta(days=1, seconds=-1)
    following = start.replace(day=1, month=start.month % 12 + 1, year=start.year + start.month // 12)
    return (following if month is not None else start.replace(year=start.year + 1)) - start - timedelta(seconds=1)


def _offset(text: str | None) -> timedelta:
    if not text or text in "Zz":
        return timedelta(0)
    size = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return -size if text[0] == "-" else size


def _mail(text: str) -> tuple[datetime, datetime] | None:
    """The date of RSS (RFC 822)."""
    try:
        moment = parsedate_to_datetime(text[:64])
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment, moment
